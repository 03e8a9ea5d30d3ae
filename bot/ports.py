"""The bot's edge: what a platform hands in (Call), what goes out (Card), and what a platform must be able to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

PORTAL = "portal"  # the platform that is no chat: the data platform, told of every change of a mark (G6)
CODE_LIVES = timedelta(hours=72)  # of the code for one update of a card; where it is less, the platform says so then


class CallKind(StrEnum):
    """What a person did; a pressed button is a typed command and arrives as TEXT in `Call.text`."""

    TEXT = "text"
    CLICK = "click"  # a button, menu entry or submitted list of a card: `text` is the command it stands for
    FILE = "file"  # a picture or document: `file` says where to fetch it
    ENTER = "enter"  # opened the chat, or was given access to the app
    LEAVE = "leave"  # lost access to the app
    DIRECTORY = "directory"  # the platform's directory changed: `values` holds the raw fields
    OTHER = "other"  # understood as a message, of a kind the bot has no use for (voice, location, link …)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that still lies on the platform; `kind` is image, file, voice or video."""

    kind: str
    media_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One message from one person, free of the platform's own words."""

    platform: str
    message_id: str  # as the platform numbers it; not every platform's numbers are unique by themselves
    user: str
    kind: CallKind
    at: datetime
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: RemoteFile | None = None
    card: str = ""  # key of the card that was clicked: the `key` it was sent with
    update_code: str = ""  # spent once to redraw the clicked card
    lost: int = 0  # characters of the text that the platform's way of writing can't hold
    dedupe: str = ""  # where `message_id` alone is not unique: equal for every retry of one message, and for no other

    @property
    def key(self) -> str:
        """By what a repeat of this message is known, within its platform."""
        return self.dedupe or self.message_id


class CardKind(StrEnum):
    TEXT = "text"  # words only
    NOTICE = "notice"  # nothing to decide here: a link leads on
    TASK = "task"  # buttons
    CHOICE = "choice"  # one list, one or several answers, then submit
    FORM = "form"  # up to three lists, then submit
    DIGEST = "digest"  # a long list in light markup (markdown subset: headings, bold, quote, info/comment/warning)
    FILE = "file"  # a stored file, by its attachment id
    PICTURE = "picture"  # the same, shown in the chat: PNG or JPEG


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    """A press sends `command` as if the person had typed it; with `link` it opens a page instead."""

    text: str
    command: str = ""
    style: str = "plain"  # primary, plain, danger
    link: str = ""


Menu = Sequence[Button | tuple[str, Sequence[Button]]]  # an entry, or a name with the entries behind it


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    chosen: bool = False


# Some clients show a list with its first entry chosen and send that when nobody has touched it. There a list opens
# with 请选择, whose id this is; no option of a choice has it.
UNCHOSEN = "unchosen"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from; the answer arrives in `Call.values[name]`, empty where nothing was chosen."""

    name: str
    title: str
    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What one viewer may see, in no platform's words. Every string is ready for that viewer's eyes."""

    kind: CardKind
    title: str = ""
    subtitle: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()  # at most three
    more: tuple[Button, ...] = ()  # behind 更多, at most three
    choices: tuple[Choice, ...] = ()
    submit: Button | None = None
    link: str = ""  # a path of our own pages, `/t/CN-…`; the base URL is the dialect's matter
    ticket: str = ""
    generation: int = 0
    done: str = ""  # the caption in place of the buttons once the card is no longer true
    urgent: bool = False
    attachment: int = 0


@dataclass(frozen=True, slots=True)
class Capabilities:
    cards: bool = True
    update: bool = True
    markdown: bool = True
    files: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform gave back for a message it took."""

    message_id: str
    update_code: str = ""  # for one later update in place
    update_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Media:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a self-test: `ok`, or what is wrong and how to mend it; `last` where no more can be asked."""

    subject: str
    ok: bool
    text: str
    last: bool = False


class Blame(StrEnum):
    """Whom a refused message is about."""

    RECEIVER = "receiver"  # this person can't be reached here: try another channel
    MESSAGE = "message"  # the message itself: ours to mend
    APP = "app"  # the whole app is stopped: tell an operator


class PlatformError(Exception):
    """A platform refused or failed. It says one thing: try again (and when), or not.

    `sent_unknown` is set where the connection broke after the message had left: it may have arrived. `cards_refused`
    is set where no card is taken at present: the same in words may go at once, in the dialect spoken from now on.
    `text` is ours, for anybody; `hint` the platform's own words, which stand behind it in the whole error alone.
    """

    def __init__(
        self,
        text: str,
        *,
        retryable: bool,
        hint: str = "",
        code: str = "",
        retry_after: timedelta | None = None,
        blame: Blame = Blame.MESSAGE,
        sent_unknown: bool = False,
        code_spent: bool = False,
        cards_refused: bool = False,
    ) -> None:
        super().__init__(text + hint)
        self.text, self.hint = text, hint
        self.retryable = retryable
        self.code = code
        self.retry_after = retry_after
        self.blame = blame
        self.sent_unknown = sent_unknown
        self.code_spent = code_spent  # an update code that no longer works: send a new card instead
        self.cards_refused = cards_refused


class Sender(Protocol):
    """Whatever takes a message of ours. `send` may raise PlatformError and is never called inside a transaction."""

    @property
    def name(self) -> str: ...

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        """Push one rendered message; `key` makes a repeat recognisable to the receiver."""
        ...


class ChatPlatform(Sender, Protocol):
    """One messaging platform that people converse on. Every method may raise PlatformError, as `send` may."""

    @property
    def dialect(self) -> str:
        """Which of bot/cards/dialects speaks its language today."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    def wait(self, user: str, now: datetime) -> timedelta:
        """How long to hold back a message to this user so that published limits are kept; zero means go."""
        ...

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        """Redraw a card in place by its one-use code."""
        ...

    def upload(self, media: Media, kind: str = "file") -> str:
        """Put a file on the platform and return its id for `send`; `kind` is file or image, as it will be shown."""
        ...

    def fetch(self, media_id: str) -> Media: ...

    def login_url(self, redirect: str, state: str) -> str:
        """Where a browser goes to prove who it is."""
        ...

    def who(self, code: str) -> str:
        """The user id behind a login code."""
        ...

    def publish_menu(self, entries: Menu) -> None:
        """Put the chat's menu in place of the present one."""
        ...

    def check(self) -> Iterable[Finding]:
        """Self-test for `objection doctor`: token, address, permissions, menu."""
        ...
