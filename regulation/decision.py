"""A decision is a value: what was done, by whom, and every change it makes; replaying it needs no calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from regulation.case import Actor, Case, Clock
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Track, Verdict

Flag: TypeAlias = Literal["", "set", "clear"]  # what becomes of the mark on the questioned data (P9)
Json: TypeAlias = Any  # str, int, bool, None, and lists or mappings of these

DECODERS: Mapping[str, Callable[[Any], object]] = {
    "state": State,
    "outcome": Outcome,
    "result": Result,
    "track": Track,
    "party": Party,
    "kind": ClockKind,
    "verdict": Verdict,
    "verdict_if_kept": Verdict,
    "filed_at": datetime.fromisoformat,
    "received_at": datetime.fromisoformat,
    "closed_at": datetime.fromisoformat,
    "withdrawn_at": datetime.fromisoformat,
    "replied_at": datetime.fromisoformat,
    "pending_on": date.fromisoformat,
    "started_at": datetime.fromisoformat,
    "stopped_at": datetime.fromisoformat,
    "promised_on": date.fromisoformat,
    "due_on": date.fromisoformat,
    "not_before": date.fromisoformat,
    "related_ids": list,
}


class ClockAct(StrEnum):
    """What a decision does to one clock."""

    START = "start"
    STOP = "stop"
    EXTEND = "extend"
    RECOMPUTE = "recompute"
    CORRECT = "correct"
    REOPEN = "reopen"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class ClockOp:
    """One act on one clock, named by (kind, start_seq, department_id); `fields` are the attributes it sets."""

    act: ClockAct
    kind: ClockKind
    start_seq: int
    department_id: int | None
    fields: Mapping[str, Json]

    def names(self, clock: Clock) -> bool:
        return (clock.kind, clock.start_seq, clock.department_id) == (self.kind, self.start_seq, self.department_id)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the history. All values are plain JSON; dates and instants are ISO strings, instants in UTC.

    `changes` are attributes of Case. `data` are facts for the record, free of personal data. `texts` is what
    people wrote: kept apart by the store, and no part of `as_json`.
    """

    action: Action
    actor: Actor
    role: Role
    at: datetime
    seq: int
    clause: str
    state_from: State | None
    state_to: State
    changes: Mapping[str, Json]
    clock_ops: tuple[ClockOp, ...] = ()
    flag: Flag = ""  # empty where this case's flag on the data stays as it is
    data: Mapping[str, Json] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """Everything but `texts`."""
        return {
            "action": self.action.value,
            "actor": _actor_json(self.actor),
            "role": self.role.value,
            "at": self.at.isoformat(),
            "seq": self.seq,
            "clause": self.clause,
            "state_from": self.state_from and self.state_from.value,
            "state_to": self.state_to.value,
            "changes": dict(self.changes),
            "clock_ops": [_op_json(op) for op in self.clock_ops],
            "flag": self.flag,
            "data": dict(self.data),
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Json], texts: Mapping[str, str] | None = None) -> Decision:
        """Read back what `as_json` wrote; raises KeyError or ValueError where it is damaged."""
        return cls(
            action=Action(record["action"]),
            actor=_actor(record["actor"]),
            role=Role(record["role"]),
            at=datetime.fromisoformat(record["at"]),
            seq=int(record["seq"]),
            clause=record["clause"],
            state_from=State(record["state_from"]) if record["state_from"] else None,
            state_to=State(record["state_to"]),
            changes=record["changes"],
            clock_ops=tuple(_op(op) for op in record["clock_ops"]),
            flag=record["flag"],
            data=record["data"],
            texts=texts or {},
        )


def encode(value: object) -> Json:
    """A value of the law as plain JSON."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):  # datetime too
        return value.isoformat()
    if isinstance(value, dict):
        return {name: encode(item) for name, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [encode(item) for item in value]
    return value


def decode(name: str, value: Json) -> Any:
    """The attribute `name` of a case or clock, from its JSON."""
    decoder = DECODERS.get(name)
    return value if decoder is None or value is None else decoder(value)


def apply(case: Case, decision: Decision) -> None:
    """Carry a decision out on a case: the only writer of case and clock attributes.

    Raises ValueError where the case has moved on since the decision was made.
    """
    if decision.seq != case.seq + 1:
        raise ValueError(f"{case.number}: decision {decision.seq} does not follow line {case.seq}")
    for name, value in decision.changes.items():
        setattr(case, name, decode(name, value))
    case.seq = decision.seq
    for op in decision.clock_ops:
        _carry_out(case, op)


def _carry_out(case: Case, op: ClockOp) -> None:
    fields = {name: decode(name, value) for name, value in op.fields.items()}
    if op.act is ClockAct.START:
        case.open_clock(kind=op.kind, start_seq=op.start_seq, department_id=op.department_id, **fields)
        return
    clock = next(clock for clock in case.clocks if op.names(clock))
    for name, value in fields.items():
        setattr(clock, name, value)


def _actor_json(actor: Actor) -> dict[str, Json]:
    return {
        "person_id": actor.person_id,
        "roles": sorted(actor.roles),
        "department_id": actor.department_id,
        "acting_for": actor.acting_for,
    }


def _actor(record: Mapping[str, Json]) -> Actor:
    roles = frozenset(Role(role) for role in record["roles"])
    return Actor(record["person_id"], roles, record["department_id"], record["acting_for"])


def _op_json(op: ClockOp) -> dict[str, Json]:
    return {
        "act": op.act.value,
        "kind": op.kind.value,
        "start_seq": op.start_seq,
        "department_id": op.department_id,
        "fields": dict(op.fields),
    }


def _op(record: Mapping[str, Json]) -> ClockOp:
    act, kind = ClockAct(record["act"]), ClockKind(record["kind"])
    return ClockOp(act, kind, record["start_seq"], record["department_id"], record["fields"])
