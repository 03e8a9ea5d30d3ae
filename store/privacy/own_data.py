"""What the system keeps of one person, for their own eyes, and their requests for a correction (个保法 45, 46条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select, tuple_

from store.cases import tickets
from store.files import attachments
from store.people.persons import mobile_of
from store.privacy.notices_shown import shown_to
from store.readings import reading_lists
from store.readings.reading_lists import Asked
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Attachment, Draft, HistoryLine, OwnDataRequest, Person, StandIn, StepText, Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

_WORDS, _ANSWER, _TEXT = "own_data_requests:words_sealed", "own_data_requests:answer_sealed", "texts:sealed"
_DRAFT = "drafts:answers_sealed"
MOST = 2000  # lines of one kind


def whole(session: Session, vault: Vault, person: Person) -> dict[str, Any]:
    """Everything that is kept under somebody's number, as plain JSON; other people's words are not among it."""
    return {
        "基本信息": profile(vault, person),
        "提出的异议": [_case(vault, row) for row in _cases(session, person.id)],
        "办理步骤和填写的文字": _steps(session, vault, person.id),
        "提交的附件": [_file(vault, row, proposer) for row, proposer in _files(session, person.id)],
        "草稿": [_draft(vault, row) for row in _of(session, Draft, person.id)],
        "代理": [_stand_in(row) for row in _of(session, StandIn, person.id)],
        "个人信息处理告知": [
            {"版本": row.version, "时间": row.at.isoformat(), "平台": row.platform}
            for row in shown_to(session, person.id)
        ],
        "更正申请": [_request(vault, row) for row in _of(session, OwnDataRequest, person.id)],
        "本人的查阅记录": [
            {
                "时间": each.at.isoformat(),
                "做了什么": each.kind,
                "工单": each.number,
                "内容": each.what,
                "途径": each.place,
            }
            for each in reading_lists.found(session, vault, Asked(person_id=person.id), MOST)
        ],
    }


def profile(vault: Vault, person: Person) -> dict[str, Any]:
    return {
        "姓名": person.name,
        "部门": person.department.name,
        "角色": person.roles.split(),
        "手机号": mobile_of(vault, person),
        "帐号": [f"{account.platform}:{account.user}" for account in person.accounts],
        "登记时间": person.created_at.isoformat(),
    }


def ask(session: Session, vault: Vault, person_id: int, words: str, now: datetime) -> int:
    """Keep a request for a correction, and return its number."""
    row = OwnDataRequest(person_id=person_id, at=now, words_sealed=vault.seal(words, _WORDS), answer_sealed="")
    session.add(row)
    row_sealing.seal(session, Kind.OWN_REQUEST, [row], now)
    return row.id


def open_requests(session: Session, vault: Vault, limit: int = 50) -> list[tuple[OwnDataRequest, str]]:
    """What nobody answered yet, oldest first, with its words."""
    query = select(OwnDataRequest).where(OwnDataRequest.decided_at.is_(None)).order_by(OwnDataRequest.id).limit(limit)
    return [(row, vault.open(row.words_sealed, _WORDS)) for row in session.scalars(query)]


def request(session: Session, number: int) -> OwnDataRequest | None:
    """One request, held until the transaction ends."""
    return session.get(OwnDataRequest, number, with_for_update=True)


def answer(session: Session, vault: Vault, row: OwnDataRequest, words: str, *, by: int, now: datetime) -> None:
    row.answer_sealed, row.decided_by, row.decided_at = vault.seal(words, _ANSWER), by, now
    row_sealing.seal(session, Kind.OWN_REQUEST, [row], now)


def _cases(session: Session, person_id: int) -> Sequence[Ticket]:
    query = select(Ticket).where(Ticket.proposer_id == person_id).order_by(Ticket.id.desc()).limit(MOST)
    return session.scalars(query).all()


def _case(vault: Vault, row: Ticket) -> dict[str, Any]:
    contact = tickets.contact_of(vault, row)
    reach = "，".join(way for way in (contact.phone, contact.address) if way)
    return {
        "工单": row.number, "数据": row.title, "提出时间": row.filed_at.isoformat(), "环节": row.state.value,
        "联系人": contact.name, "联系单位": contact.department, "联系方式": reach,
    }  # fmt: skip


def _steps(session: Session, vault: Vault, person_id: int) -> list[dict[str, Any]]:
    """The steps that somebody took; with what they wrote as the proposer of the case.

    What was written in office belongs to the case, and is read there by whoever has a part in it now.
    """
    query = (
        select(
            HistoryLine.ticket_id,
            HistoryLine.seq,
            HistoryLine.at,
            HistoryLine.action,
            Ticket.number,
            Ticket.proposer_id,
        )
        .join(Ticket, Ticket.id == HistoryLine.ticket_id)
        .where(HistoryLine.actor_id == person_id)
        .order_by(HistoryLine.id.desc())
        .limit(MOST)
    )
    lines = session.execute(query).all()
    keys = [(line.ticket_id, line.seq) for line in lines if line.proposer_id == person_id]
    texts: dict[tuple[int, int], dict[str, str]] = {}
    for start in range(0, len(keys), 200):
        chosen = tuple_(StepText.ticket_id, StepText.seq).in_(keys[start : start + 200])
        for row in session.scalars(select(StepText).where(chosen, StepText.sealed != "")):
            texts.setdefault((row.ticket_id, row.seq), {})[row.field] = vault.open(row.sealed, _TEXT)
    return [
        {"工单": line.number, "步骤": line.action.value, "时间": line.at.isoformat(),
         "文字": texts.get((line.ticket_id, line.seq), {})}
        for line in lines
    ]  # fmt: skip


def _files(session: Session, person_id: int) -> Sequence[Row[Attachment, int | None]]:
    query = select(Attachment, Ticket.proposer_id).outerjoin(Ticket, Ticket.id == Attachment.ticket_id)
    return session.execute(
        query.where(Attachment.person_id == person_id).order_by(Attachment.id.desc()).limit(MOST)
    ).all()


def _file(vault: Vault, row: Attachment, proposer_id: int | None) -> dict[str, Any]:
    own = proposer_id in (None, row.person_id)
    name = attachments.name_of(vault, row) if own else "（以职务身份提交，见工单）"
    return {"名称": name, "字节": row.size, "时间": row.created_at.isoformat(), "状态": row.state}


def _draft(vault: Vault, row: Draft) -> dict[str, Any]:
    words = vault.open(row.answers_sealed, _DRAFT)
    return {"表单": row.form, "状态": row.state, "填写": words, "更新时间": row.updated_at.isoformat()}


def _stand_in(row: StandIn) -> dict[str, Any]:
    return {"从": row.from_on.isoformat(), "到": row.to_on.isoformat(), "设置时间": row.created_at.isoformat()}


def _request(vault: Vault, row: OwnDataRequest) -> dict[str, Any]:
    return {
        "编号": row.id, "时间": row.at.isoformat(), "内容": vault.open(row.words_sealed, _WORDS),
        "答复": vault.open(row.answer_sealed, _ANSWER) if row.answer_sealed else "",
        "答复时间": row.decided_at.isoformat() if row.decided_at else "",
    }  # fmt: skip


def _of(session: Session, table: type[Any], person_id: int) -> Sequence[Any]:
    query = select(table).where(table.person_id == person_id).order_by(table.id.desc()).limit(MOST)
    return session.scalars(query).all()
