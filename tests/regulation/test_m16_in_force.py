"""办法第十六条：本办法自正式发布之日起施行。"""

from __future__ import annotations

from datetime import date

import pytest

from regulation.refusals import Refusal
from regulation.rulebook_file import load_rulebooks
from tests.regulation.case_run import FIRST_EDITION, CaseRun

PUBLISHED = date(2022, 12, 6)


def test_in_force_from_the_day_of_publication() -> None:
    assert FIRST_EDITION.rulebook.effective == PUBLISHED
    assert load_rulebooks().on(PUBLISHED).id == FIRST_EDITION.rulebook.id


def test_before_it_there_is_no_law_to_apply() -> None:
    with pytest.raises((Refusal, LookupError, ValueError)):
        load_rulebooks().on(date(2022, 12, 5))


def test_a_ticket_keeps_the_rulebook_of_its_filing_day() -> None:
    """T47: an amendment is another file; what was filed before stays under this one."""
    assert CaseRun("2026-09-18 周五").case.rulebook == "changning-2026"
