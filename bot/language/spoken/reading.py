"""Reads a message: from what was said to what is meant, whoever says it; nothing is looked up, nothing is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.language.spoken import doubts
from bot.language.spoken.clauses import Names, Parsed, clauses_of, parse, taken_back
from bot.language.spoken.doubts import NEGATION, QUESTION, REPORT, refuses, unsettled
from bot.language.spoken.meaning import Meaning, Sure, Topic, Vocabulary
from bot.language.spoken.phrase_index import Phrases
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import courtesy, greets
from bot.language.spoken.quotations import NAME, own_words, unwrapped
from bot.language.spoken.tables import alternation, table
from bot.language.spoken.ticket_mentions import HOLE, Mention, mentions, without
from bot.language.text import between

LONGEST = 60  # characters up to which words anywhere in a message count; of a longer one only its beginning
SHORT = 20
LOOSE = 24
AWAY = 8  # 明天请假, 请假三天
MOST = 300  # of a longer message nothing is read: an account of a case commands nothing
_ASKS = re.compile(r"[?？][\s。.!！)）]*$")
_OBJECT = (
    r"异议.{0,3}(?:怎么|如何|在哪里?|哪里|咋).{0,3}[提报写填]"
    r"|(?:数据|信息|记录).{0,3}(?:要|需要|想要?|请|得)(?:更正|改|修改|纠正|订正)"
    r"|(?:要|想|申请|请|需要)(?:更正|修改|纠正|订正|改)(?:一下)?[一几某]?[条个项处份]?(?:数据|信息|记录)"
    r"|(?:报|提|反映|反应)(?:[再个]|一下)*[一几]?[个条件]?(?:错|有误|不对)的?(?:数据|信息|记录)"
    r"|(?:数据|信息|记录).{0,6}(?:反应|反映)(?:一下|下)"
    r"|(?:提交?|提出|报|写|填|发起|新建|新增|新提|上报|申报|登记|录入?|要|想)(?:了|上|交|一下)?[一几]?[个条份件次]?(?:新的?|数据)?异议"
)


class Reader:
    """Reads with the tables of this folder and the command words of a conversation."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._phrases, self._vocabulary = Phrases(vocabulary), vocabulary
        phrases = [
            (said, word) for word, each in table("everyday_acts")["acts"].items() for said in each if len(said) > 1
        ]
        commands = {typed: word for typed, word in vocabulary.meant.items() if word not in vocabulary.steering}
        self._names = Names(commands, [each for each in phrases if each[1] in vocabulary.meant])
        self._reports = frozenset(table("everyday_acts")["rules"]["reports"])
        topics, fillers = table("everyday_topics")["topics"], table("fillers")["fillers"]
        self._lists = {word: re.compile(alternation(said)) for word, said in table("everyday_topics")["reads"].items()}
        self._progress, self._human, self._help, self._away = (
            re.compile(alternation(topics[name])) for name in ("progress", "human", "help", "away")
        )
        self._file = re.compile(f"{_OBJECT}|{alternation(topics['file'])}")
        looks = alternation((*topics["look"], *fillers["before"], *fillers["behind"], "想", "要", "的", "到"))
        self._look = re.compile(rf"(?:{looks}|[{HOLE}\s,，.。;；!！、~…:：])*+")

    def read(self, said: str) -> Meaning:
        text = _together(unwrapped(said))
        copy = plain(text)
        if len(copy) > MOST:
            return NOTHING
        found = tuple(mentions(copy))
        masked = without(copy, found)
        polite = courtesy(NAME.sub(" ", own_words(said)))
        meaning = self._topic(text, masked, found)
        if polite is None or (meaning.topic is Topic.COMMAND and "?" in copy):
            return meaning  # [签收]? is no emoticon
        if meaning.topic is Topic.COMMAND and meaning.sure is Sure.UNDERSTOOD:
            return replace(meaning, courtesy=polite)
        return Meaning(Topic.HELP if greets(text) else Topic.COURTESY, tickets=found, courtesy=polite)

    def _topic(self, text: str, masked: str, found: tuple[Mention, ...]) -> Meaning:
        if (
            len(masked) <= doubts.SPAN
            and all(each.weak for each in found)
            and doubts.INSTEAD_OF_ME.search(masked) is not None
        ):
            return Meaning(Topic.COMMAND, ("设置代理",))
        if not found and (away := self._without_number(masked)) is not None:
            return away
        asks = _ASKS.search(masked) is not None or refuses(text)
        parsed = parse(self._phrases, masked, self._names, self._vocabulary, asks)
        if parsed is not None and (parsed.whole or not self._only_asks(masked)):
            return self._command(text, masked, found, parsed)
        return self._loosely(text, masked, found) or self._looks(masked, found) or self._in_doubt(masked, found)

    def _loosely(self, text: str, masked: str, found: tuple[Mention, ...]) -> Meaning | None:
        """One command in a short message whose other words leave no doubt: 帮我催一下那边的承办人 0004."""
        alone = self._phrases.alone(masked) if len(masked.replace(HOLE, "")) <= LOOSE else None
        whole = masked.replace(HOLE, " ")
        if alone is None or _ASKS.search(whole) or QUESTION.search(whole) or doubts.OF_RIGHTS.search(whole):
            return None
        if unsettled(alone[0].replace(HOLE, " "), reports=self._reports.issuperset(alone[1])):
            return None
        words = tuple(word for word in alone[1] if word not in self._lists)
        rest = _typed(text, 0, len(masked), found) if {*words} & {*self._vocabulary.with_text} else ""
        harmless = words == (URGE,) and not found
        return Meaning(Topic.COMMAND, words, found, rest) if words and (found or harmless) else None

    def _only_asks(self, masked: str) -> bool:
        """办好了吗？ asks where the case stands, whatever command it may name."""
        return len(masked) <= LONGEST and self._progress.search(masked) is not None

    def _without_number(self, masked: str) -> Meaning | None:
        """Topics that have no ticket; a short message, except for one that wants to file."""
        bare = masked.strip()
        wants = self._file.search(bare) if len(bare) <= 30 and not _mine(bare) else None
        around = bare.replace(wants[0], " ") if wants is not None else ""
        of_another = QUESTION.search(around) is not None and bool(self._phrases.within(around))  # 提异议后怎么撤回
        if wants is not None and not NEGATION.search(around) and not of_another:
            return Meaning(Topic.FILE)
        if len(bare) > SHORT:
            return None
        if doubts.OF_SOMEBODY.search(bare) is not None:
            return Meaning(Topic.COMMAND, ("联系方式",))
        tests: tuple[tuple[Callable[[], bool], Meaning], ...] = (
            (lambda: self._human.search(bare) is not None and not doubts.OF_DATA.search(bare), Meaning(Topic.HUMAN)),
            (
                lambda: len(bare) <= AWAY and self._away.search(bare) is not None and not REPORT.search(bare),
                Meaning(Topic.COMMAND, ("设置代理",)),
            ),
            (lambda: self._help.search(bare) is not None and not self._phrases.within(bare), Meaning(Topic.HELP)),
        )
        return next((meaning for holds, meaning in tests if holds()), None)

    def _command(self, text: str, masked: str, found: tuple[Mention, ...], parsed: Parsed) -> Meaning:
        rest = _typed(text, parsed.start, len(masked), found) if parsed.start >= 0 else ""
        if parsed.before is not None:
            rest = "，".join(part for part in (_typed(text, *parsed.before, found), rest) if part)
        words, whole = parsed.words, parsed.whole and not taken_back(plain(rest))
        if rest and courtesy(rest) is None:
            taking = tuple(word for word in words if word in self._vocabulary.with_text)
            words, whole = taking or words, whole and bool(taking)
        else:
            rest = ""
        if len(masked) > LONGEST and clauses_of(self._phrases, masked)[0].start + LONGEST < parsed.start:
            whole = False
        if self._reports.issuperset(words) and doubts.SOON.search(masked):
            whole = False  # 马上就改好了 is not done yet
        sure = Sure.DOUBTFUL if not whole else Sure.SLIP if parsed.slip else Sure.UNDERSTOOD
        return Meaning(Topic.COMMAND, words, found, rest, sure, instead=parsed.instead if rest == "" else ())

    def _looks(self, masked: str, found: tuple[Mention, ...]) -> Meaning | None:
        if self._look.fullmatch(masked) and found:
            return Meaning(Topic.TICKET, tickets=found)
        if len(masked) > LONGEST:
            return None
        listed = next((word for word, words in self._lists.items() if words.search(masked)), "")
        if listed == "为什么" or (
            listed and not found and not (listed == "我的异议" and self._progress.search(masked))
        ):
            return Meaning(Topic.COMMAND, (listed,), found)
        if self._progress.search(masked) and (found or len(masked) <= SHORT):
            return Meaning(Topic.PROGRESS, tickets=found)
        return Meaning(Topic.COMMAND, (listed,), found) if listed and not found else None

    def _in_doubt(self, masked: str, found: tuple[Mention, ...]) -> Meaning:
        within = self._phrases.within(masked) if len(masked) <= LONGEST else ()
        if within:
            return Meaning(Topic.COMMAND, within, found, sure=Sure.DOUBTFUL)
        strong = tuple(each for each in found if not each.weak)
        asks = QUESTION.search(masked) is not None
        return (
            Meaning(Topic.TICKET, tickets=strong, sure=Sure.UNDERSTOOD if asks else Sure.DOUBTFUL)
            if strong
            else NOTHING
        )


