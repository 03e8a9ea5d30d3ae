"""Findings of a draft's files as text, for their sender before submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.inspection.finding import Finding
from bot.inspection.personal_data import covered
from bot.language.text import clip, harmless
from bot.ports import Card, CardKind
from store.files import attachments

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Attachment
    from store.vault import Vault

SHOWN, NAME = 4, 16  # file names shown on a card, and characters of each: a card has little room


@dataclass(frozen=True, slots=True)
class AttachmentWarnings:
    """`alarm` requires 仍要提交 or 删除附件, `note` is only shown; "" where there is nothing to say."""

    alarm: str
    note: str


def attachment_warnings(session: Session, vault: Vault, draft_id: int) -> AttachmentWarnings:
    """The findings of all files of a draft, by file number."""
    alarms: list[str] = []
    notes: list[str] = []
    for number, row in enumerate(attachments.of_draft(session, draft_id), 1):
        found = findings_of(row)
        if found:
            chosen = alarms if any(finding.grave for finding in found) else notes
            chosen.append(f"附件{number} {called(vault, row)}：{findings_text(found)}")
    ways = "如与核实无关，请发送“删除附件 N”；确认无妨，可发送“仍要提交”。"
    return AttachmentWarnings(f"{_few(alarms)}。{ways}" if alarms else "", f"{_few(notes)}。" if notes else "")


def notice(session: Session, vault: Vault, row: Attachment) -> Card | None:
    """The message to the sender once a file was inspected; None without a blocking finding."""
    found = findings_of(row)
    if not any(finding.grave for finding in found):
        return None
    if row.ticket_id is not None or row.draft_id is None:
        what = findings_text(found)
        body = f"您提交的附件“{called(vault, row)}”含有：{what}。如与核实无关，请联系区大数据中心处理。"
        return Card(CardKind.TEXT, body=body)
    number = [own.id for own in attachments.of_draft(session, row.draft_id)].index(row.id) + 1
    body = f"附件{number}“{called(vault, row)}”含有：{findings_text(found)}。"
    ways = f"如与核实无关，请发送“删除附件 {number}”；保留则不用理会，提交时会再次提示。"
    return Card(CardKind.TEXT, title="请检查附件", body=f"{body}\n{ways}")


def findings_of(row: Attachment) -> tuple[Finding, ...]:
    """The findings stored for a file; empty where it was never inspected."""
    return tuple(Finding.from_json(kept) for kept in row.findings or ())


def findings_text(found: Sequence[Finding]) -> str:
    return "、".join(finding.text for finding in found)


def called(vault: Vault, row: Attachment) -> str:
    """A file's name for its sender's card, shortened, and masked where the name is a personal number."""
    return clip(harmless(covered(attachments.name_of(vault, row)) or "附件"), NAME)


def _few(lines: list[str]) -> str:
    more = f"另有{len(lines) - SHOWN}个附件" if len(lines) > SHOWN else ""
    return "；".join([*lines[:SHOWN], more] if more else lines)
