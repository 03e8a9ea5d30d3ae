"""Ports of the bot: incoming calls (Call), outgoing cards (Card), and the interface every platform implements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO, Any, Protocol

PORTAL = "portal"  # the data platform's portal, which is no chat: it gets every change of a data flag (G6)
CODE_LIVES = timedelta(hours=72)  # life of a card's update code; where it is shorter, the platform refuses the update


class CallKind(StrEnum):
    """The kind of a user's action; a pressed button is a typed command and arrives as TEXT in `Call.text`."""

    TEXT = "text"
    CLICK = "click"  # a button, menu entry or submitted list of a card: `text` is the command it stands for
    FILE = "file"  # a picture or document: `file` says where to fetch it
    ENTER = "enter"  # opened the chat, or was given access to the app
    LEAVE = "leave"  # lost access to the app
    DIRECTORY = "directory"  # the platform's directory changed: `values` is read by `bot.directory.report`
    OTHER = "other"  # recognised, but of a kind that the bot does not handle (voice, location, link …)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that is still on the platform; `kind` is image, file, voice or video."""

    kind: str
    media_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One action of one person, independent of the platform's terms."""

    platform: str
    message_id: str  # the platform's message number; not unique by itself on every platform
    user: str
    kind: CallKind
    at: datetime
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: RemoteFile | None = None
    card: str = ""  # the `key` with which the clicked card was sent
    update_code: str = ""  # one-use code to redraw the clicked card
    lost: int = 0  # how many characters the platform's encoding could not carry
    came: datetime | None = None  # when it was stored, by our clock
    dedupe: str = ""  # where `message_id` is not unique: the same for every retry, different for other messages

    @property
    def key(self) -> str:
        """Deduplication key of this message within its platform."""
        return self.dedupe or self.message_id


class CardKind(StrEnum):
    TEXT = "text"  # text only
    NOTICE = "notice"  # no action: a link
    TASK = "task"  # buttons
    CHOICE = "choice"  # one list, one or several answers, then submit
    FORM = "form"  # up to three lists, then submit
    DIGEST = "digest"  # a long list in markdown (subset: headings, bold, quote, info/comment/warning)
    FILE = "file"  # a stored file, by its attachment id
    PICTURE = "picture"  # the same, shown inline: PNG or JPEG


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


Menu = Sequence[Button | tuple[str, Sequence[Button]]]  # an entry, or a submenu with its entries


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    chosen: bool = False


# Some clients preselect the first entry and submit it when the list is untouched. There a list opens with
# 请选择, which has this id; no option of a choice has it.
UNCHOSEN = "unchosen"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from; the answer is in `Call.values[name]`, empty where nothing was chosen."""

    name: str
    title: str
    options: tuple[Option, ...]
    several: bool = False
    pressed: bool = False  # few short options: each is a button that submits it, where the platform has room


@dataclass(frozen=True, slots=True)
class Card:
    """What one viewer may see, independent of the platform. Every text is final for that viewer."""

    kind: CardKind
    title: str = ""
    subtitle: str = ""
    body: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()  # at most three
    more: tuple[Button, ...] = ()  # behind 更多, at most three
    choices: tuple[Choice, ...] = ()
    submit: Button | None = None
    link: str = ""  # path on our own pages, `/t/CN-…`; the dialect adds the base URL
    ticket: str = ""
    generation: int = 0
    done: str = ""  # the caption that replaces the buttons of a stale card
    told: str = ""  # the part of the body that its reader must get whole, however little the card shows
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
    """The platform's acknowledgement of a message."""

    message_id: str
    update_code: str = ""  # for one later redraw in place
    update_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A file; a large one's content is a stream that seeks, so that it is never in memory whole."""

    name: str
    content_type: str
    content: bytes | IO[bytes]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a self-test: `ok`, or the fault and its remedy; `last` where no further check is possible."""

    subject: str
    ok: bool
    text: str
    last: bool = False


class Blame(StrEnum):
    """What a refused message says about its cause."""

    RECEIVER = "receiver"  # recipient unreachable: try another channel
    MESSAGE = "message"  # the message is invalid: a defect of ours
    APP = "app"  # the whole app is blocked: alert an operator


class PlatformError(Exception):
    """A platform error: retryable (and when), or permanent.

    `sent_unknown`: the connection broke after the request was sent, so the message may have arrived. `cards_refused`:
    the platform accepts no cards at present; the message may be retried at once as text, the dialect from now on.
    `text` is our own and may be shown to anybody; `hint` is the platform's text, appended in the full error only.
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
        self.code_spent = code_spent  # the update code has expired: send a new card instead
        self.cards_refused = cards_refused


class Presence(StrEnum):
    """Whether the platform can reach a user id; an error of the platform's is none of these."""

    HERE = "here"
    UNKNOWN = "unknown"
    HIDDEN = "hidden"  # outside the app's visible range
    DISABLED = "disabled"  # or has left
    INACTIVE = "inactive"  # has never signed in


@dataclass(frozen=True, slots=True)
class Member:
    """What the platform's directory says of a user id; `name` is empty where it says none."""

    presence: Presence
    name: str = ""


class Sender(Protocol):
    """Anything that sends our messages. `send` may raise PlatformError and is never called inside a transaction."""

    @property
    def name(self) -> str: ...

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        """Push one rendered message; the receiver recognises a repeat by `key` (idempotency)."""
        ...


class ChatPlatform(Sender, Protocol):
    """One chat platform. Every method may raise PlatformError, as `send` may."""

    @property
    def dialect(self) -> str:
        """The dialect (bot/cards/dialects) in use today."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def reader_limits(self) -> tuple[tuple[int, timedelta], ...]:
        """How many messages one reader may get within each span, from all processes of the installation."""
        ...

    def wait(self, user: str, now: datetime) -> timedelta:
        """How long to delay a message to this user, for rate limits of this process; zero means send now."""
        ...

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        """Redraw a card in place by its one-use code."""
        ...

    def upload(self, media: Media, kind: str = "file") -> str:
        """Upload a file and return its id for `send`; `kind` is file or image, as it will be shown."""
        ...

    def fetch(self, media_id: str, into: IO[bytes] | None = None) -> Media:
        """Download a file, into the stream where one is given."""
        ...

    def login_url(self, redirect: str, state: str) -> str:
        """The login URL for a browser."""
        ...

    def who(self, code: str) -> str:
        """The user id behind a login code."""
        ...

    def look_up(self, user: str) -> Member:
        """What the directory says of a user id. Raises PlatformError where it says nothing, which is no absence."""
        ...

    def publish_menu(self, entries: Menu) -> None:
        """Replace the chat's menu."""
        ...

    def check(self, entries: Menu) -> Iterable[Finding]:
        """Self-test for `objection doctor`: token, address, permissions, and whether the chat's menu is `entries`."""
        ...
