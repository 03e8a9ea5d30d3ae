"""Messages for refused rows, with the option that accepts them; remarks on accepted rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from importer.people.account_decisions import Name

if TYPE_CHECKING:
    from store.tables import Account, Person


SAME_ACCOUNT = "有一行与本行帐号相同，分不清是谁。一个人写一行、属一个部门，请只留一行"


def option_of(name: Name) -> str:
    """An account in the spelling of a command line option."""
    return ":".join(name)


def spelled(account: Account) -> str:
    return f"{account.platform}:{account.user}"


def described(person: Person) -> str:
    """A person with what distinguishes them from others of the same name."""
    return f"{person.name}（{'，'.join((person.department.name, *_accounts(person)))}）"


def _accounts(person: Person) -> Iterable[str]:
    yield from (spelled(account) for account in person.accounts)
    if not person.accounts:
        yield "没有帐号"
    if not person.active:
        yield "已停用"


def other_name(account: str, person: Person, name: str) -> str:
    return (
        f"帐号 {account} 在通讯录中是{described(person)}，文件中写的是“{name}”。"
        f"帐号换给了另一个人的，加 --new-person {account}；同一个人改了姓名的，加 --renamed {account}"
    )


def moved_from(option: str, old: Account, name: str) -> str:
    return (
        f"{option}：旧帐号 {spelled(old)} 在通讯录中是{described(old.person)}，文件中写的是“{name}”。"
        f"请检查写法；同一个人又改了姓名的，另加 --renamed {spelled(old)}"
    )


def other_account(person: Person, here: Sequence[Account], name: Name) -> str:
    moves = "，或 ".join(f"--accept-move {spelled(account)}={option_of(name)}" for account in here)
    return f"通讯录中是{described(person)}，文件中的帐号是 {option_of(name)}。同一个人换了帐号的，加 {moves}"


def two_people(accounts: Iterable[tuple[str, Person]], owners: Sequence[Person]) -> str:
    """One account of a row belongs to one person, its other account (or a move) to another."""
    who = "、".join(described(person) for person in owners)
    options = "，或 ".join(f"--new-person {account}（{person.name}的帐号）" for account, person in accounts)
    passed = f"；其中一个帐号确已换给另一个人的，加 {options}" if options else ""
    return f"这一行的帐号分属不同的人：{who}。请改正{passed}"


def leaving(account: str, person: Person, name: str) -> str:
    return f"帐号 {account} 在通讯录中是{described(person)}。确已换给“{name}”的，加 --new-person {account}"


def suspected(suspects: Sequence[Person], names: Collection[Name]) -> str:
    moves = "，或 ".join(" ".join(_moves(person, names)) for person in suspects)
    new = f"--new-person {option_of(next(iter(names)))}"
    who = "、".join(map(described, suspects))
    return f"疑为同一人：同一部门已有{who}。同一个人换了帐号的，加 {moves}；是另一个同名的人，加 {new}"


def _moves(person: Person, names: Iterable[Name]) -> Iterable[str]:
    for name in names:
        old = next((spelled(account) for account in person.accounts if account.platform == name[0]), "")
        yield f"--accept-move {old}={option_of(name)}"


def which_of(several: Sequence[Person]) -> str:
    return f"没有写帐号，而同一部门已有{'、'.join(map(described, several))}。请填上帐号，姓名不足以认定是谁"


def same(person: Person, row: int, account: str) -> str:
    said = f"是两个人的，给其中一位加 --new-person {account}" if account else "请填上帐号"
    return f"与第 {row} 行在通讯录中是同一个人：{described(person)}。{said}"


def alike(row: int) -> str:
    return f"与第 {row} 行同名同部门，都没有帐号，分不清是谁。请填上帐号，或删去重复的一行"


def no_first(option: str, fits: Sequence[Person]) -> str:
    if not fits:
        return f"{option}：这个部门没有同名而缺这个平台帐号的人，请检查写法"
    return f"{option}：这个部门有几个同名的人缺帐号，分不清是谁：{'、'.join(map(described, fits))}"


def unknown_old(option: str) -> str:
    return f"{option}：通讯录中没有这个旧帐号，请检查写法"


def done_before(account: str, person: Person) -> str:
    return (
        f"帐号 {account} 在通讯录中就是{described(person)}，同名同部门，不另建一人。"
        f"去掉 --new-person 即按同一人更新；确是另一个同名的人，请先把原来那位的 active 填“否”导入一次"
    )


def namesake(person: Person) -> str:
    return f"另一部门有同名的{described(person)}，疑为同一人，未合并"


def another_account(account: Account, name: Name) -> str:
    move = f"--accept-move {spelled(account)}={option_of(name)}"
    return f"名下另有帐号 {spelled(account)}，不再使用的加 {move}"


def handed(account: str, person: Person, kept: Sequence[Account], *, ends: bool) -> str:
    """`kept` are the remaining accounts of somebody who is in no row."""
    stays = f"，该人还有帐号 {'、'.join(map(spelled, kept))}，没有停用" if kept else ""
    left = "，该人没有帐号了，即停用" if ends else stays
    return f"帐号 {account} 原为{person.name}（{person.department.name}）所用，换给本行的人{left}；以往的办理记录不变"
