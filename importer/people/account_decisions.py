"""The operator's decisions on accounts, as command line options: new person, renamed, moved to another account."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from importer.spellings import PLATFORMS
from store.characters import user_key

Name = tuple[str, str]  # an account: platform, and normalised user id


@dataclass(frozen=True, slots=True)
class AccountOptions:
    """The options as typed: `wecom:li.na` or `li.na`; a move is `OLD=NEW`, of a first account `=NEW`."""

    new_person: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    accept_move: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new_person or self.renamed or self.accept_move)


@dataclass(slots=True)
class ResolvedOptions:
    """The options resolved to the accounts of one file. `used` has those that had an effect, as typed."""

    new: dict[Name, str] = field(default_factory=dict)
    renamed: dict[Name, str] = field(default_factory=dict)
    moves: dict[Name, list[Name]] = field(default_factory=dict)  # by the new one; of a first account empty
    typed: dict[Name, str] = field(default_factory=dict)  # the moves' options, by the new one
    used: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def comparable(user: str) -> str:
    """A user id normalised for comparison: as in the store, and without regard to full width."""
    return user_key(unicodedata.normalize("NFKC", user))


def resolve_options(options: AccountOptions, rows: Mapping[Name, int]) -> ResolvedOptions:
    """The options resolved to the rows with these accounts; those that match none are `faults`."""
    found = ResolvedOptions()
    for text in options.new_person:
        found.new |= dict.fromkeys(_named(text, rows, found, option := f"--new-person {text}"), option)
    for text in options.accept_move:
        _move(text, rows, found)
    olds = {old: rows[name] for name, moved in found.moves.items() for old in moved}  # of somebody renamed and moved
    for text in options.renamed:
        found.renamed |= dict.fromkeys(_named(text, {**olds, **rows}, found, option := f"--renamed {text}"), option)
    both = found.new.keys() & found.renamed.keys()
    found.faults += [f"{found.new[name]}：同一帐号不能又写 {found.renamed[name]}" for name in sorted(both)]
    return found


def _named(text: str, rows: Mapping[Name, int], found: ResolvedOptions, option: str) -> list[Name]:
    """The accounts of the file that an option names: one, or those of one row with the same spelling."""
    platform, key = _read(text)
    names = [name for name in _on(platform, key) if name in rows]
    if not names:
        found.faults.append(f"{option}：文件中没有这个帐号，请检查写法")
    elif len({rows[name] for name in names}) > 1:
        found.faults.append(f"{option}：不止一行有这个帐号，请在前面写上平台，如 {names[0][0]}:{key}")
        return []
    return names


def _move(text: str, rows: Mapping[Name, int], found: ResolvedOptions) -> None:
    option = f"--accept-move {text}"
    before, mark, after = text.partition("=")
    names = _named(after, rows, found, option) if mark and after.strip() else []
    if not mark or not after.strip():
        found.faults.append(f"{option}：应写成 旧帐号=新帐号")
    for name in names:
        platform, key = _read(before)
        if platform not in ("", name[0]) or (key and (name[0], key) == name):
            found.faults.append(f"{option}：应是同一平台的两个帐号")
        else:
            found.moves.setdefault(name, []).extend([(name[0], key)] if key else [])
            found.typed[name] = option


def _read(text: str) -> Name:
    platform, mark, user = text.strip().partition(":")
    if mark and platform.lower() in PLATFORMS:
        return platform.lower(), comparable(user)
    return "", comparable(text)


def _on(platform: str, key: str) -> Iterable[Name]:
    return [(each, key) for each in PLATFORMS if platform in ("", each)]
