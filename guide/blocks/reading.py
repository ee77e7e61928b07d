"""A reading: prose in numbered paragraphs, with the glossary's words explained in the margin."""

from __future__ import annotations

from guide.model import Block, Kind, Prose, Student


class Reading(Block):
    body: Student[Prose] = Prose("")


KIND = Kind("reading", Reading, order=200, files=("*.md",), body="body")
