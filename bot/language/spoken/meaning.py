"""What a message means before it is known who says it: a topic, command words, ticket numbers, the rest, how sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.language.spoken.pleasantries import Courtesy
from bot.language.spoken.ticket_mentions import Mention


class Topic(StrEnum):
    COMMAND = "command"
    PROGRESS = "where a case stands"
    TICKET = "a number and nothing else"
    FILE = "wants to file"
    HELP = "how to use this"
    HUMAN = "wants a person"
    COURTESY = "asks for nothing"
    NOTHING = "not understood"


class Sure(StrEnum):
    """How sure it is that a command is given: what is understood, or a slip, is shown before it is done."""

    UNDERSTOOD = "understood"
    SLIP = "one character off"
    DOUBTFUL = "asks, denies, supposes, plans or reports"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`words` are command words, the likeliest first: which is meant depends on what its author may do now."""

    topic: Topic
    words: tuple[str, ...] = ()
    tickets: tuple[Mention, ...] = ()
    rest: str = ""
    sure: Sure = Sure.UNDERSTOOD
    courtesy: Courtesy | None = None
    instead: tuple[str, ...] = ()  # commands of shorter phrases, meant where none of `words` is possible now

    @property
    def whole(self) -> bool:
        return self.sure is not Sure.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The command words, and their aliases, with the command each means; `with_text` are those that take words."""

    meant: Mapping[str, str]
    with_text: frozenset[str] = frozenset()
    steering: frozenset[str] = frozenset()  # commands of an open form: never guessed
