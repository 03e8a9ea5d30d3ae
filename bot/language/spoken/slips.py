"""One-character slips of a command: missing, doubled, swapped, wrong by sound or shape; never what turns its sense."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.language.spoken.alike_characters import alike, sound_alike

_TURNING = frozenset("不没未无非别免勿否再反")  # one such character more or less is another command
_LOOSE = frozenset("个一了下过得")  # 签个收
LONG = 4  # characters from which on any one may be wrong


def nearest(token: str, words: Iterable[str], most: int = 2) -> list[str]:
    """The words that this may be a slip of, the closest; empty where it is none. With `most` 1 only what is alike."""
    scored = [(score, word) for word in words if 0 < (score := _score(token, word)) <= most]
    best = min((score for score, _ in scored), default=0)
    return [word for score, word in scored if score == best]


@lru_cache(maxsize=20_000)
def _score(token: str, word: str) -> int:
    """1 is closest; 0 is no slip."""
    if token == word or abs(len(token) - len(word)) > 1 or len(word) < 2:
        return 0
    if len(token) == len(word):
        return _replaced(token, word)
    longer, shorter = (token, word) if len(token) > len(word) else (word, token)
    extra = [i for i in range(len(longer)) if longer[:i] + longer[i + 1 :] == shorter]
    if not extra or longer[extra[0]] in _TURNING:
        return 0
    if longer is token:
        doubled = any(longer[i] in (longer[i - 1 : i], longer[i + 1 : i + 2]) for i in extra)
        between = 0 < extra[0] < len(longer) - 1 and longer[extra[0]] in _LOOSE
        return 1 if doubled or between else 2 if len(word) >= LONG else 0
    return 2 if len(word) >= LONG else 0


def _replaced(token: str, word: str) -> int:
    places = [i for i in range(len(word)) if token[i] != word[i]]
    if any(token[i] in _TURNING or word[i] in _TURNING for i in places):
        return 0
    if len(places) == 2 and places[1] == places[0] + 1 and token[places[0]] == word[places[1]]:
        return 1 if token[places[1]] == word[places[0]] else 0
    if len(places) == 1 and alike(token[places[0]], word[places[0]]):
        return 1
    if sound_alike(token, word):
        return 1
    turns = word[0] in _TURNING or token[0] in _TURNING  # 不要收办 is no slip of 不予收办
    return 2 if len(places) == 1 and len(word) >= LONG and not turns else 0
