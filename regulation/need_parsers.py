"""Parsers of the inputs: a value that the record can store, or a refusal that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from regulation.case import Case
from regulation.law import Law
from regulation.need import Kind, Need
from regulation.refusals import BadValue, Incomplete, NotAnAnswer
from regulation.required_content import require
from regulation.rulebook import Ground
from regulation.shanghai import dated
from regulation.states import ClockKind

REASONS = "reasons:"  # prefix of a limit's name: the code list of grounds for extending it
GROUNDS = "decline_grounds"
EARLIEST = timedelta(days=30)  # something older is not entered later
AS_IT_IS = "as_it_is"  # key of the fields whose text is sent a second time although it holds no finding
FARTHEST = timedelta(days=731)  # a date further ahead is taken for a typing error


@dataclass(frozen=True, slots=True)
class _Asked:
    """The context of one input: the need, the law, the day, and the fields that were asked for again."""

    need: Need
    law: Law
    today: date
    as_it_is: Collection[str]


_Reader: TypeAlias = Callable[[_Asked, Any], Any]


def read(needs: Sequence[Need], given: Mapping[str, object], law: Law, today: date) -> dict[str, Any]:
    """The values of all inputs by key; raises Incomplete or BadValue for the first invalid one."""
    values = {}
    again = given.get(AS_IT_IS)
    as_it_is = again if isinstance(again, list | tuple) else ()
    for need in needs:
        raw = given.get(need.field)
        if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
            if need.optional:
                continue
            raise Incomplete(f"请补充：{need.label}。", field=need.field)
        values[need.field] = READERS[need.kind](_Asked(need, law, today, as_it_is), raw)
    return values


def options(need: Need, law: Law) -> Mapping[str, str]:
    """The options of a need, code to label; empty where it is no choice."""
    if need.listing == GROUNDS:
        return {code: ground.text for code, ground in law.rulebook.decline_grounds.items()}
    if need.listing.startswith(REASONS):
        return law.rulebook.limits[ClockKind[need.listing.removeprefix(REASONS)]].reasons
    return law.rulebook.lists[need.listing] if need.listing else {word: word for word in need.words}


def offered(need: Need, law: Law, case: Case) -> Mapping[str, str]:
    """The options that this case allows: a ground whose facts are missing is none (M10)."""
    every = options(need, law)
    if need.listing != GROUNDS:
        return every
    grounds = law.rulebook.decline_grounds
    return {code: label for code, label in every.items() if open_to(grounds[code], case)}


def open_to(ground: Ground, case: Case) -> bool:
    """仍不完整 is a ground only after the one supplement was asked for (P3)."""
    return not ground.after_supplement or case.supplement_asked > 0


def _wrong(asked: _Asked, problem: str) -> BadValue:
    return BadValue(f"{asked.need.label}：{problem}。", field=asked.need.field)


def _text(asked: _Asked, raw: Any) -> str:
    if not isinstance(raw, str):
        raise _wrong(asked, "请用文字填写")
    words = raw.strip()
    most = asked.law.rulebook.policy.text_maximum
    if len(words) > most:
        raise _wrong(asked, f"最多{most}字，现在是{len(words)}字，请精简后重新发送")
    require(asked.need, words, asked.law, asked.as_it_is)
    return words


def _answer(asked: _Asked, raw: Any) -> str:
    """Under the first edition of the own rules, whose list is shorter and knows no second sending."""
    words = _text(asked, raw)
    if asked.law.rulebook.policy.phrases is not None:
        return words
    rest = re.sub(r"[\W_]+", "", words)
    for phrase in sorted(asked.law.rulebook.policy.non_answers, key=len, reverse=True):
        rest = rest.replace(phrase, "")
    if len(rest) < asked.law.rulebook.policy.answer_minimum:
        problem = "这不是明确答复，请写明核实的具体结果。答复期限仍在计算"
        raise NotAnAnswer(f"{asked.need.label}：{problem}。", field=asked.need.field, clause="P6")
    return words


def _mark(asked: _Asked, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw.strip()) > 64:
        raise _wrong(asked, "请填写编号或名称，不超过64字")
    require(asked.need, raw, asked.law, asked.as_it_is)
    return raw.strip()


def _choice(asked: _Asked, raw: Any) -> str:
    choices = options(asked.need, asked.law)
    if not isinstance(raw, str) or raw not in choices:
        raise _wrong(asked, f"请从下列各项中选择：{'、'.join(choices.values())}")
    return str(raw)


def _each(read_one: _Reader) -> _Reader:
    """A parser for several such values, without duplicates."""

    def read_all(asked: _Asked, raw: Any) -> list[Any]:
        if not isinstance(raw, list | tuple):
            raise _wrong(asked, "请选择一项或多项")
        return list(dict.fromkeys(read_one(asked, item) for item in raw))

    return read_all


def _day(asked: _Asked, raw: Any) -> str:
    try:
        chosen = raw if type(raw) is date else date.fromisoformat(raw.strip())
    except (AttributeError, ValueError) as error:
        raise _wrong(asked, f"请写成日期，如{asked.today.isoformat()}") from error
    if not asked.today <= chosen <= asked.today + FARTHEST:
        raise _wrong(asked, f"不能早于今天（{dated(asked.today)}），也不能晚于两年以后")
    return chosen.isoformat()


def _past_day(asked: _Asked, raw: Any) -> str:
    try:
        chosen = raw if type(raw) is date else date.fromisoformat(raw.strip())
    except (AttributeError, ValueError) as error:
        raise _wrong(asked, f"请写成日期，如{asked.today.isoformat()}") from error
    if not asked.today - EARLIEST <= chosen <= asked.today:
        raise _wrong(asked, f"不能晚于今天（{dated(asked.today)}），也不能早于{EARLIEST.days}天以前")
    return chosen.isoformat()


def _number(asked: _Asked, raw: Any) -> int:
    if isinstance(raw, str) and re.fullmatch(r"\s*[0-9]{1,9}\s*", raw):
        raw = int(raw)
    if type(raw) is not int or raw < 1:
        raise _wrong(asked, "请填写1以上的整数")
    return raw


def _tick(asked: _Asked, raw: Any) -> bool:
    if raw is not True:
        raise Incomplete(f"请确认：{asked.need.label}。", field=asked.need.field)
    return True


def _flag(asked: _Asked, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(asked, "请选择是或否")
    return raw


READERS: Mapping[Kind, _Reader] = {
    Kind.TEXT: _text,
    Kind.ANSWER: _answer,
    Kind.MARK: _mark,
    Kind.NUMBER: _number,
    Kind.SCORE: _number,
    Kind.DATE: _day,
    Kind.PAST_DATE: _past_day,
    Kind.LENGTH: _number,
    Kind.YES_NO: _flag,
    Kind.TICK: _tick,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _each(_choice),
    Kind.DEPARTMENT: _number,
    Kind.DEPARTMENTS: _each(_number),
    Kind.PERSON: _number,
    Kind.CLOCK: _number,
}
