"""Tables of departments, people, their accounts, stand-ins and open browsers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from store.characters import user_key
from store.engine.columns import Base, Id, KeyedIndex, SealedText, opened_text, sealed_text

_NAME = "people:name"  # of all columns that hold one: values are copied from one into the other
USER_KEY = KeyedIndex("accounts:user_key", "#")  # of all columns by which an account is found


class Department(Base):
    """`kind` is centre, supervising, responsible or competent; `lead_office` is the 牵头机构 inside it (M7).

    `merged_into_id` is set where it is no longer in use and another one goes on with its cases; `merged_from` are the
    ids of those whose cases this one goes on with, separated by blanks.
    """

    __tablename__ = "departments"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    lead_office: Mapped[str] = mapped_column(default="", server_default=text("''"))
    merged_into_id: Mapped[int | None]
    merged_from: Mapped[str] = mapped_column(default="", server_default=text("''"))


class FormerName(Base):
    """What a person, a department or its lead office was called until `until`; `kind` says which of them."""

    __tablename__ = "former_names"
    __table_args__ = (Index(None, "kind", "row_id"),)

    id: Mapped[Id]
    kind: Mapped[str]
    row_id: Mapped[int]
    name: Mapped[str] = opened_text(_NAME)
    until: Mapped[datetime]


class StagedChange(Base):
    """One person's change by an import that has not been switched on: what is to be, and what it was planned for."""

    __tablename__ = "staged_changes"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run: Mapped[str]
    name: Mapped[str] = mapped_column(SealedText(_NAME))
    name_index: Mapped[str] = mapped_column(KeyedIndex(_NAME), server_default=text("''"))
    department_id: Mapped[int]
    roles: Mapped[str]
    active: Mapped[bool]
    mobile_sealed: Mapped[str]
    mobile_index: Mapped[str]
    was_name_index: Mapped[str] = mapped_column(KeyedIndex(_NAME), server_default=text("''"))
    was_department_id: Mapped[int]
    was_roles: Mapped[str]
    was_active: Mapped[bool]
    was_mobile_index: Mapped[str]
    left_at: Mapped[datetime | None]


class Person(Base):
    """Somebody in the directory; `roles` are the words of the import file, separated by spaces.

    `left_at` is set where they are inactive because their last account left its platform, and not by the roster.
    """

    __tablename__ = "people"
    __table_args__ = (Index(None, "department_id"), Index(None, "mobile_index"), Index(None, "name_index"))

    id: Mapped[Id]
    name: Mapped[str] = opened_text(_NAME)
    name_index: Mapped[str] = mapped_column(KeyedIndex(_NAME), server_default=text("''"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    roles: Mapped[str] = mapped_column(default="")
    mobile_sealed: Mapped[str] = sealed_text(default="")
    mobile_index: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)
    accounts: Mapped[list[Account]] = relationship(back_populates="person", order_by="Account.id", lazy="selectin")

    @validates("name")
    def _follow(self, _: str, name: str) -> str:
        self.name_index = name
        return name


class Account(Base):
    """A person's user id on one platform, as spelled there; found by the keyed hash of its lower case.

    `gone`: the platform says that it left; `left_at` is when it last did, which ends what was open in browsers.
    `since`: when a roster gave the user id to this person; what its platform says of the time before is of another.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("platform", "user_key"), Index(None, "person_id"))

    id: Mapped[Id]
    platform: Mapped[str]
    user: Mapped[str] = opened_text("accounts:user")
    user_key: Mapped[str] = mapped_column(USER_KEY)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    gone: Mapped[bool] = mapped_column(default=False, server_default=false())
    left_at: Mapped[datetime | None]
    since: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="accounts")

    @property
    def key(self) -> str:
        """The user id as it is compared; `user_key` is its hash once it is stored."""
        return user_key(self.user)


class StandIn(Base):
    """设置代理: the deputy acts for the person from the first to the last day named, both included."""

    __tablename__ = "stand_ins"
    __table_args__ = (Index(None, "person_id"), Index(None, "deputy_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DirectoryEvent(Base):
    """The last that a platform reported of a user id, known to the roster or not: older events come too late.

    `user_key` is the keyed hash, as an account's.
    """

    __tablename__ = "directory_events"

    platform: Mapped[str] = mapped_column(primary_key=True)
    user_key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    change: Mapped[str]


class WebSession(Base):
    """An open browser of a person; `token_hash` is the SHA-256 of what its cookie carries. Deleted when it ends."""

    __tablename__ = "web_sessions"
    __table_args__ = (Index(None, "person_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
