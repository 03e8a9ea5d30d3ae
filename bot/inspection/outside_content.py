"""Content that an office file fetches from elsewhere or carries inside: remote templates, links, embedded objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from bot.inspection.finding import Finding, Trace
from bot.inspection.zip_stream import Packed, attribute

_RELATIONS = re.compile(r"(?:word|xl|ppt)/(?:[^/]+/)*_rels/[^/]+\.rels")
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/(?:embeddings|activeX)/[^/]+")
_PLAIN_LINK = ("hyperlink",)
_IN_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)(?![A-Za-z])")
_IN_RTF = re.compile(rb"\\(?:objdata|objupdate|\*\\template)")
_PIECE, _OVERLAP = 256 * 1024, 32


def outside_content(packed: Packed) -> Iterator[Finding]:
    """Findings in the relations of a zipped office file. Raises Spent and the exceptions in DAMAGE."""
    embedded = sum(1 for name in packed.names if _EMBEDDED.fullmatch(name))
    if embedded:
        yield Finding(Trace.EMBEDDED, embedded)
    kinds = [kind for name in filter(_RELATIONS.fullmatch, packed.names) for kind in _external(packed, name)]
    if "attachedTemplate" in kinds:
        yield Finding(Trace.TEMPLATE)
    if others := [kind for kind in kinds if kind != "attachedTemplate"]:
        yield Finding(Trace.LINKED, len(others))


def active_content(content: IO[bytes], extension: str) -> Iterator[Finding]:
    """Scripts, programs and objects in a PDF or RTF, sought in its bytes: what is compressed can't be seen."""
    pattern, rest = _IN_PDF if extension == "pdf" else _IN_RTF, b""
    content.seek(0)
    while piece := content.read(_PIECE):
        if pattern.search(rest + piece):
            yield Finding(Trace.ACTIVE)
            return
        rest = piece[-_OVERLAP:]


def _external(packed: Packed, name: str) -> Iterator[str]:
    """Kinds of relations that lead out of the file; a hyperlink is followed by nobody but its reader."""
    for tag, element in packed.elements(name):
        if tag == "Relationship" and attribute(element, "TargetMode") == "External":
            kind = attribute(element, "Type").rpartition("/")[2]
            if kind not in _PLAIN_LINK:
                yield kind
