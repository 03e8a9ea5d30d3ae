"""How files are sent: WeCom delivers no files to an app of one's own, so the upload page is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.context import Context

FILELESS = "wecom"  # dialects of the client that sends no files into this chat


def arrive(dialect: str) -> bool:
    """Whether files sent in this client's chat arrive."""
    return not dialect.startswith(FILELESS)


class Invitation(NamedTuple):
    """What is said where files arrive in the chat, and where they don't."""

    here: str
    by_page: str

    def said(self, ctx: Context) -> str:
        return self.here if arrive(ctx.post.dialects.get(ctx.call.platform, ctx.call.platform)) else self.by_page
