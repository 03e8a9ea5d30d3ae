"""What of a rulebook decides about dates and rights: unchanged once a case was filed under it (M16, habit 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from regulation.rulebook import Policy, Rulebook


def terms(book: Rulebook) -> Mapping[str, str]:
    """Its limits, caps and settled numbers by name; sentences and lists are not among them."""
    limits = {f"limits.{limit.kind}": f"{limit.days}/{limit.cap}" for limit in book.limits.values()}
    settled = {each.name: getattr(book.policy, each.name) for each in fields(Policy)}
    policy = {f"policy.{name}": str(value) for name, value in settled.items() if isinstance(value, int | str)}
    return {
        "effective": str(book.effective),
        "edition": str(book.edition),
        "close": str(book.close),
        **limits,
        **policy,
    }


def unlike(recorded: Mapping[str, str], book: Rulebook) -> list[str]:
    """What this file has changed, as recorded and as it is now; what a later release adds is no change."""
    now = terms(book)
    return [f"{name} {was} → {now[name]}" for name, was in sorted(recorded.items()) if now.get(name, was) != was]
