"""The record of one act: what the chat adds to the law's row, which says who may do it and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.acts.sample_headings import Part
from bot.view import View
from regulation.case import Case
from regulation.states import Action

Say: TypeAlias = str | Callable[[View], str]  # a template with placeholders of `bot.acts.phrases`, or a function


class Audience(StrEnum):
    """A group of recipients, defined by their role towards the ticket."""

    PROPOSER = "提出方"
    HOLDER = "该办理的人"
    DEPARTMENT = "责任部门"
    JUDGE = "该批准的人"
    RELATED = "关联部门"


P, H, D, J, R = Audience


class Place(StrEnum):
    """What may be named in place of a department."""

    PLATFORM = "区大数据中心（平台环节）"
    CITY = "市大数据资源平台"


class ProposerReads(StrEnum):
    """From when on the proposer may read the texts written with an act (M4, M14)."""

    NEVER = "不公开"
    AT_ONCE = "随办理公开"
    WHEN_GRANTED = "获准后公开"  # what is only applied for is not told to them
    WITH_RESULT = "随结果公开"  # with the result notice of the centre


def definite(case: Case) -> bool:
    """A reply marked 答复不明确 goes to the centre instead, so that its step is always told to somebody (P6)."""
    return not case.indefinite


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice that an act sends: its audiences, in sending order, and the texts; a title where the proposer is one."""

    to: tuple[Audience, ...]
    say: Say
    title: Say = ""  # text for the proposer; other audiences read the ticket's number and stage
    when: Callable[[Case], bool] | None = None  # condition on the ticket after the act; None: always
    in_place_only: bool = False  # of `Act.current`: says no more than the card before it, and is worth no new message

    def __post_init__(self) -> None:
        if not self.to or not self.say or (P in self.to and not self.title):
            raise ValueError(f"words are missing for {self.to or 'an audience'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The chat's record of one act of the law; a field that is left out has the value that fits most acts."""

    action: Action
    preview: bool  # it can't be undone, or goes out in the doer's name: the notices are shown first and wait for 确定

    # command word
    help: str = ""  # "" where it can't be typed, or a command of its own handles it
    args: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""  # the option that selects it behind a group's word: 答复 <工单号> 核实无误
    offered: str = ""  # its label in the list of the group's options
    inline: tuple[str, ...] = ("note",)  # fields filled from the rest of a line; the last takes the remainder
    elsewhere: Mapping[Place, Action] = field(default_factory=dict)  # the act meant where a place is named instead
    settles: tuple[str, ...] = ()  # optional fields that are not asked for once something was typed

    # recipients and texts of the notices
    doer: Say = ""  # "" where the system does it, or the reply is the new ticket number
    foretold: Say = ""  # what becomes of the case, said to the doer in the preview
    tells: tuple[Tell, ...] = ()
    current: Tell | None = None  # text of the proposer's card, which is redrawn without a new message
    by_telephone: bool = False  # the proposer must be informed, by phone where no message reaches them (M14)
    ages_cards: bool = True  # cards sent before become stale

    # presentation
    button: str = ""  # the command behind the button, and its caption; "": the command word
    caption: str = ""  # a longer caption, where the word alone does not say enough
    grave: bool = False
    judges: bool = False  # it decides on an application that is pending: its button comes first
    quiet: bool = False  # never offered as a button
    sample: Part | None = None  # preview heading, where it is not that of the state it leads to

    # whose texts these are, for visibility (M4)
    proposer_reads: ProposerReads = ProposerReads.NEVER
    departments_read: bool = True
    centres_own: str = ""  # fields that only the centre may read
    listed: str = ""  # codes from a rulebook list that are shown by their label

    repeats: bool = False  # may be repeated for every ticket linked as one fault

    def __post_init__(self) -> None:
        if self.by_telephone and not any(P in tell.to for tell in self.tells):
            raise ValueError(f"{self.word} has no words to be said by telephone")
        told = [audience for tell in self.tells for audience in tell.to]
        if len(told) != len(set(told)):
            raise ValueError(f"{self.word} has two texts for one audience")
        object.__setattr__(self, "button", self.button or self.word)

    @property
    def word(self) -> str:
        return self.action.value