_SPACED = re.compile(r"(?<![一-鿿])[一-鿿](?: [一-鿿])+(?![一-鿿])|(?<!\d)\d(?: \d){2,}(?!\d)")


def _together(text: str) -> str:
    """签 收 0 0 0 4 without the blanks."""
    return _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), text)


URGE = "催办"  # a reminder changes nothing: of the acts, this alone may be meant by a sentence without its number
ISSUE = "异议"  # alone it begins a filing; in a sentence it is what the sentence is about
NOTHING = Meaning(Topic.NOTHING)


def _mine(bare: str) -> bool:
    return re.search(r"我?提(?:出)?过?的异议|我的异议|异议.{0,6}(?:怎么样|进度|进展|到哪|办得|处理)", bare) is not None


def _typed(text: str, start: int, end: int, found: tuple[Mention, ...]) -> str:
    """The words as typed between two places of the plain copy, without a number at their beginning or end."""
    for each in found:
        if start <= each.end and not plain(between(text, start, each.start)).strip():
            start = max(start, each.end)
        if each.start < end and not plain(between(text, each.end, end)).strip():
            end = min(end, each.start)
    return between(text, start, end).strip() if start < end else ""


def vocabulary_of(meant: Mapping[str, str], with_text: frozenset[str], steering: frozenset[str]) -> Vocabulary:
    return Vocabulary(
        {typed: word for typed, word in meant.items() if len(typed) > 1 and typed != ISSUE}, with_text, steering
    )
