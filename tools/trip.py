"""The trip of one command on the demo district, file by file and function by function: python -m tools.trip [COMMAND].

From the platform's callback bytes to the inbox row, from there to the commit, and with --delivery on to the platform.
Counted are the named functions of the program's own files, on a second run of the same steps, when everything that is
kept in memory has been read once. A move is a call from one file into another.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from itertools import groupby, pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bot.command_line import read_line, words_of
from bot.commands import COMMANDS
from objection.logs import set_up
from tools.demo_case import CALLBACK, DELIVERY, Stuck, Walk, demo_district, unwatched
from tools.demo_steps import STEPS, Step

ROOT = Path(__file__).parent.parent
OTHERS = {".venv", "benchmarks", "build", "sandbox", "tests", "tools", "var"}  # folders that are not the program's
RESUMED = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR
HELD = (
    "提出异议",
    "收办",
    "签收",
    "答复",
    "确认",
)  # the trips whose length tests/test_trip.py bounds; each is a step on the way to the last
COUNTED = ("calls", "functions", "files", "moves between files", "between top folders")
Counts = tuple[int, int, int, int, int]
Key = tuple[str, int]  # the command, and which of its messages
Reached = tuple[int, int]  # functions and files


@dataclass(slots=True)
class Call:
    """One call of a named function, with those it made in turn; `file` is below the project's folder."""

    file: str
    function: str
    made: list[Call] = field(default_factory=list)

    def all(self) -> Iterator[Call]:
        """Every call below this one, in their order."""
        for call in self.made:
            yield call
            yield from call.all()


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of one message's way; `top` is nobody's call, and holds the outermost ones."""

    words: str
    leg: str
    top: Call

    @property
    def counts(self) -> Counts:
        return counted(self)


def counted(*legs: Leg) -> Counts:
    """What COUNTED says, of several legs together."""
    calls = [call for leg in legs for call in leg.top.all()]
    moves = [(by.file, call.file) for by in calls for call in by.made if by.file != call.file]
    across = sum(by.split("/")[0] != to.split("/")[0] for by, to in moves)
    files, functions = {call.file for call in calls}, {(call.file, call.function) for call in calls}
    return len(calls), len(functions), len(files), len(moves), across


class Recorder:
    """Hears every call of this thread, and of the inbox's own, while a leg is watched."""

    def __init__(self) -> None:
        self.legs: list[Leg] = []
        self._top: Call | None = None
        self._active: dict[int, list[tuple[FrameType, Call]]] = {}  # by thread
        self._resumed: dict[FrameType, Call] = {}

    @contextmanager
    def watch(self, words: str, leg: str) -> Iterator[None]:
        self._top = Call("", "")
        sys.setprofile(self._heard)
        try:
            yield
        finally:
            sys.setprofile(None)
            self.legs.append(Leg(words, leg, self._top))
            self._top, self._active, self._resumed = None, {}, {}

    @contextmanager
    def in_threads(self) -> Iterator[None]:
        """The inbox is written in a thread of its own, which must begin in here to be heard."""
        threading.setprofile(self._begun)
        try:
            yield
        finally:
            threading.setprofile(None)

    def _begun(self, _frame: FrameType, _event: str, _argument: Any) -> None:
        sys.setprofile(self._heard if threading.current_thread().name.startswith("inbox") else None)

    def _heard(self, frame: FrameType, event: str, _argument: Any) -> None:
        if self._top is None or event not in ("call", "return") or (file := own_file(frame.f_code)) is None:
            return
        active = self._active.setdefault(threading.get_ident(), [])
        if event == "return":
            if active and active[-1][0] is frame:
                active.pop()
            return
        call = self._resumed.get(frame)  # a generator or coroutine that goes on is no new call
        if call is None:
            call = Call(file, frame.f_code.co_qualname.replace(".<locals>", ""))
            (active[-1][1] if active else self._top).made.append(call)
            if frame.f_code.co_flags & RESUMED:
                self._resumed[frame] = call
        active.append((frame, call))


@cache
def own_file(code: CodeType) -> str | None:
    """The program's own file that this named function stands in; None for others', and for what has no name."""
    path = Path(code.co_filename)
    if code.co_name.startswith("<") or path.suffix != ".py" or not path.is_relative_to(ROOT):
        return None
    inside = path.relative_to(ROOT)
    return None if inside.parts[0] in OTHERS else str(inside)


def trips(*words: str, typed: str = "") -> Mapping[str, Sequence[Leg]]:
    """The legs of each command, message by message; all of them are steps on the way to the last.

    `typed` is said instead of what the last one's step says. Raises Stuck where a step is not possible.
    """
    last = words[-1]
    steps = {word: STEPS[word] for word in (*STEPS[last].after, last)}
    if typed:
        steps[last] = Step(steps[last].by, steps[last].after, (typed,))
    recorder, found = Recorder(), dict[str, Sequence[Leg]]()
    with tempfile.TemporaryDirectory() as folder, recorder.in_threads(), demo_district(Path(folder)) as district:
        for is_warm in (False, True):
            walk = Walk(district)
            for word in (*steps[last].after, last):
                recorder.legs = []
                walk.take(word, steps[word], recorder.watch if is_warm and word in words else unwatched)
                found[word] = recorder.legs
            walk.end(steps[last])
    return {word: found[word] for word in words}


