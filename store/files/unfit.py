"""A refused file."""

from __future__ import annotations


class Unfit(Exception):
    """A refused file; `text` is the sentence its sender reads."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
