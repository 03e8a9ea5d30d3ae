"""How what people give is read: a value the record can keep, or the sentence that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from regulation.law import Law
from regulation.refusals import BadValue, Incomplete, NotAnAnswer
from regulation.states import ClockKind
from regulation.weekdays import dated

if TYPE_CHECKING:
    from regulation.need import Need

REASONS = "reasons:"  # before the name of a limit: the grounds for which it may be extended
FARTHEST = timedelta(days=731)  # a date beyond is a slip of the finger


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the need, by which law, on which day."""

    need: Need
    law: Law
    today: date


def options(need: Need, law: Law) -> Mapping[str, str]:
    """The choices a need offers, code to text; empty where it is no choice."""
    if need.listing == "decline_grounds":
        return {code: ground.text for code, ground in law.rulebook.decline_grounds.items()}
    if need.listing.startswith(REASONS):
        return law.rulebook.limit(ClockKind[need.listing.removeprefix(REASONS)]).reasons
    return law.rulebook.names(need.listing) if need.listing else {}


def _wrong(asked: Asked, problem: str) -> BadValue:
    return BadValue(f"{asked.need.label}：{problem}。", field=asked.need.field)


def as_text(asked: Asked, raw: Any) -> str:
    if not isinstance(raw, str):
        raise _wrong(asked, "请用文字填写")
    words = raw.strip()
    if len(words) > asked.law.rulebook.policy.text_maximum:
        raise _wrong(asked, f"请控制在{asked.law.rulebook.policy.text_maximum}字以内")
    return words


def as_answer(asked: Asked, raw: Any) -> str:
    words = as_text(asked, raw)
    rest = re.sub(r"[\W_]+", "", words)
    for phrase in sorted(asked.law.rulebook.policy.non_answers, key=len, reverse=True):
        rest = rest.replace(phrase, "")
    if len(rest) < asked.law.rulebook.policy.answer_minimum:
        problem = "这不是明确答复，请写明核实的具体结果。答复期限仍在计算"
        raise NotAnAnswer(f"{asked.need.label}：{problem}。", field=asked.need.field, clause="P6")
    return words


def as_mark(asked: Asked, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw.strip()) > 64:
        raise _wrong(asked, "请填写编号或名称，不超过64字")
    return raw.strip()


def as_code(asked: Asked, raw: Any) -> str:
    choices = options(asked.need, asked.law)
    if not isinstance(raw, str) or raw not in choices:
        raise _wrong(asked, f"请从下列各项中选择：{'、'.join(choices.values())}")
    return raw


def as_codes(asked: Asked, raw: Any) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise _wrong(asked, "请选择一项或多项")
    return list(dict.fromkeys(as_code(asked, item) for item in raw))


def as_word(members: type[StrEnum]) -> Callable[[Asked, Any], str]:
    """A reader for the words of one of the law's own enumerations."""

    def read_word(asked: Asked, raw: Any) -> str:
        if raw not in list(members):
            raise _wrong(asked, f"请从下列各项中选择：{'、'.join(members)}")
        return str(raw)

    return read_word


def as_day(asked: Asked, raw: Any) -> str:
    try:
        chosen = raw if type(raw) is date else date.fromisoformat(raw.strip())
    except (AttributeError, ValueError) as error:
        raise _wrong(asked, f"请写成日期，如{asked.today.isoformat()}") from error
    if not asked.today <= chosen <= asked.today + FARTHEST:
        raise _wrong(asked, f"不能早于今天（{dated(asked.today)}），也不能晚于两年以后")
    return chosen.isoformat()


def as_number(asked: Asked, raw: Any) -> int:
    if isinstance(raw, str) and re.fullmatch(r"\s*[0-9]{1,9}\s*", raw):
        raw = int(raw)
    if type(raw) is not int or raw < 1:
        raise _wrong(asked, "请填写1以上的整数")
    return raw


def as_numbers(asked: Asked, raw: Any) -> list[int]:
    if not isinstance(raw, list | tuple):
        raise _wrong(asked, "请选择一项或多项")
    return list(dict.fromkeys(as_number(asked, item) for item in raw))


def as_tick(asked: Asked, raw: Any) -> bool:
    if raw is not True:
        raise Incomplete(f"请确认：{asked.need.label}。", field=asked.need.field)
    return True


def as_flag(asked: Asked, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(asked, "请选择是或否")
    return raw
