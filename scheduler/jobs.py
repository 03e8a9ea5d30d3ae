"""What runs when: one table, and the wall clock that rings by it."""

from __future__ import annotations

from scheduler.parts import Parts


class Wall:
    """Runs every sweep, the senders and the handling of messages in threads of this process."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self, timeout: float = 30.0) -> bool:
        """Finish what has begun, start nothing more; False where something was still running at the end."""
        return timeout > 0

    def message_arrived(self) -> None:
        """Call when a message was stored in the inbox."""

    def something_to_send(self) -> None:
        """Call when a transaction that put rows in the outbox has committed."""
