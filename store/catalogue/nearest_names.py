"""The names nearest to a query that no name holds: rare characters in common, in the same order, count most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from store.catalogue.pinyin import runs_through
from store.search_grams import runs

MOST = 30
ENOUGH = 0.34  # the part of the query's weight that a near name must hold (own rule)


def nearest(names: Mapping[int, tuple[str, str]], query: str) -> list[int]:
    """Ids of the nearest names, best first; `names` gives each entry's name and index words."""
    pattern = runs_through(query.replace(" ", ""))
    if pattern is not None:
        spelled = [entry_id for entry_id, (_, words) in names.items() if pattern.search(words)]
        return sorted(spelled, key=lambda entry_id: (len(names[entry_id][0]), entry_id))[:MOST]
    weights = _weights([name for name, _ in names.values()], _grams(query))
    whole = sum(weights.values())
    scores = {entry_id: _score(name, weights, query) for entry_id, (name, _) in names.items()}
    near = [entry_id for entry_id, score in scores.items() if whole and score >= ENOUGH * whole]
    return sorted(near, key=lambda entry_id: (-round(scores[entry_id], 6), len(names[entry_id][0]), entry_id))[:MOST]


def _grams(query: str) -> set[str]:
    """Single characters and pairs of a query's Chinese, and its Latin words."""
    found: set[str] = set()
    for run in runs(query):
        found |= {run} if run.isascii() else {*run, *(run[at : at + 2] for at in range(len(run) - 1))}
    return found


def _weights(names: Sequence[str], grams: set[str]) -> dict[str, float]:
    """The rarer a gram, the more it says; one that is nowhere weighs like a common one, for it may be the slip."""
    counts = {gram: sum(gram in name for name in names) for gram in grams}
    return {gram: log((len(names) + 1) / (count or len(names) / 10 + 1)) for gram, count in counts.items()}


def _score(name: str, weights: Mapping[str, float], query: str) -> float:
    held = sum(weight for gram, weight in weights.items() if gram in name)
    return held * (1 + in_order(query, name) / len(query)) / 2 if held else 0.0


def in_order(query: str, name: str) -> int:
    """How many characters of the query occur in the name in the same order (longest common subsequence)."""
    row = [0] * (len(name) + 1)
    for letter in query:
        before = 0
        for place, other in enumerate(name, 1):
            kept = row[place]
            row[place] = before + 1 if letter == other else max(kept, row[place - 1])
            before = kept
    return row[-1]
