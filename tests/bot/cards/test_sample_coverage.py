"""Completeness of the samples: a new kind of card without a sample in the preview fails here."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from bot.acts.sample_headings import OF_STATE, Part
from bot.cards.preview.page import page
from bot.cards.preview.question_samples import question_samples
from bot.cards.preview.samples import Sample, samples
from bot.ports import CardKind
from regulation.states import Action, State
from regulation.transitions import TABLE
from tests.permissions.card_makers import card_makers

ROOT = Path(__file__).resolve().parents[3]
UNUSED = {CardKind.FORM}  # supported by the dialects, used by no card
ASKED_BACK = "asks what was meant, with what its author may do now"
QUESTION, ANSWER, FIRST = "asks the next question", "answers in words", "greets"
IN_PASSING: Mapping[str, str] = {
    "bot/commands/audit_lists.py": ANSWER,
    "bot/commands/confirm_time.py": ANSWER,
    "bot/commands/grant_role.py": ANSWER,
    "bot/commands/role_requests.py": ANSWER,
    "bot/commands/reach_centre.py": ANSWER,
    "bot/commands/read_receipt.py": ANSWER,
    "bot/understanding/answer.py": ANSWER,
    "bot/filing/said_at_once.py": ASKED_BACK,
    "bot/understanding/ask_back.py": ASKED_BACK,
    "bot/commands/hand_over.py": ANSWER,
    "bot/commands/own_data_requests.py": ANSWER,
    "bot/commands/own_information_rights.py": ANSWER,
    "bot/notify/late_notice.py": "several late cases in one message; shown in tests/scheduler/test_late_notices.py",
    "bot/directory/centre_told.py": "lines without a button: who left, and which cases are concerned",
    "scheduler/limits/digest.py": "lines without a button: the signed head of the record",
    "scheduler/sweeps/retention_warnings.py": "lines without a button: retention announced, archives missing",
    "bot/needs/attachment_field.py": QUESTION,
    "bot/needs/typed_field.py": QUESTION,
    "bot/confirming/summary_answers.py": QUESTION,
    "bot/commands/urge.py": ANSWER,
    "bot/forms/form_cards.py": "frames a question, and the summary that is shown",
    "bot/commands/catalogue_corrections.py": ANSWER,
    "bot/commands/help.py": ANSWER,
    "bot/commands/flag_log.py": ANSWER,
    "bot/commands/my_tickets.py": ANSWER,
    "bot/commands/more_acts.py": ANSWER,
    "bot/commands/overdue.py": ANSWER,
    "bot/commands/file_objection.py": FIRST,
    "bot/commands/special_cases.py": ANSWER,
    "bot/commands/stand_in.py": ANSWER,
    "bot/commands/statistics.py": ANSWER,
    "bot/commands/published_report.py": ANSWER,
    "bot/commands/repeat_act.py": ANSWER,
    "bot/commands/verdict_review.py": ANSWER,
    "bot/commands/why.py": ANSWER,
    "bot/forms/date_field.py": QUESTION,
    "bot/dispatch.py": ANSWER,
    "bot/filing_questions/proposer_contact.py": QUESTION,
    "bot/filing_questions/evidence.py": QUESTION,
    "bot/filing/early_file.py": ANSWER,
    "bot/forms/kept_sentence.py": QUESTION,
    "bot/forms/late_sentence.py": QUESTION,
    "bot/filing/filing_confirmation.py": ANSWER,
    "bot/filing/on_behalf.py": QUESTION,
    "bot/filing/evidence_removal.py": QUESTION,
    "bot/filing_questions/data_source.py": QUESTION,
    "bot/forms/engine.py": ANSWER,
    "bot/inspection/inspection_notice.py": ANSWER,
    "bot/forms/fields.py": QUESTION,
    "bot/routing.py": FIRST,
    "bot/forms/navigation.py": ANSWER,
    "scheduler/sweeps/file_download.py": ANSWER,
    "scheduler/sweeps/monthly_report.py": "sends the picture that is shown",
}  # modules outside bot/cards that build cards, and why these need no sample


def ran(root: Path) -> set[str]:
    """`module.function` of all code in bot/cards that runs while the samples are built."""
    seen: set[str] = set()
    home = str(root / "bot" / "cards")

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(home):
            seen.add(f"{Path(code.co_filename).stem}.{code.co_name}")

    sys.setprofile(note)
    try:
        list(samples())
    finally:
        sys.setprofile(None)
    return seen


def test_every_card_function_has_a_sample() -> None:
    assert card_makers() - ran(ROOT) == set()


def test_every_kind_of_card_has_a_sample() -> None:
    assert {sample.card.kind for sample in samples()} == set(CardKind) - UNUSED


def test_every_state_and_act_has_a_sample() -> None:
    names = "\n".join(sample.name for sample in samples())
    assert all(state.value in names for state in State)
    said = {action for action in Action if f"办理后 {action}" in names or f"告知提出方 {action}" in names}
    said |= {action for action in Action if f"待办 {action}" in names}
    unsaid = {Action.FILE, Action.ENTER_CITY_ORDER, Action.CORRECT_VERDICT, Action.APPROVE_JOINT}
    assert {row.action for row in TABLE} - said <= unsaid | set(question_acts())


def question_acts() -> Iterator[Action]:
    yield from (action for action, _, _ in question_samples())


def test_every_heading_is_used_once() -> None:
    every = list(samples())
    order = [sample.part for sample in every]
    assert list(dict.fromkeys(order)) == list(Part)
    assert order == sorted(order, key=list(Part).index)
    assert set(OF_STATE) == set(State)
    html = page(every[:1] + every[-1:])
    assert html.count("<h1 id=") == 2


def test_sample_names_are_unique() -> None:
    seen: dict[str, Sample] = {}
    for sample in samples():
        assert sample.name not in seen or sample.name == "申请延期时问 延期事由", sample.name
        seen[sample.name] = sample


def test_inline_cards_are_listed() -> None:
    """Outside bot/cards a card is built only where its text depends on the running conversation."""
    unknown = {name for name in inline() if name not in IN_PASSING}
    assert not unknown, "make the card in bot/cards and show it among the samples, or say here why not"
    assert set(inline()) == set(IN_PASSING)


def inline() -> Iterator[str]:
    """Every file outside bot/cards that constructs a Card."""
    for folder in ("bot", "scheduler", "quality", "web"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            is_home = name.startswith("bot/cards/") or name in ("bot/ports.py", "bot/message_json.py")
            if not is_home and any(map(_is_card, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))):
                yield name


def _is_card(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Card"
