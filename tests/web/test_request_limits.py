"""Rates of requests: by address for strangers, by person for whoever is signed in."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tests.scheduler.rig import OPERATOR, Rig
from tests.web.test_files_and_archive import Browser
from web.client_address import client_address, subscriber
from web.request_rates import MOST, RequestRate

HOME = "https://yiyi.test"
PROXIES = [ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")]


class Watch:
    """A monotonic clock that the test moves."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_minutes_worth_at_once_then_evenly() -> None:
    watch = Watch()
    rate = RequestRate(60, watch)
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60
    assert rate.take("a") == pytest.approx(1.0)
    assert rate.take("b") == 0.0, "another client is not concerned"
    watch.seconds += 1.01
    assert rate.take("a") == 0.0
    assert rate.take("a") > 0
    watch.seconds += 61
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60


def test_nothing_is_limited_with_zero() -> None:
    rate = RequestRate(0)
    assert not any(rate.take("a") for _ in range(10_000))


def test_memory_is_bounded_and_full_buckets_are_forgotten_first() -> None:
    watch = Watch()
    rate = RequestRate(60, watch)
    for _ in range(60):
        rate.take("busy")
    watch.seconds += 30
    for number in range(MOST + 100):
        rate.take(f"client {number}")
        if number % 1000 == 0:
            watch.seconds += 0.5
    assert rate.wait("client 1") == 0.0
    assert len(rate._next) <= MOST


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours: its word counts nothing
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("::ffff:127.0.0.1", "[2001:db8::5]:443", "2001:db8::5"),
    ],
)
def test_the_address_is_who_the_last_trusted_proxy_heard(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


def test_an_ipv6_subscriber_is_one_client() -> None:
    assert subscriber("2001:db8:0:1::5") == subscriber("2001:db8:0:1:ffff::9") != subscriber("2001:db8:0:2::5")
    assert subscriber("198.51.100.1") != subscriber("198.51.100.2")


def test_strangers_are_limited_by_address_and_colleagues_behind_it_are_not(rig: Rig) -> None:
    browser, stranger = Browser(rig, OPERATOR), Browser(rig, "nobody")

    def asks(where: str) -> int:
        with stranger.client.get("/login", base_url=HOME, headers={"X-Forwarded-For": where}) as answer:
            return answer.status_code

    assert {asks("198.51.100.1") for _ in range(300)} == {302}
    assert 429 in {asks("198.51.100.1") for _ in range(60)}, "five a second come back while we ask"
    assert asks("198.51.100.2") == 302
    with browser.client.get("/ledger", base_url=HOME, headers={"X-Forwarded-For": "198.51.100.1"}) as answer:
        assert answer.status_code == 200


def test_a_person_is_limited_wherever_they_ask_from(rig: Rig) -> None:
    browser = Browser(rig, OPERATOR)
    codes = [0]
    for number in range(400):
        if codes[-1] == 429:
            break
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        with browser.client.get("/", base_url=HOME, headers=headers) as answer:
            codes.append(answer.status_code)
    assert codes[1:-1] == [200] * len(codes[1:-1])
    assert len(codes) > 240
    assert int(answer.headers["Retry-After"]) >= 1
    assert "频繁" in answer.get_data(as_text=True)
