"""Cards to the centre about the directory: who left with which cases, who is back, whose account is unclear (M7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.list_card import Heading, Line, listing
from bot.language import date_text
from bot.language.text import harmless, quoted
from bot.outbound import Lane
from bot.ports import Button, Card, CardKind
from regulation import ladder
from regulation.shanghai import local_date
from store.people import duty_roster

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.directory.concerned_tickets import Concerned
    from bot.outbound import Post
    from store.lists.department_tasks import OpenTask
    from store.tables import Account, Person

NUMBERS = 20  # own cases of the person that are named; the others are counted


def of_leaving(post: Post, row: Account, at: datetime, *, had_rights: bool, was: Concerned, now: Concerned) -> None:
    """Their rights have ended; each open case is named with who has it now."""
    if not had_rights:
        why = "本人另有帐号，权限不变" if row.person.active else "本人在名册中早已停用"
        _tell(post, [_card(f"帐号停用：{_who(row.person)}", f"{_account(row)}已离开，{why}。", post)], row, at)
        return
    said = f"{_account(row)}已被删除、停用或移出可见范围，权限、登录和代理即时终止。"
    said += f"其本人提出、尚未办结的异议{len(was.filed)}件（{_some(was.filed)}），结果请电话告知。" if was.filed else ""
    said += f"期限不因人员离开中止。{_next_step(post, row.person)}" if now.tasks else ""
    heading = Heading(
        f"人员离开：{_who(row.person)}，在办{len(now.tasks)}件",
        f"{date_text.stamp(post.now)} 请核对接办人",
        pick="选一件查看",
        submit=Button("查看", "查询", "primary"),
        urgent=True,
    )
    lines = [_line(task, now.names.get(task.id, "")) for task in now.tasks]
    _tell(post, [_card(f"人员离开：{_who(row.person)}", said, post), *listing(heading, lines)], row, at)


def of_return(post: Post, row: Account, at: datetime, *, back: bool) -> None:
    """The account is restored; rights are the roster's."""
    rights = "权限按名册恢复" if back else "权限仍按名册（名册中已停用，或另有帐号）"
    _tell(
        post,
        [_card(f"帐号恢复：{_who(row.person)}", f"{_account(row)}重新可用，{rights}。原设的代理不恢复。", post)],
        row,
        at,
    )


def of_another(post: Post, row: Account, at: datetime, name: str) -> None:
    """The platform's name of an account is not the roster's: a change of name, or somebody else at the same desk."""
    state = "该帐号仍停用" if row.gone else "该帐号的权限未变"
    said = (
        f"{_account(row)}在平台通讯录中的姓名是{quoted(name, 30) if name else '（未给出）'}，名册中是"
        f"{harmless(row.person.name)}。{state}。如是本人改名，请在人员表中改名；如已换人，请按新人导入人员表。"
    )
    _tell(post, [_card(f"请核对帐号：{_who(row.person)}", said, post)], row, at)


def of_conflict(post: Post, row: Account, at: datetime, new: str, holder: Person) -> None:
    """A new user id that the roster gives to somebody else: nothing is merged."""
    said = (
        f"平台通知{_account(row)}改为{quoted(new, 64)}，但名册中后者是{_who(holder)}的帐号。没有合并，"
        "原帐号停用。请核对后重新导入人员表。"
    )
    _tell(post, [_card(f"请核对帐号：{_who(row.person)}", said, post)], row, at)


def _tell(post: Post, cards: Sequence[Card], row: Account, at: datetime) -> None:
    duty = duty_roster.load(post.session, local_date(post.now))
    readers = duty.desk() or duty.present(duty.having("supervisor"))
    for person in duty_roster.people(post.session, readers).values():
        for page, card in enumerate(cards):
            event = f"directory:{row.id}:{at.isoformat()}:{card.title[:4]}:{page}"  # the same for a repeated event
            post.notify(person, card, event=event, lane=Lane.TASK)


def _card(title: str, body: str, post: Post) -> Card:
    return Card(CardKind.TEXT, title=title, subtitle=date_text.stamp(post.now), body=body, urgent=True)


def _line(task: OpenTask, names: str) -> Line:
    holder = harmless(names) or "区大数据中心"
    due = f"期限{date_text.day(task.due_on, task.provisional)}" if task.due_on else ""
    return Line(task.number, "现由", f"{holder} {task.state}", task.state.value, due)


def _next_step(post: Post, person: Person) -> str:
    """Without a liaison officer nobody of the department may act: one has to be named first."""
    having = duty_roster.load(post.session, local_date(post.now), post.dialects).of(person.department_id)
    if having(ladder.A) or having(ladder.B):
        return "本部门的联络专员可发送“移交”一并转派。"
    return (
        f"{harmless(person.department.name)}现在没有联络专员：请由安全管理员发送“授权 姓名 联络专员A角”，"
        "或者更正人员表后导入；新的联络专员随即收到这些工单，可以发送“移交”。"
    )


def _who(person: Person) -> str:
    return harmless(f"{person.name}（{person.department.name}）")


def _account(row: Account) -> str:
    return f"帐号{quoted(row.user, 64)}"


def _some(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:NUMBERS]) + ("等" if len(numbers) > NUMBERS else "")
