"""For tests of broken content: what is read must also be fit to be composed."""

from __future__ import annotations

from guide.compose import compose, desk, plan
from guide.editions import editions
from guide.model import Guide
from guide.paper import PAPERS
from guide.redact import redact


def compose_for_students(guide: Guide) -> None:
    """The sheets of the handout but for those that tell page numbers."""
    shown = redact(guide, editions()["student"])
    where = desk(shown, "student", editions()["student"], PAPERS["letter"])
    for sheet in plan(shown.blocks):
        if not sheet.after_layout:
            compose(sheet, where)
