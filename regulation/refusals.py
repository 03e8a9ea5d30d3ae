"""Refusals of the law, each with one Chinese sentence that is shown to the user as it is."""

from __future__ import annotations


class Refusal(Exception):
    """The law says no. `text` is Chinese, complete, and free of personal data; `clause` names the ground."""

    def __init__(self, text: str, *, clause: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.clause = clause


class NotAllowedNow(Refusal):
    """Not possible in the case's present state; the sentence names the state and the holder."""


class AlreadyDone(NotAllowedNow):
    """The same act was done already; who and when is in the history."""


class NotYours(Refusal):
    """This person holds no role on this case that may do it."""


class Incomplete(Refusal):
    """Something must be given that is missing; `field` is its key in `given`."""

    def __init__(self, text: str, *, field: str, clause: str = "") -> None:
        super().__init__(text, clause=clause)
        self.field = field


class BadValue(Incomplete):
    """What was given under `field` can't be right."""


class NotAnAnswer(BadValue):
    """A text that says nothing (正在核实): no definite reply (P6), the limit runs on; no reason of a refusal (M10).

    `may_pass`: sent a second time under the same field, named in `given["as_it_is"]`, it is taken and marked.
    """

    def __init__(self, text: str, *, field: str, clause: str = "", may_pass: bool = False) -> None:
        super().__init__(text, field=field, clause=clause)
        self.may_pass = may_pass


class TooLate(NotAllowedNow):
    """The limit has passed, and this had to be done before."""


class TooEarly(NotAllowedNow):
    """The limit has not passed yet, or its last day is only provisional."""


class SecondSupplement(NotAllowedNow):
    """The one supplement has been asked for (P3): now the centre accepts or declines."""
