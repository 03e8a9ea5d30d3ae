"""Leak detector: every text is marked, and no card shows a marked text to a reader who may not see it (M4, M9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import orjson

from bot.message_json import StoredMessage, pack
from bot.ports import Card
from tests.bot.chaos.directory import offices, roles_of, someone
from tests.bot.chaos.district import PEOPLE, PURE_PROPOSERS
from tests.bot.chaos.snapshot import Row, Snapshot, account_key, listed
from tests.oracle.roles import OFFICERS, READING, Office

PHONE = re.compile(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])")  # not digits inside a hash, as in a head of the record
TOKEN, NUMBER = re.compile(r"Kq\d{5}z"), re.compile(r"CN-\d{8}-\d{4,6}")
WRITTEN = re.compile(r"(20\d{6})[\s\-_—–]*(\d{1,6})(?!\d)")
P, C, D, OVERSIGHT = "提出方", "中心", "部门", "监督"
GRANTED = "获准后"  # the proposer, once a longer limit holds: applied for, it is not told (own rule)
NOTICE = "告知后"  # the proposer, from the centre's result notice on (M14)
FILING = "提出异议"  # including the contact, the source in words and file names
# Readers of a text by the step it was written with. Leaders, the supervising office and others read none.
READERS: Mapping[str, frozenset[str]] = {
    FILING: frozenset({P, C, D}),
    "录入市级工单": frozenset({C, D}),
    **dict.fromkeys(("补正完毕", "配合", "不认可", "不同意特例"), frozenset({P, C, D})),
    **dict.fromkeys(("不予收办", "要求补正", "认定正当理由", "视为放弃", "终止办理"), frozenset({P, C})),
    # what ends a case, corrects what was told, or moves the expected date is told with its reason (own rules)
    **dict.fromkeys(
        (
            "未配合终止",
            "特例未获回应",
            "未获认可",
            "更正答复",
            "更正告知",
            "更新预计日期",
            "答复系平台环节",
        ),
        frozenset({P, C, D}),
    ),
    "申请延期": frozenset({GRANTED, C, D}),
    "催办": frozenset({C, D, OVERSIGHT}),  # a leader's instruction (批示)
    "要求补正.deviation": frozenset({C}),  # the reason for a deviation from P3 is for the record
    **dict.fromkeys(
        ("平台原因", "答复需配合", "答复申请特例", "告知结果", "确认", "撤回", "评价"), frozenset({P, C, D})
    ),
    **dict.fromkeys(("答复需修正", "答复核实无误"), frozenset({P, C, D})),  # G4, P6: the reply is to the proposer
    **dict.fromkeys(("完成修正", "平台修复完成", "市平台反馈"), frozenset({NOTICE, C, D})),
}
INTERNAL = frozenset({C, D})  # every other step: notes, grounds of transfers, returns, extensions, joint handling
MOBILES = {account: mobile for account, _, _, _, mobile in PEOPLE}


@dataclass(frozen=True)
class WrittenWord:
    """Origin of a marked text."""

    ticket_id: int
    seq: int
    action: str
    field: str = ""


@dataclass
class LeakDetector:
    """Author and destination of each marked text; the ticket numbers each person may know."""

    _serial: int = 0
    authors: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, set[WrittenWord]] = field(default_factory=dict)
    phones: dict[str, set[str]] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)
    notified: dict[int, int] = field(default_factory=dict)  # ticket id: history line of the last result notice
    granted: set[tuple[int, int]] = field(default_factory=set)  # ticket id, line: extensions that hold
    held: dict[int, set[int]] = field(default_factory=dict)  # ticket id: departments that ever held it
    settled: set[str] = field(default_factory=set)  # marked texts of catalogue corrections, for the centre only
    phone_tickets: dict[str, set[int]] = field(default_factory=dict)  # phone number: the tickets it belongs to
    quoted: dict[str, set[WrittenWord]] = field(default_factory=dict)  # ticket numbers mentioned in people's texts

    def token(self, author: str) -> str:
        """A new mark, registered for this author."""
        self._serial += 1
        word = f"Kq{self._serial:05}z"
        self.authors[word] = {author}
        return word

    def repeats(self, text: str, author: str) -> str:
        """The same text written by another person, who may read it from then on."""
        for word in TOKEN.findall(text):
            self.authors[word].add(author)
        return text

    def phone(self, author: str) -> str:
        """A new phone number that only the person who typed it may ever read in full."""
        self._serial += 1
        number = f"139{self._serial:08}"
        self.phones.setdefault(author, set()).add(number)
        return number

    def record(self, text: str, where: WrittenWord) -> None:
        for word in TOKEN.findall(text):
            self.places.setdefault(word, set()).add(where)
        for number in _numbers_in(text):
            self.quoted.setdefault(number, set()).add(where)

    def leaks(
        self, account: str, card: Card, snapshot: Snapshot, today: date, typed: str = "", *, asked: bool = False
    ) -> list[str]:
        """Everything on this card that its reader may not see.

        `typed` is what they have just sent themselves; `asked` where the card is the answer to it.
        """
        text = orjson.dumps(pack(StoredMessage(card, ""))["card"]).decode()
        tickets = snapshot.table("tickets")
        reader = Reader(account, someone(snapshot, account), snapshot, tickets, today)
        found = [*self._words(reader, text), *self._phones(reader, text, asked), *self._numbers(reader, text, typed)]
        return [*found, *self._shown(reader, card)]

    def _words(self, reader: Reader, text: str) -> Iterator[str]:
        for word in sorted(set(TOKEN.findall(text))):
            if reader.account not in self.authors.get(word, ()) and not self._may_read(reader, word):
                places = self.places.get(word, set())
                yield f"{reader.account} was sent {word} of {self.authors.get(word)}, {places or 'never submitted'}"
        for name in set(PURE_PROPOSERS.values()):
            if name in text and not self._may_name(reader, name):
                yield f"{reader.account} was sent the name {name}"

    def _may_read(self, reader: Reader, word: str) -> bool:
        centre = word in self.settled and reader.of_centre()
        return centre or any(self._open_to(reader, said) for said in self.places.get(word, ()))

    def _open_to(self, reader: Reader, said: WrittenWord) -> bool:
        mine = reader.roles(said.ticket_id)
        wanted = READERS.get(f"{said.action}.{said.field}") or READERS.get(said.action, INTERNAL)
        told = self.notified.get(said.ticket_id, 0) > said.seq
        granted = (said.ticket_id, said.seq) in self.granted
        proposer = P in mine and (P in wanted or (NOTICE in wanted and told) or (GRANTED in wanted and granted))
        department = bool(mine & {"专员", "经办", "关联专员"}) and D in wanted
        oversees = bool(mine & {"分管领导", "督办"}) and OVERSIGHT in wanted
        return proposer or department or oversees or (C in mine and C in wanted)

    def _may_name(self, reader: Reader, name: str) -> bool:
        """A proposer's name: for themselves, and for those who handle a case of theirs now."""
        known = {account_key(account) for account, each in PURE_PROPOSERS.items() if each == name}
        ids = {row["person_id"] for row in reader.snapshot.table("accounts").values() if row["user_key"] in known}
        mine = reader.who is not None and reader.who.person in ids
        return mine or any(
            reader.roles(id) & READING for id, row in reader.tickets.items() if row["proposer_id"] in ids
        )

    def _phones(self, reader: Reader, text: str, asked: bool) -> Iterator[str]:
        """Full number: for whoever typed it, and for the centre on request, to phone the proposer (M14)."""
        for number in set(PHONE.findall(text)):
            own = number in self.phones.get(reader.account, ()) or number == MOBILES.get(reader.account)
            calling = asked and any(C in reader.roles(id) for id in self.phone_tickets.get(number, ()))
            if not own and not calling:
                yield f"{reader.account} was sent the telephone number {number}"

    def _numbers(self, reader: Reader, text: str, typed: str) -> Iterator[str]:
        known = self.known.setdefault(reader.account, set())
        known |= _numbers_in(typed)  # ticket numbers they have mentioned themselves are known to them
        by_number = {row["number"]: row for row in reader.tickets.values()}
        for number in set(NUMBER.findall(text)) - known:
            row = by_number.get(number)
            if row is None:
                continue
            if self._concerned(reader, row) or self._same_fault(reader, row):
                known.add(number)
            elif not any(self._open_to(reader, said) for said in self.quoted.get(number, ())):
                yield f"{reader.account} was told of {number}, in which they have no role"

    def _shown(self, reader: Reader, card: Card) -> Iterator[str]:
        """State and holder of a case: for those with a role in it; former holders only learn that it is done."""
        row = next((row for row in reader.tickets.values() if row["number"] == card.ticket), None)
        if row is not None and not (card.done and not card.body) and not self._concerned(reader, row):
            yield f"{reader.account} was shown a card of {card.ticket}, in which they have no role"

    def _concerned(self, reader: Reader, row: Row) -> bool:
        recorded = reader.who is not None and row["filed_by"] == reader.who.person  # 代录
        return recorded or bool(reader.roles(row["id"])) or self._held(reader, row["id"])

    def _held(self, reader: Reader, ticket_id: int) -> bool:
        """Officers and leader of a department that holds or once held the case, or a part of it."""
        row = reader.tickets[ticket_id]
        related = set(listed(row["related_ids"])) if row["joint"] == "approved" else set()
        return bool((self.held.get(ticket_id, set()) | related) & reader.departments())

    def _same_fault(self, reader: Reader, row: Row) -> bool:
        """Linked cases are shown to those who handle one of them, never to a proposer."""
        roots = {row["id"], row["root_id"]} - {None}
        same = [id for id, other in reader.tickets.items() if id in roots or other["root_id"] in roots]
        return any(reader.roles(id) & (READING - {P}) for id in same)


def _numbers_in(typed: str) -> set[str]:
    """Ticket numbers in the person's own input, in any spelling: the answer may repeat them."""
    found = WRITTEN.findall(unicodedata.normalize("NFKC", typed))
    return {f"CN-{day}-{int(serial):04}" for day, serial in found}


@dataclass
class Reader:
    """The recipient of a card, with their roles in each case."""

    account: str
    who: Office | None
    snapshot: Snapshot
    tickets: Mapping[int, Row]
    today: date
    _roles: dict[int, set[str]] = field(default_factory=dict)

    def roles(self, ticket_id: int) -> set[str]:
        if self.who is None:
            return set()
        if ticket_id not in self._roles:
            self._roles[ticket_id] = roles_of(self.snapshot, self.tickets[ticket_id], self.who, self.today)
        return self._roles[ticket_id]

    def departments(self) -> set[object]:
        """Departments where they, or somebody they stand in for, are officer or leader."""
        return {office.department for office in self._offices() if office.roles & {*OFFICERS, "leader"}}

    def of_centre(self) -> bool:
        return any(office.of_centre for office in self._offices())

    def _offices(self) -> Iterator[Office]:
        return offices(self.snapshot, self.who, self.today) if self.who else iter(())