class Printed:
    """The lines of one trip; what was shown once is not shown again in full, unless everything is wanted."""

    def __init__(self, *, full: bool) -> None:
        self._full = full
        self._files: set[str] = set()
        self._shown: set[tuple[str, str]] = set()

    def lines(self, calls: Sequence[Call], file: str = "", depth: int = 0) -> Iterator[str]:
        for (where, leads_on), group in groupby(calls, self._kind):
            together = list(group)
            if where not in self._files:
                self._files.add(where)
                yield f"{'  ' * depth}# {where}: {sentence_of(where)}"
            head = "  " * depth + ("" if where == file else f"{where}: ")
            if not leads_on:
                yield head + self._names(together)
                continue
            for call in together:
                repeats = (call.file, call.function) in self._shown
                self._shown.add((call.file, call.function))
                yield f"{head}{call.function}{' …' if repeats and not self._full else ''}"
                if self._full or not repeats:
                    yield from self.lines(call.made, where, depth + 1)

    def _kind(self, call: Call) -> tuple[str, bool]:
        """Its file, and whether there is anything to be shown below it."""
        new = self._full or (call.file, call.function) not in self._shown
        return call.file, bool(call.made) and new

    def _names(self, calls: Sequence[Call]) -> str:
        if self._full:
            return ", ".join(call.function for call in calls)
        often: dict[str, int] = {}
        for call in calls:
            self._shown.add((call.file, call.function))
            name = call.function + (" …" if call.made else "")
            often[name] = often.get(name, 0) + 1
        return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in often.items())


@cache
def sentence_of(file: str) -> str:
    text = ast.get_docstring(ast.parse((ROOT / file).read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def told(counts: Counts) -> str:
    return ", ".join(f"{count} {what}" for count, what in zip(counts, COUNTED, strict=True))


def messages(legs: Sequence[Leg]) -> Iterator[list[Leg]]:
    """The legs of each message: every one begins with its callback."""
    begins = [place for place, leg in enumerate(legs) if leg.leg == CALLBACK]
    for first, last in pairwise((*begins, len(legs))):
        yield list(legs[first:last])


def lengths(word: str, legs: Sequence[Leg]) -> Iterator[tuple[Key, Reached, str]]:
    """Functions and files from the callback to the commit, with the words of each of the command's messages."""
    for number, own in enumerate(messages(legs), 1):
        _, functions, files, _, _ = counted(*(leg for leg in own if leg.leg != DELIVERY))
        yield (word, number), (functions, files), own[0].words


def table(*words: str) -> Iterator[str]:
    """The lines of REACHED in tests/test_trip.py as they are now."""
    for word, legs in trips(*words).items():
        for (_, number), reached, said in lengths(word, legs):
            yield f'    ("{word}", {number}): {reached},  # {said}'


def show(word: str, typed: str, *, full: bool, delivery: bool) -> Iterator[str]:
    printed = Printed(full=full)
    for own in messages(trips(word, typed=typed)[word]):
        wanted = own if delivery else [leg for leg in own if leg.leg != DELIVERY]
        for leg in wanted:
            yield f"\n== {leg.words}: {leg.leg} ({told(leg.counts)})"
            yield from printed.lines(leg.top.made)
        yield f"\n== {own[0].words}, together: {told(counted(*wanted))}"


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("command", nargs="*", default=["收办"], help="a command, and what is typed behind it")
    options.add_argument("--delivery", action="store_true", help="its messages too, to the platform")
    options.add_argument("--full", action="store_true", help="every call")
    options.add_argument("--table", action="store_true", help="the counts for tests/test_trip.py")
    options.add_argument("--all", action="store_true", help="the counts of every command")
    chosen = options.parse_args(arguments)
    text = " ".join(chosen.command)
    line = read_line(text, words_of(COMMANDS))
    if line is None:
        sys.exit(f"no command {text!r}; there are: {' '.join(command.word for command in COMMANDS)}")
    set_up("error", "console")
    word = line.command.word
    lines = show(word, text if line.args else "", full=chosen.full, delivery=chosen.delivery)
    if chosen.table or chosen.all:
        groups = [(each.word,) for each in COMMANDS] if chosen.all else [HELD]
        lines = (row for group in groups for row in table(*group))
    try:
        for each in lines:
            print(each)
    except Stuck as stuck:
        sys.exit(f"the demo case does not come to {word}: {stuck}")


if __name__ == "__main__":
    main()
