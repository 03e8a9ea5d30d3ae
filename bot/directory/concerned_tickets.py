"""The open cases somebody has a part in, and who has each of them now, for the centre when that person leaves (M7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from regulation.shanghai import local_date
from store.lists import department_tasks, open_tickets
from store.people import duty_roster, persons

if TYPE_CHECKING:
    from bot.outbound import Post
    from store.lists.department_tasks import OpenTask


@dataclass(frozen=True, slots=True)
class Concerned:
    """`tasks` of a department with the names of who has each; `filed` are the numbers of the person's own cases."""

    tasks: Sequence[OpenTask] = ()
    names: Mapping[int, str] = field(default_factory=dict)  # by ticket id
    filed: Sequence[str] = ()


def concerned(post: Post, person_id: int, of: Concerned | None = None) -> Concerned:
    """By the duties of this moment; with `of` the same cases again, after the person has left."""
    session = post.session
    duty = duty_roster.load(session, local_date(post.now), post.dialects)
    every = {task.id: task for task in department_tasks.open_tasks(session)}
    chosen = {task.id for task in of.tasks} if of else None
    found = []
    for task in every.values():
        held = person_id in (task.handler_id, task.taken_by, *department_tasks.responsible(task, duty))
        if task.id in chosen if chosen is not None else held:
            found.append(task)
    holders = {task.id: duty.present(department_tasks.responsible(task, duty)) for task in found}
    known = persons.names(session, {who for holder in holders.values() for who in holder})
    names = {number: "、".join(known[who] for who in holder) for number, holder in holders.items()}
    return Concerned(found, names, open_tickets.filed_by(session, person_id))
