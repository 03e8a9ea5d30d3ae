"""Tags and group chats of the stand-in's company: what other clients call beside messages to members."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sandbox.wecom.errors import ApiError

LEAST, MOST = 2, 2000  # members of a group chat


@dataclass(slots=True)
class Tag:
    id: int
    name: str
    users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class GroupChat:
    id: str
    name: str
    owner: str
    users: list[str]


class Groups:
    """All tags and group chats; nothing is kept beyond the rehearsal."""

    def __init__(self) -> None:
        self.tags: dict[int, Tag] = {}
        self.chats: dict[str, GroupChat] = {}

    def create_tag(self, name: str, wanted: int | None) -> Tag:
        number = wanted if wanted is not None else max(self.tags, default=0) + 1
        if number in self.tags or any(tag.name == name for tag in self.tags.values()):
            raise ApiError(40071, "tagname")
        self.tags[number] = Tag(number, name)
        return self.tags[number]

    def tag(self, number: int) -> Tag:
        if number not in self.tags:
            raise ApiError(40068, "tagid")
        return self.tags[number]

    def create_chat(self, name: str, owner: str, users: list[str], wanted: str) -> GroupChat:
        if wanted in self.chats:
            raise ApiError(86215)
        if wanted and not (wanted.isalnum() and wanted.isascii() and len(wanted) <= 32):
            raise ApiError(86001)
        if not LEAST <= len(users) <= MOST:
            raise ApiError(86216)
        chat = GroupChat(wanted or secrets.token_hex(12), name, owner or users[0], users)
        self.chats[chat.id] = chat
        return chat

    def chat(self, number: str) -> GroupChat:
        if number not in self.chats:
            raise ApiError(86003)
        return self.chats[number]
