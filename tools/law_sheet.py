"""Writes docs/law.md: the table of transitions, the limits and the diagram, as the code has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from regulation.rulebook import Rulebook
from regulation.rulebook_file import SHIPPED, load_rulebook
from regulation.state_groups import OPEN
from regulation.states import Action, State
from regulation.step import Transition
from regulation.transitions import TABLE

TARGET = Path(__file__).parent.parent / "docs" / "law.md"
# Possible in every open state: arrows for them would clutter the diagram.
ANYWHERE = {action for action in Action if {row.source for row in TABLE if row.action is action} >= set(OPEN)}

HEAD = """# The law as a table

Written by `python -m tools.law_sheet` from `regulation/transitions.py` and `regulation/rulebooks/{id}.toml`
({number}); a test keeps it true. Clause ids: `M1`–`M16` are 办法第一条–第十六条, `G` and `P` are 工作规则一 and 二.

`regulation.decide.decide(case, action, actor, now, law, given)` looks up (state, action); what is not a row below is
refused with the sentence that the user reads. `given` holds plain values under the keys of the column “given”
(`*` marks what must be there). An arrow to the same state leaves it as it is. A row with a number under “edition”
stands in that edition of the own rules alone; cases keep the edition of their filing day. The diagram is the newest.
"""


def sheet(book: Rulebook, earlier: Rulebook) -> str:
    """The whole page: what runs under this rulebook, and the rows and own rules of the edition before."""
    running = [row for row in TABLE if row.applies_in(book.edition)]
    parts = [
        HEAD.format(id=book.id, number=book.number),
        "## States\n",
        _diagram(running),
        _anywhere(running),
        "## Transitions\n",
        _table(_merged(TABLE)),
        "\n## Limits\n",
        _limits(book),
        "\n## Own rules\n\nWhere the text is silent (本系统约定), for the office to change in the rulebook:\n",
        _own_rules(book),
        f"\nCases filed under `{earlier.id}` (edition {earlier.edition}) keep:\n",
        _own_rules(earlier),
    ]
    return "\n".join(parts) + "\n"


def _own_rules(book: Rulebook) -> str:
    return "\n".join(f"- {rule}" for rule in book.own_rules)


def _diagram(table: Iterable[Transition]) -> str:
    """Mermaid accepts no Chinese ids, so states have their English names as ids and the Chinese words as labels."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.name}: {state}" for state in State]
    for row in table:
        if row.to is not row.source and row.action not in ANYWHERE:
            source = row.source.name if row.source else "[*]"
            lines.append(f"    {source} --> {row.to.name}: {row.action}{f' [{row.when.text}]' if row.when else ''}")
    return "\n".join([*lines, "    CLOSED --> [*]", "```"])


def _anywhere(table: Iterable[Transition]) -> str:
    """What the diagram leaves out."""
    rows = [row for row in table if row.action in ANYWHERE]
    moving = {row.action for row in rows if row.to is not row.source}
    closed_too = {row.action for row in rows if row.source is State.CLOSED} - moving
    closing, open_only, always = (
        [action for action in Action if action in found]
        for found in (moving, ANYWHERE - moving - closed_too, closed_too)
    )
    return (
        f"\nFrom any open state: {_listed(closing)} are possible, and move the case as the table says;\n"
        f"{_listed(open_only)} leave it where it is;\n"
        f"{_listed(always)} are possible anywhere, and leave it too.\n"
    )


def _listed(actions: Sequence[Action]) -> str:
    *others, last = actions
    return f"{', '.join(others)} and {last}" if others else str(last)


def _merged(table: Iterable[Transition]) -> list[list[str]]:
    """Rows that differ only in their source state share a line."""
    merged: dict[tuple[str, ...], list[str]] = {}
    for row in table:
        stays = row.to is row.source
        merged.setdefault(_cells(row, "—" if stays else str(row.to)), []).append(str(row.source or "(新)"))
    open_states = {str(state) for state in State if state is not State.CLOSED}
    lines = []
    for cells, sources in merged.items():
        if open_states <= set(sources):
            source = "任何阶段" if str(State.CLOSED) in sources else "办结前"
        else:
            source = "、".join(sources)
        lines.append([source, *cells])
    return lines


def _cells(row: Transition, to: str) -> tuple[str, ...]:
    needs = ", ".join(f"`{need.field}`{'' if need.optional else '*'}" for need in row.needs)
    ends = str(row.outcome or row.result or "")
    flag = {"set": "标注", "clear": "清除标注"}.get(row.flag, "")
    return (
        str(row.action),
        row.when.text if row.when else "",
        to,
        "、".join(row.roles),
        needs,
        str(row.stops or ""),
        str(row.starts or ""),
        " ".join(part for part in (ends, flag) if part),
        row.clause,
        _edition(row),
    )


def _edition(row: Transition) -> str:
    """Which edition of the own rules has the row; empty where every edition has it."""
    since = str(row.since) if row.since > 1 else ""
    return since or (str(row.before - 1) if row.before else "")


def _table(lines: Iterable[list[str]]) -> str:
    head = ["from", "act", "when", "to", "who", "given", "stops", "starts", "result, flag", "clause", "edition"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))


def _limits(book: Rulebook) -> str:
    lines = ["| limit | working days | at most | from | grounds | clause |", "| --- | --- | --- | --- | --- | --- |"]
    for limit in book.limits.values():
        cap = str(limit.cap) if limit.cap > limit.days else ""
        own = " (own rule)" if limit.own_rule else ""
        grounds = "、".join(limit.reasons.values())
        lines.append(f"| {limit.kind} | {limit.days} | {cap} | {limit.starts} | {grounds} | {limit.clause}{own} |")
    return "\n".join(lines)


def shipped_sheet() -> str:
    return sheet(load_rulebook(SHIPPED / "changning-2026.toml"), load_rulebook(SHIPPED / "changning-2022.toml"))


if __name__ == "__main__":
    TARGET.write_text(shipped_sheet(), encoding="utf-8")
