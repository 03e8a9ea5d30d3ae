"""Identity matching of a people file's rows: an account decides, name and department only suggest (疑为同一人).

Every row is matched against the directory as it was before the file, so the order of rows never matters.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importer.people import row_refusals
from importer.people.account_decisions import Name, ResolvedOptions, comparable

if TYPE_CHECKING:
    from store.tables import Account, Person


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """The identity given by a row; `accounts` maps a platform to the user id as spelled in the file."""

    row: int
    name: str
    department_id: int
    active: bool
    accounts: Mapping[str, str]

    def names(self) -> list[Name]:
        return [(platform, comparable(user)) for platform, user in self.accounts.items()]


@dataclass(slots=True)
class Match:
    """A row's person, None for a new one, and the accounts added or removed; or why it can't be matched."""

    person: Person | None = None
    moved: list[tuple[Account, str]] = field(default_factory=list)
    gone: list[Account] = field(default_factory=list)
    taken: list[Account] = field(default_factory=list)  # from their holders before, by --new-person
    added: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""


def folded(name: str) -> str:
    """A name normalised for comparison: white space and width are ignored, any other difference is another name."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def name_of(account: Account) -> Name:
    return account.platform, comparable(account.user)


class PersonMatcher:
    """Matches the rows of one file to the people of the directory."""

    def __init__(self, people: Iterable[Person], identities: Sequence[RowIdentity], options: ResolvedOptions) -> None:
        self._identities = identities
        self._resolved = options
        self._held: dict[Name, Account] = {}
        self._people: dict[int, Person] = {}
        self._there: dict[tuple[str, int], list[Person]] = defaultdict(list)
        self._called: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._people[person.id] = person
            self._there[folded(person.name), person.department_id].append(person)
            self._called[folded(person.name)].append(person)
            self._held.update((name_of(account), account) for account in person.accounts)
        self._rows = {name: identity for identity in identities for name in identity.names()}
        self._passed = {account.id: each for each in identities for account in self._taken_by(each)}
        self._moves = {name: olds for name, olds in options.moves.items() if not self._has_moved(name, olds)}
        self._leaving = {account.id for name in self._moves for account in self._olds(name)}
        self._claimed: set[int] = set()
        self._matches: dict[int, Match] = {}

    def decide(self) -> dict[int, Match]:
        """The match of every row, by its number."""
        open_ones = []
        for identity in self._identities:
            owners = self._owners(identity)
            if len(owners) > 1:
                self._refuse(identity, row_refusals.two_people(self._account_texts(identity), owners))
            elif owners:
                self._known(identity, owners[0])
            else:
                open_ones.append(identity)
        self._claimed |= {account.person_id for name, account in self._held.items() if self._stays(name, account)}
        for identity in sorted(open_ones, key=lambda each: not each.accounts):
            self._unknown(identity) if identity.accounts else self._without_account(identity)
        self._once_each()
        return self._matches

    def _stays(self, name: Name, account: Account) -> bool:
        """Whether a row has this account with its owner's name, and no other row takes it over."""
        row = self._rows.get(name)
        return row is not None and folded(row.name) == folded(account.person.name) and account.id not in self._passed

    def unknown_moves(self) -> list[str]:
        """Faults for moves from unknown accounts; a move that was made before is none."""
        known: dict[str, bool] = defaultdict(bool)
        for name, option in self._resolved.typed.items():
            known[option] |= name in self._held or not self._resolved.moves[name] or bool(self._olds(name))
        return [row_refusals.unknown_old(option) for option, fits in known.items() if not fits]

    def _has_moved(self, name: Name, olds: Sequence[Name]) -> bool:
        """Whether the person has the new account already, and the old one belongs to somebody else."""
        called, held = folded(self._rows[name].name), self._held.get(name)
        if held is None or folded(held.person.name) != called:
            return False
        others = (account for old in olds if (account := self._held.get(old)) is not None)
        return all(folded(other.person.name) != called for other in others)

    def _taken_by(self, identity: RowIdentity) -> Iterator[Account]:
        """Accounts transferred to this row's person; those of one former owner are transferred together."""
        held = [account for name in identity.names() if (account := self._held.get(name)) is not None]
        said = [name for name in identity.names() if name in self._resolved.new]
        givers = {account.person_id for account in held if name_of(account) in said}
        for account in held:
            if account.person_id in givers and not self._is_done(identity, account.person):
                self._resolved.used.update(self._resolved.new[name] for name in said)
                yield account

    def _is_done(self, identity: RowIdentity, person: Person) -> bool:
        """Whether such a person has the account already: repeating the command creates no duplicate person."""
        others = (self._rows.get(name_of(account), identity) is not identity for account in person.accounts)
        alike = folded(person.name) == folded(identity.name) and person.department_id == identity.department_id
        return alike and (person.active or not identity.active) and not any(others)

    def _owners(self, identity: RowIdentity) -> list[Person]:
        """The owners of a row's accounts: of those that stay with their person, and of those that moved to the row."""
        stay = [
            account.person
            for name in identity.names()
            if (account := self._held.get(name)) is not None
            and account.id not in self._passed
            and account.id not in self._leaving
        ]
        moved = [account.person for name in identity.names() for account in self._olds(name)]
        return list({person.id: person for person in (*stay, *moved)}.values())

    def _olds(self, name: Name) -> list[Account]:
        olds = (self._held.get(old) for old in self._moves.get(name, ()))
        return [account for account in olds if account is not None]

    def _known(self, identity: RowIdentity, person: Person) -> None:
        match = self._matches[identity.row] = Match(person)
        said = [*identity.names(), *(name_of(old) for name in identity.names() for old in self._olds(name))]
        allowed = [name for name in said if name in self._resolved.renamed]
        if folded(person.name) != folded(identity.name):
            if not allowed:
                match.refusal = self._another_name(identity, person)
                return
            self._resolved.used.update(self._resolved.renamed[name] for name in allowed)
        self._claimed.add(person.id)
        for platform, user in identity.accounts.items():
            self._account(match, identity, person, platform, user)

    def _another_name(self, identity: RowIdentity, person: Person) -> str:
        names = (name for name in identity.names() if (held := self._held.get(name)) and held.person_id == person.id)
        if (name := next(names, None)) is not None:
            return row_refusals.other_name(row_refusals.option_of(name), person, identity.name)
        name, old = next((name, old) for name in identity.names() for old in self._olds(name))
        return row_refusals.moved_from(self._resolved.typed[name], old, identity.name)

    def _account(self, match: Match, identity: RowIdentity, person: Person, platform: str, user: str) -> None:
        """One account of a row, beside those its person has on this platform."""
        name = platform, comparable(user)
        held, olds = self._held.get(name), self._olds(name)
        here = [account for account in person.accounts if account.platform == platform]
        if held is not None and held.person_id == person.id:
            self._kept(match, held, user, here, olds)
        elif olds:
            match.taken += [held] if held is not None and held.id not in self._leaving else []
            match.moved.append((olds[0], user))
            match.gone += olds[1:]
            self._resolved.used.add(self._resolved.typed[name])
        elif here:
            match.refusal = match.refusal or row_refusals.other_account(person, here, name)
        elif held is not None and self._passed.get(held.id) is not identity:
            match.refusal = match.refusal or row_refusals.leaving(
                row_refusals.spelled(held), held.person, identity.name
            )
        elif held is not None and held.id not in self._leaving:
            match.taken.append(held)
        else:
            match.added.append((platform, user))
            if name in self._moves:
                self._resolved.used.add(self._resolved.typed[name])

    def _kept(self, match: Match, held: Account, user: str, here: Sequence[Account], olds: Sequence[Account]) -> None:
        if held.user != user:
            match.moved.append((held, user))
        gone = [account for account in olds if account is not held]
        if gone:
            match.gone += gone
            self._resolved.used.add(self._resolved.typed[name_of(held)])
        rest = [account for account in here if account is not held and account not in gone]
        rest = [account for account in rest if account.id not in self._passed and account.id not in self._leaving]
        match.remarks += [row_refusals.another_account(account, name_of(held)) for account in rest]

    def _unknown(self, identity: RowIdentity) -> None:
        """No account of the row has an owner who keeps it: new, unless a person of this name exists."""
        match = self._matches[identity.row] = Match()
        names = identity.names()
        firsts = [name for name in names if self._moves.get(name) == []]
        suspects = self._suspects(identity)
        if firsts:
            self._first_account(identity, firsts[0], suspects)
            return
        held = [account for name in names if (account := self._held.get(name)) is not None]
        left = next((account for account in held if self._passed.get(account.id) is not identity), None)
        if left is not None:
            match.refusal = row_refusals.leaving(row_refusals.spelled(left), left.person, identity.name)
        elif suspects and not any(name in self._resolved.new for name in names):
            match.refusal = row_refusals.suspected(suspects, names)
        else:
            self._new(match, identity, held)

    def _new(self, match: Match, identity: RowIdentity, held: Sequence[Account]) -> None:
        self._resolved.used.update(self._resolved.new[name] for name in identity.names() if name in self._resolved.new)
        match.taken = [account for account in held if account.id not in self._leaving]
        taken = {name_of(account) for account in match.taken}
        match.added = [
            (platform, user)
            for platform, user in identity.accounts.items()
            if (platform, comparable(user)) not in taken
        ]
        giving = {account.person_id for account in held}
        match.remarks += [
            row_refusals.namesake(each)
            for each in self._called.get(folded(identity.name), ())
            if each.active and each.department_id != identity.department_id and each.id not in self._claimed | giving
        ][:3]

    def _suspects(self, identity: RowIdentity) -> list[Person]:
        """People of the same name and department of whom the file has no account."""
        there = self._there.get((folded(identity.name), identity.department_id), ())
        giving = {account.person_id for name in identity.names() if (account := self._held.get(name)) is not None}
        return [person for person in there if person.id not in self._claimed and person.id not in giving]

    def _first_account(self, identity: RowIdentity, name: Name, suspects: Sequence[Person]) -> None:
        fits = [each for each in suspects if all(account.platform != name[0] for account in each.accounts)]
        if len(fits) == 1:
            self._known(identity, fits[0])
        else:
            self._refuse(identity, row_refusals.no_first(self._resolved.typed[name], fits))

    def _without_account(self, identity: RowIdentity) -> None:
        """By name and department, and only among those who have no account either."""
        there = self._there.get((folded(identity.name), identity.department_id), [])
        free = [person for person in there if person.id not in self._claimed]
        bare = [person for person in free if all(account.id in self._passed for account in person.accounts)]
        bare = [person for person in bare if person.active] or bare
        if len(bare) == 1:
            self._matches[identity.row] = Match(bare[0])
            self._claimed.add(bare[0].id)
        elif bare or free:
            self._refuse(identity, row_refusals.which_of(bare or free))
        else:
            match = self._matches[identity.row] = Match()
            self._new(match, identity, ())

    def _once_each(self) -> None:
        """Two rows are never one person."""
        rows: dict[int, list[RowIdentity]] = defaultdict(list)
        bare: dict[tuple[str, int], list[RowIdentity]] = defaultdict(list)
        for identity in self._identities:
            person = self._matches[identity.row].person
            if person is not None:
                rows[person.id].append(identity)
            if not identity.accounts:
                bare[folded(identity.name), identity.department_id].append(identity)
        for person_id, several in rows.items():
            for identity, other in _pairs(several):
                account = row_refusals.option_of(identity.names()[0]) if identity.accounts else ""
                self._refuse(identity, row_refusals.same(self._people[person_id], other.row, account))
        for several in bare.values():
            for identity, other in _pairs(several):
                self._refuse(identity, row_refusals.alike(other.row))

    def _refuse(self, identity: RowIdentity, why: str) -> None:
        match = self._matches.setdefault(identity.row, Match())
        match.refusal = match.refusal or why

    def _account_texts(self, identity: RowIdentity) -> Collection[tuple[str, Person]]:
        held = ((name, self._held.get(name)) for name in identity.names())
        return [(row_refusals.option_of(name), account.person) for name, account in held if account is not None]


def _pairs(several: Sequence[RowIdentity]) -> Iterator[tuple[RowIdentity, RowIdentity]]:
    """Each of them with another one; of a single one nothing."""
    for place, identity in enumerate(several if len(several) > 1 else ()):
        yield identity, several[1 if place == 0 else 0]
