"""Who each row of a people file is: an account decides, a name in a department only suggests (疑为同一人).

Every row is judged against the directory as it was before the file, so the order of rows never matters.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importer import row_refusals
from importer.account_decisions import Name, Permits, comparable

if TYPE_CHECKING:
    from store.tables import Account, Person


@dataclass(frozen=True, slots=True)
class Entrant:
    """What a row says of who somebody is; `accounts` maps a platform to the user id as it is spelled in the file."""

    row: int
    name: str
    department_id: int
    active: bool
    accounts: Mapping[str, str]

    def names(self) -> list[Name]:
        return [(platform, comparable(user)) for platform, user in self.accounts.items()]


@dataclass(slots=True)
class Verdict:
    """Who a row is, `person` None for somebody new, and which accounts come or go; or why that can't be said."""

    person: Person | None = None
    moved: list[tuple[Account, str]] = field(default_factory=list)
    gone: list[Account] = field(default_factory=list)
    taken: list[Account] = field(default_factory=list)  # from their holders before, by --new-person
    added: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""


def folded(name: str) -> str:
    """How names are compared: white space and width are typing, every other difference is another name."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def name_of(account: Account) -> Name:
    return account.platform, comparable(account.user)


class Identities:
    """The rows of one file before the directory they are compared with."""

    def __init__(self, people: Iterable[Person], entrants: Sequence[Entrant], permits: Permits) -> None:
        self._entrants = entrants
        self._permits = permits
        self._held: dict[Name, Account] = {}
        self._people: dict[int, Person] = {}
        self._there: dict[tuple[str, int], list[Person]] = defaultdict(list)
        self._called: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._people[person.id] = person
            self._there[folded(person.name), person.department_id].append(person)
            self._called[folded(person.name)].append(person)
            self._held.update((name_of(account), account) for account in person.accounts)
        self._rows = {name: entrant for entrant in entrants for name in entrant.names()}
        self._passed = {account.id: each for each in entrants for account in self._taken_by(each)}
        self._moves = {name: olds for name, olds in permits.moves.items() if not self._has_moved(name, olds)}
        self._leaving = {account.id for name in self._moves for account in self._olds(name)}
        self._claimed: set[int] = set()
        self._verdicts: dict[int, Verdict] = {}

    def decide(self) -> dict[int, Verdict]:
        """The verdict on every row, by its number."""
        open_ones = []
        for entrant in self._entrants:
            owners = self._owners(entrant)
            if len(owners) > 1:
                self._refuse(entrant, row_refusals.two_people(self._account_texts(entrant), owners))
            elif owners:
                self._known(entrant, owners[0])
            else:
                open_ones.append(entrant)
        self._claimed |= {account.person_id for name, account in self._held.items() if self._stays(name, account)}
        for entrant in sorted(open_ones, key=lambda each: not each.accounts):
            self._unknown(entrant) if entrant.accounts else self._without_account(entrant)
        self._once_each()
        return self._verdicts

    def _stays(self, name: Name, account: Account) -> bool:
        """Whether a row has this account under its person's own name, and nobody else takes it."""
        row = self._rows.get(name)
        return row is not None and folded(row.name) == folded(account.person.name) and account.id not in self._passed

    def misfits(self) -> list[str]:
        """Moves from accounts that nobody has; one that was made before is no fault."""
        known: dict[str, bool] = defaultdict(bool)
        for name, option in self._permits.typed.items():
            known[option] |= name in self._held or not self._permits.moves[name] or bool(self._olds(name))
        return [row_refusals.unknown_old(option) for option, fits in known.items() if not fits]

    def _has_moved(self, name: Name, olds: Sequence[Name]) -> bool:
        """Whether the new account is its person's already, and the old one by now somebody else's."""
        called, held = folded(self._rows[name].name), self._held.get(name)
        if held is None or folded(held.person.name) != called:
            return False
        others = (account for old in olds if (account := self._held.get(old)) is not None)
        return all(folded(other.person.name) != called for other in others)

    def _taken_by(self, entrant: Entrant) -> Iterator[Account]:
        """Accounts that pass to whoever this row is; of one person's, all that stand in the row go together."""
        held = [account for name in entrant.names() if (account := self._held.get(name)) is not None]
        said = [name for name in entrant.names() if name in self._permits.new]
        givers = {account.person_id for account in held if name_of(account) in said}
        for account in held:
            if account.person_id in givers and not self._is_done(entrant, account.person):
                self._permits.used.update(self._permits.new[name] for name in said)
                yield account

    def _is_done(self, entrant: Entrant, person: Person) -> bool:
        """Whether the account is with such a person already: the same command once more makes nobody twice."""
        others = (self._rows.get(name_of(account), entrant) is not entrant for account in person.accounts)
        alike = folded(person.name) == folded(entrant.name) and person.department_id == entrant.department_id
        return alike and (person.active or not entrant.active) and not any(others)

    def _owners(self, entrant: Entrant) -> list[Person]:
        """Whom the accounts of a row name: those that stay with their person, and those that moved to the row."""
        stay = [
            account.person
            for name in entrant.names()
            if (account := self._held.get(name)) is not None
            and account.id not in self._passed
            and account.id not in self._leaving
        ]
        moved = [account.person for name in entrant.names() for account in self._olds(name)]
        return list({person.id: person for person in (*stay, *moved)}.values())

    def _olds(self, name: Name) -> list[Account]:
        olds = (self._held.get(old) for old in self._moves.get(name, ()))
        return [account for account in olds if account is not None]

    def _known(self, entrant: Entrant, person: Person) -> None:
        verdict = self._verdicts[entrant.row] = Verdict(person)
        said = [*entrant.names(), *(name_of(old) for name in entrant.names() for old in self._olds(name))]
        allowed = [name for name in said if name in self._permits.renamed]
        if folded(person.name) != folded(entrant.name):
            if not allowed:
                verdict.refusal = self._another_name(entrant, person)
                return
            self._permits.used.update(self._permits.renamed[name] for name in allowed)
        self._claimed.add(person.id)
        for platform, user in entrant.accounts.items():
            self._account(verdict, entrant, person, platform, user)

    def _another_name(self, entrant: Entrant, person: Person) -> str:
        names = (name for name in entrant.names() if (held := self._held.get(name)) and held.person_id == person.id)
        if (name := next(names, None)) is not None:
            return row_refusals.other_name(row_refusals.option_of(name), person, entrant.name)
        name, old = next((name, old) for name in entrant.names() for old in self._olds(name))
        return row_refusals.moved_from(self._permits.typed[name], old, entrant.name)

    def _account(self, verdict: Verdict, entrant: Entrant, person: Person, platform: str, user: str) -> None:
        """One account of a row, beside those its person has on this platform."""
        name = platform, comparable(user)
        held, olds = self._held.get(name), self._olds(name)
        here = [account for account in person.accounts if account.platform == platform]
        if held is not None and held.person_id == person.id:
            self._kept(verdict, held, user, here, olds)
        elif olds:
            verdict.taken += [held] if held is not None and held.id not in self._leaving else []
            verdict.moved.append((olds[0], user))
            verdict.gone += olds[1:]
            self._permits.used.add(self._permits.typed[name])
        elif here:
            verdict.refusal = verdict.refusal or row_refusals.other_account(person, here, name)
        elif held is not None and self._passed.get(held.id) is not entrant:
            verdict.refusal = verdict.refusal or row_refusals.leaving(
                row_refusals.spelled(held), held.person, entrant.name
            )
        elif held is not None and held.id not in self._leaving:
            verdict.taken.append(held)
        else:
            verdict.added.append((platform, user))
            if name in self._moves:
                self._permits.used.add(self._permits.typed[name])

    def _kept(
        self, verdict: Verdict, held: Account, user: str, here: Sequence[Account], olds: Sequence[Account]
    ) -> None:
        if held.user != user:
            verdict.moved.append((held, user))
        gone = [account for account in olds if account is not held]
        if gone:
            verdict.gone += gone
            self._permits.used.add(self._permits.typed[name_of(held)])
        rest = [account for account in here if account is not held and account not in gone]
        rest = [account for account in rest if account.id not in self._passed and account.id not in self._leaving]
        verdict.remarks += [row_refusals.another_account(account, name_of(held)) for account in rest]

    def _unknown(self, entrant: Entrant) -> None:
        """No account of the row is anybody's who keeps it: somebody new, unless a namesake suggests otherwise."""
        verdict = self._verdicts[entrant.row] = Verdict()
        names = entrant.names()
        firsts = [name for name in names if self._moves.get(name) == []]
        suspects = self._suspects(entrant)
        if firsts:
            self._first_account(entrant, firsts[0], suspects)
            return
        held = [account for name in names if (account := self._held.get(name)) is not None]
        left = next((account for account in held if self._passed.get(account.id) is not entrant), None)
        if left is not None:
            verdict.refusal = row_refusals.leaving(row_refusals.spelled(left), left.person, entrant.name)
        elif suspects and not any(name in self._permits.new for name in names):
            verdict.refusal = row_refusals.suspected(suspects, names)
        else:
            self._new(verdict, entrant, held)

    def _new(self, verdict: Verdict, entrant: Entrant, held: Sequence[Account]) -> None:
        self._permits.used.update(self._permits.new[name] for name in entrant.names() if name in self._permits.new)
        verdict.taken = [account for account in held if account.id not in self._leaving]
        taken = {name_of(account) for account in verdict.taken}
        verdict.added = [
            (platform, user) for platform, user in entrant.accounts.items() if (platform, comparable(user)) not in taken
        ]
        giving = {account.person_id for account in held}
        verdict.remarks += [
            row_refusals.namesake(each)
            for each in self._called.get(folded(entrant.name), ())
            if each.active and each.department_id != entrant.department_id and each.id not in self._claimed | giving
        ][:3]

    def _suspects(self, entrant: Entrant) -> list[Person]:
        """Namesakes of the department of whom the file names no account."""
        there = self._there.get((folded(entrant.name), entrant.department_id), ())
        giving = {account.person_id for name in entrant.names() if (account := self._held.get(name)) is not None}
        return [person for person in there if person.id not in self._claimed and person.id not in giving]

    def _first_account(self, entrant: Entrant, name: Name, suspects: Sequence[Person]) -> None:
        fits = [each for each in suspects if all(account.platform != name[0] for account in each.accounts)]
        if len(fits) == 1:
            self._known(entrant, fits[0])
        else:
            self._refuse(entrant, row_refusals.no_first(self._permits.typed[name], fits))

    def _without_account(self, entrant: Entrant) -> None:
        """By name and department, and only among those who have no account either."""
        there = self._there.get((folded(entrant.name), entrant.department_id), [])
        free = [person for person in there if person.id not in self._claimed]
        bare = [person for person in free if all(account.id in self._passed for account in person.accounts)]
        bare = [person for person in bare if person.active] or bare
        if len(bare) == 1:
            self._verdicts[entrant.row] = Verdict(bare[0])
            self._claimed.add(bare[0].id)
        elif bare or free:
            self._refuse(entrant, row_refusals.which_of(bare or free))
        else:
            verdict = self._verdicts[entrant.row] = Verdict()
            self._new(verdict, entrant, ())

    def _once_each(self) -> None:
        """Two rows are never one person."""
        rows: dict[int, list[Entrant]] = defaultdict(list)
        bare: dict[tuple[str, int], list[Entrant]] = defaultdict(list)
        for entrant in self._entrants:
            person = self._verdicts[entrant.row].person
            if person is not None:
                rows[person.id].append(entrant)
            if not entrant.accounts:
                bare[folded(entrant.name), entrant.department_id].append(entrant)
        for person_id, several in rows.items():
            for entrant, other in _pairs(several):
                account = row_refusals.option_of(entrant.names()[0]) if entrant.accounts else ""
                self._refuse(entrant, row_refusals.same(self._people[person_id], other.row, account))
        for several in bare.values():
            for entrant, other in _pairs(several):
                self._refuse(entrant, row_refusals.alike(other.row))

    def _refuse(self, entrant: Entrant, why: str) -> None:
        verdict = self._verdicts.setdefault(entrant.row, Verdict())
        verdict.refusal = verdict.refusal or why

    def _account_texts(self, entrant: Entrant) -> Collection[tuple[str, Person]]:
        held = ((name, self._held.get(name)) for name in entrant.names())
        return [(row_refusals.option_of(name), account.person) for name, account in held if account is not None]


def _pairs(several: Sequence[Entrant]) -> Iterator[tuple[Entrant, Entrant]]:
    """Each of them with another one; of a single one nothing."""
    for place, entrant in enumerate(several if len(several) > 1 else ()):
        yield entrant, several[1 if place == 0 else 0]
