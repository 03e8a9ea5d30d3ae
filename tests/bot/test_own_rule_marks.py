"""本系统约定: every limit that no clause sets is marked wherever it is named, never under a clause's text."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cards.reminder_card import ReminderReason, ReminderTask, reminder_cards
from bot.view import Limit
from bot.visibility.explained_limit import verdict_text
from regulation.explain import OWN_LIMITS, OWN_RULE, explain_clock, named
from regulation.law import Law
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, ClockKind, State, Verdict
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day

BOOKS = list(load_rulebooks())
EVERY = [(book, kind) for book in BOOKS for kind in book.limits]
OWN = [(book, kind) for book, kind in EVERY if book.limits[kind].own_rule]
AT = datetime(2026, 9, 17, 2, tzinfo=UTC)


def clock_of(book: Any, kind: ClockKind) -> Any:
    limit = book.limits[kind]
    return SimpleNamespace(
        kind=kind, clause=limit.clause, started_at=AT, total_days=limit.days, limit_days=limit.days, reason="",
        due_on=day("2026-09-24 周四"), provisional=False, not_before=None, stopped_at=AT, verdict=Verdict.LATE,
        verdict_if_kept=None, missed=False, round=1,
    )  # fmt: skip


def ids(each: tuple[Any, ClockKind]) -> str:
    return f"{each[0].id} {each[1]}"


@pytest.mark.parametrize("each", EVERY, ids=ids)
def test_the_lists_know_which_limits_are_our_own(each: tuple[Any, ClockKind]) -> None:
    book, kind = each
    assert book.limits[kind].own_rule is (kind in OWN_LIMITS)
    assert (OWN_RULE in named(kind)) is book.limits[kind].own_rule


@pytest.mark.parametrize("each", OWN, ids=ids)
def test_card_page_and_dossier_mark_it(each: tuple[Any, ClockKind]) -> None:
    """The field of a card; 为什么 and the page, which quote no clause; the verdict on page and dossier."""
    book, kind = each
    limit = book.limits[kind]
    shown = Limit(kind, limit.clause, day("2026-09-24 周四"), False, limit.days, 3, False, limit.own_rule)
    assert OWN_RULE in shown.name
    why = explain_clock(clock_of(book, kind), Law(book, WorkCalendar(shipped_notices(), {})))
    assert OWN_RULE in why.basis
    assert book.clause(limit.clause).text not in why.quoted
    assert OWN_RULE in verdict_text(clock_of(book, kind), own_rule=why.own_rule)


@pytest.mark.parametrize("each", EVERY, ids=ids)
def test_a_start_by_own_rule_is_marked(each: tuple[Any, ClockKind]) -> None:
    book, kind = each
    law = Law(book, WorkCalendar(shipped_notices(), {}))
    for action in Action:
        why = explain_clock(clock_of(book, kind), law, action)
        assert (OWN_RULE in why.start) is book.limits[kind].begins_by_own_rule(action)


@pytest.mark.parametrize("kind", OWN_LIMITS)
def test_reminders_mark_it(kind: ClockKind) -> None:
    task = ReminderTask(
        "CN-20260917-0001", State.CONFIRMING, kind, day("2026-09-24 周四"), False, 1, False, ReminderReason.BEFORE
    )
    (card,) = reminder_cards([task], now=AT)
    assert f"{kind}（{OWN_RULE}）" in card.fields[0].value
