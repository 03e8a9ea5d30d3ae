"""Named groups of states: who must act next, what may still be asked for, whether a result is known."""

from __future__ import annotations

from regulation.roles import PARTIES
from regulation.states import Party, State

OPEN = tuple(state for state in State if state is not State.CLOSED)

# Who must act next. The city's platform acts through the centre; nobody is charged for the days of a confirmation (P9).
WITH_CENTRE = tuple(state for state in State if PARTIES[state] in (Party.CENTRE, Party.CITY))
WITH_DEPARTMENT = tuple(state for state in State if PARTIES[state] is Party.DEPARTMENT)
WITH_PROPOSER = tuple(state for state in State if PARTIES[state] is Party.PROPOSER or state is State.CONFIRMING)

TO_REPLY = (State.DISPATCHED, State.VERIFYING)  # the department's reply limit is running (P6)
# A department that no longer needs the proposer's cooperation may reply without it (G4, G7).
MAY_REPLY = (*TO_REPLY, State.COOPERATING)
LEADING = (State.VERIFYING, State.REPAIRING)  # with the department, which may ask others to join (M12)
# An extension asked for in time is decided wherever the case has gone meanwhile: its verdict is held open (own rule).
HELD_OPEN = tuple(state for state in State if state not in (State.PRESCREEN, State.SUPPLEMENTING, State.LAPSED))
WORKED_ON = (  # somebody of the centre, a department or the city works on it
    State.CHECKING, State.PLATFORM_REPAIR, State.TRANSFERRING, *TO_REPLY, State.REPAIRING, State.RULING, State.CITY,
)  # fmt: skip
IN_A_ROUND = tuple(state for state in OPEN if state not in (State.PRESCREEN, State.SUPPLEMENTING, State.LAPSED))
JUDGED = (*LEADING, State.PLATFORM_REPAIR)  # an extension or joint handling may be pending approval (P4, P7, M12)
UNOWNED = (State.TRANSFERRING, State.RULING)  # somebody decides whose data it is (M11)
EXAMINING = (State.PRESCREEN, State.CHECKING, State.TRANSFERRING, *TO_REPLY)  # the proposer's claim is being verified
RESULT_FOUND = (State.NOTIFYING, State.CONFIRMING)  # a result is known and the case is open
RESULT_TOLD = (State.CONFIRMING, State.CLOSED)  # the proposer learns it from the centre's notice (M14)
RESULT_TO_COME = (State.NOTIFYING, State.CLOSED)  # its notice follows within a working day, or has been sent
