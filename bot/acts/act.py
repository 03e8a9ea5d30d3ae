"""The record of one act: all that the chat knows of it; who may do it, and what it needs, stands in the law's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.acts.sample_headings import Part
from bot.view import View
from regulation.case import Case
from regulation.states import Action

Say: TypeAlias = str | Callable[[View], str]  # a sentence with the names of `bot.acts.phrases` in it, or what makes one


class Audience(StrEnum):
    """Those who are told something because of what they are to the ticket."""

    PROPOSER = "提出方"
    HOLDER = "该办理的人"
    DEPARTMENT = "责任部门"
    JUDGE = "该批准的人"
    RELATED = "关联部门"


P, H, D, J, R = Audience


class ProposerReads(StrEnum):
    """When the proposer may read what was written with an act (M4, M14)."""

    NEVER = "不公开"
    AT_ONCE = "随办理公开"
    WITH_RESULT = "随结果公开"  # with the centre's notice


@dataclass(frozen=True, slots=True)
class Tell:
    """Audiences that an act tells, in this order, and the words for them; a title where the proposer is one."""

    to: tuple[Audience, ...]
    say: Say
    title: Say = ""  # for the proposer; others read the ticket's number and stage
    when: Callable[[Case], bool] | None = None  # of the ticket after the act; always, where nothing is said

    def __post_init__(self) -> None:
        if not self.to or not self.say or (P in self.to and not self.title):
            raise ValueError(f"words are missing for {self.to or 'an audience'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of the law in the chat. What is left out is as it is for most acts."""

    action: Action

    # what people type
    help: str = ""  # "" where nobody types it, or a command of its own takes it
    args: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""  # its name behind the word of a whole group: 答复 <工单号> 核实无误
    offered: str = ""  # how it reads in a list of that group
    inline: tuple[str, ...] = ("note",)  # what the rest of a typed line gives, in this order; the last takes it all
    settles: tuple[str, ...] = ()  # what is not asked any more where something was typed

    # who is told, and in which words
    doer: Say = ""  # "" where the system does it, or the answer is the ticket's new number
    tells: tuple[Tell, ...] = ()
    current: Tell | None = None  # what the proposer's card says from then on, brought up to date without a message
    by_telephone: bool = False  # the proposer must hear it, by whatever way (M14)
    ages_cards: bool = True  # a card sent before is no longer true

    # how it looks
    button: str = ""  # the word on its button; its own, where nothing is said
    grave: bool = False
    quiet: bool = False  # never offered as a button
    sample: Part | None = None  # where its sample cards stand, if not with the state it leads to

    # whose words these are (M4)
    proposer_reads: ProposerReads = ProposerReads.NEVER
    departments_read: bool = True
    centres_own: str = ""  # what the centre alone reads of it
    listed: str = ""  # what is chosen from a list of the rulebook and reads in its words

    repeats: bool = False  # may be done to all tickets of one fault at once

    def __post_init__(self) -> None:
        if self.by_telephone and not any(P in tell.to for tell in self.tells):
            raise ValueError(f"{self.word} has no words to be said by telephone")
        object.__setattr__(self, "button", self.button or self.word)

    @property
    def word(self) -> str:
        return self.action.value
