"""Data types of the conversation: a command's context, and the form, question and draft it may begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.district_settings import DistrictSettings
from bot.outbound import Post
from bot.ports import Call, Card, Option
from regulation.case import Actor, Case
from regulation.law import Law, Laws
from store.cases.who_acted import Caller

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Draft as Row
    from store.tables import Person
    from store.vault import Vault


Json: TypeAlias = Any  # JSON types: answers are stored and survive a restart
Answers: TypeAlias = Mapping[str, Json]
MARK = "_"  # prefix of internal keys stored beside the answers: never asked for, never shown
ASKED = f"{MARK}asked"  # the questions that the law asked for when the draft was begun


@dataclass(slots=True)
class Draft:
    """A form being filled in. `step` names the open question, "" where everything is answered.
    `partial` holds the pieces gathered for the open question. `state` is active, parked, submitted or cancelled.
    """

    id: int
    form: str
    version: int
    ticket_id: int | None = None
    state: str = "active"
    step: str = ""
    answers: dict[str, Json] = field(default_factory=dict)
    partial: dict[str, Json] = field(default_factory=dict)
    row: Row | None = field(default=None, repr=False, compare=False)  # the stored row

    @property
    def has_content(self) -> bool:
        """Whether its owner has answered anything: internal keys are no content."""
        return bool(self.partial) or any(not name.startswith(MARK) for name in self.answers)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One piece of an answer given in pieces; the question stays open until 完成. `said` confirms the piece."""

    value: Json
    said: str


Ask = Callable[["Context", Draft], Card]
Read = Callable[["Context", Draft, Call], Json]
Options = Callable[["Context", Draft], Sequence[Option]]


def always(answers: Answers) -> bool:  # noqa: ARG001 - the signature of every `needed`
    return True


def nothing(ctx: Context, draft: Draft) -> str:  # noqa: ARG001 - the signature of every `notice`
    return ""


def as_words(value: Json) -> str:
    """The default rendering of an answer in a summary."""
    if value is None or value == "":
        return "（未填）"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `read` parses the reply to a JSON value, or `Gathered` for a piece; Refusal asks again.
    `finish` turns the pieces into the answer at 完成. `words` selects the free text of an answer that is checked for
    personal data. `known` is the answer where it is on file: then the question is not asked, only shown in the summary.
    `echo` says what was understood of a typed answer, given its number, above the next question. Of an answer in
    pieces, `reopen` is what a change of it begins with, `part` replaces one numbered piece, and a text in `again` opens
    it from elsewhere.
    """

    name: str
    label: str
    ask: Ask
    read: Read
    show: Callable[[Json], str] = as_words
    needed: Callable[[Answers], bool] = always
    optional: bool = False
    finish: Callable[[Context, Draft, Json], Json] | None = None
    words: Callable[[Json], str] | None = None
    known: Callable[[Context], Json] | None = None
    echo: Callable[[Json, int], str] | None = None
    reopen: Callable[[Json], Json] | None = None
    part: Callable[[Context, Draft, int, str], Gathered | None] | None = None
    again: frozenset[str] = frozenset()


class ShownDiffers(Exception):
    """What an act would send is not what its preview showed: a limit, a recipient or a name changed in between."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act's form shows before it acts, until 确定; `show` gives None where the act needs no preview.

    `moved` gives the card to show instead of acting, where the ticket went on since it was shown.
    """

    show: Callable[[Context, Form, Draft, str], Card | None]
    moved: Callable[[Context, Form, Draft], Card | None]


@dataclass(frozen=True, slots=True)
class Form:
    """A sequence of questions. With `review` a summary is shown and `finish` waits for 提交; without, it runs at once.
    With `preview` it waits for 确定, where there is something to show first.
    `finish` may raise Incomplete with a question's name as `field`: that question is asked again.
    `label` gives a draft's subject, for the list of parked drafts; `notice` what its owner should know before 提交.
    """

    name: str
    version: int
    title: str
    questions: tuple[Question, ...]
    finish: Callable[[Context, Draft], Card]
    review: bool = False
    preview: Preview | None = None
    becomes: Callable[[Context, Draft], Form | None] | None = None  # another form goes on with the draft
    label: Callable[[Draft], str] = lambda draft: ""  # noqa: ARG005
    notice: Callable[[Context, Draft], str] = nothing

    def needed(self, answers: Answers) -> Sequence[Question]:
        """The questions that these answers require, in order."""
        return [question for question in self.questions if question.needed(answers)]

    def question(self, name: str, answers: Answers) -> Question | None:
        return next((question for question in self.needed(answers) if question.name == name), None)

    def next_step(self, answers: Answers) -> str:
        """Name of the first unanswered question, "" where there is none."""
        return next((q.name for q in self.needed(answers) if q.name not in answers), "")


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a command may use; it lives as long as the transaction.

    `post` adds cards to the outbox of the same transaction; `laws` gives a filing day's rulebook with today's calendar.
    """

    call: Call
    person: Person
    actor: Actor
    now: datetime
    session: Session
    vault: Vault
    laws: Laws
    post: Post
    forms: Mapping[tuple[str, int], Form]  # every form by name and version: a draft keeps the version it began with
    settings: DistrictSettings = field(default_factory=DistrictSettings)
    understood: bool = False  # the act was understood rather than typed exactly: its preview comes first

    @property
    def caller(self) -> Caller:
        """Whose call it is, and by which account: the history line of an act keeps both."""
        return Caller(f"{self.call.platform}:{self.call.user}", self.person)

    def law(self, case: Case) -> Law:
        """The rulebook in force on the case's filing day, with today's calendar."""
        return self.laws.of(case)


Run = Callable[[Context, str], Card]


@dataclass(frozen=True, slots=True)
class Command:
    """One command word. `run` gets the rest of the line and returns the answer card.

    `for_roles` only filters 帮助 (empty: for everybody); permission for an act is checked by the law at the click.
    """

    word: str
    usage: str
    help: str
    run: Run
    aliases: tuple[str, ...] = ()
    for_roles: frozenset[str] = frozenset()
    forms: tuple[Form, ...] = ()  # the conversations this command may begin
    parks: bool = True  # parks an unfinished draft; navigation commands do not
    seeks: bool = False  # takes free text, so inside a form one argument is enough to tell the command from an answer
