"""Fault injection on the API: errors, lost answers, lost messages, each for a limited number of calls."""

from __future__ import annotations

import pytest
import requests

from sandbox.wecom.faults import Fault
from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import Api

Company = tuple[Tenant, Api]
TEXT = {"content": "您好"}


def inject(company: Company, kind: str, path: str = "message/send", code: int = 0) -> None:
    company[0].faults.inject(Fault("api", kind, path=path, code=code))


def arrived(company: Company) -> int:
    return len(company[0].messages.find(lambda _: True))


@pytest.mark.parametrize("code", [-1, 40014, 42001, 45009, 45033, 60020])
def test_refused_with_any_code_once(company: Company, code: int) -> None:
    inject(company, "refuse", code=code)
    assert company[1].send("text", TEXT)["errcode"] == code
    assert company[1].send("text", TEXT)["errcode"] == 0


def test_cut_after_accepting(company: Company) -> None:
    inject(company, "cut")
    with pytest.raises(requests.ConnectionError):
        company[1].send("text", TEXT)
    assert arrived(company) == 1


def test_dropped_unread(company: Company) -> None:
    inject(company, "drop")
    with pytest.raises(requests.ConnectionError):
        company[1].send("text", TEXT)
    assert arrived(company) == 0


def test_no_json(company: Company) -> None:
    inject(company, "html")
    with pytest.raises(requests.JSONDecodeError):
        company[1].send("text", TEXT)


def test_moved(company: Company) -> None:
    inject(company, "redirect", path="gettoken")
    answer = requests.get(f"{company[1].url}/cgi-bin/gettoken", allow_redirects=False, timeout=5)
    assert answer.status_code == 301


@pytest.mark.parametrize(("kind", "copies"), [("silent", 0), ("duplicate", 2)])
def test_accepted_but_not_delivered_once(company: Company, kind: str, copies: int) -> None:
    inject(company, kind)
    assert company[1].send("text", TEXT)["errcode"] == 0
    assert arrived(company) == copies


def test_some_receivers_invalid(company: Company) -> None:
    inject(company, "partial")
    assert company[1].send("text", TEXT, to="lin.er|wu.san")["invaliduser"] == "wu.san"
    assert arrived(company) == 1


def test_faults_affect_the_chosen_path_only(company: Company) -> None:
    inject(company, "refuse", code=-1)
    assert company[1].get("user/get", userid="lin.er")["errcode"] == 0


def test_an_unknown_kind_is_refused(company: Company) -> None:
    with pytest.raises(ValueError, match="explode"):
        inject(company, "explode")
