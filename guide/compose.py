"""Guide and edition to sheets: HTML with the stylesheets it needs."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

from guide import dates, markup, metrics
from guide.blocks import kinds
from guide.blocks.glossary import Glossary
from guide.blocks.jottings import jottings
from guide.blocks.sources import Sources
from guide.citations import Citer
from guide.desk import Desk
from guide.diagnostics import Source, Span, error
from guide.editions import Edition
from guide.markup import render_inline
from guide.model import Guide, Placed, Prose
from guide.paper import Paper
from guide.pictures import address
from guide.resources import folder
from guide.templating import SandboxedTemplates, Templates

SNUGGEST = 2
BASE_STYLES = ("css/fonts.css", "css/tokens.css", "css/base.css", "css/sheet.css")
_FOOTNOTES = markup.Options(footnotes=True)
_READING = markup.Options(footnotes=True, numbered=True, margin=True)


@dataclass(frozen=True)
class Plan:
    """A sheet before it is composed: its blocks, and its number among the student's sheets."""

    blocks: tuple[Placed, ...]
    number: int | None
    for_teachers: bool

    @property
    def id(self) -> str:
        return self.blocks[0].id

    @property
    def after_layout(self) -> bool:
        return any(kinds()[block.kind].after_layout for block in self.blocks)


@dataclass(frozen=True)
class Sheet:
    """One or more blocks as HTML, with the names of their stylesheets below `templates/`.

    `variant` is the kind of PDF that its pages are for, such as `pdf/a-2a`; in a `form`, spaces to write in
    are fields.
    """

    id: str
    html: str
    stylesheets: tuple[str, ...]
    templates: str | None
    variant: str
    form: bool = False


class BrokenTemplate(Exception):
    """A template cannot be used; the diagnostic names its file and the line."""

    def __init__(self, problem: Exception, folders: tuple[Path, ...]) -> None:
        super().__init__(str(problem))
        name, line = _where(problem, folders)
        path = next((each / name for each in folders if (each / name).is_file()), None)
        source = Source(str(path or name), path.read_text("utf-8", errors="replace") if path else "")
        said = str(problem) or type(problem).__name__
        hint = "mend the template, or delete it to use ours"
        self.diagnostic = error(f"this template cannot be used: {said}", Span(source, line), hint)


def _where(problem: Exception, folders: tuple[Path, ...]) -> tuple[str, int]:
    """The template and the line that a problem comes from: Jinja2 puts its templates into the traceback."""
    name, line = getattr(problem, "name", None) or "a template", getattr(problem, "lineno", None) or 1
    for frame in traceback.extract_tb(problem.__traceback__):
        for each in folders:
            if frame.filename.endswith(".html") and Path(frame.filename).is_relative_to(each):
                name, line = str(Path(frame.filename).relative_to(each)), frame.lineno or 1
    return name, line


def desk(guide: Guide, edition_name: str, edition: Edition, paper: Paper) -> Desk:
    """Where the sheets of a redacted guide are composed: its sources and terms are at hand."""
    references = {each.id: each for block in guide.of(Sources) for each in block.references}
    plain = markup.Context(Citer(references), language=guide.info.language)
    terms = {
        markup.folded(name): (term.term, render_inline(str(term.meaning), plain))
        for block in guide.of(Glossary)
        for term in block.terms
        for name in (term.term, *term.forms)
    }
    return Desk(guide, edition_name, edition, paper, markup.Context(plain.cite, terms, guide.info.language))


def plan(blocks: Iterable[Placed]) -> list[Plan]:
    """The sheets of a packet: pages for teachers first, then the student's, numbered from 1."""
    groups: list[list[Placed]] = []
    for placed in sorted(blocks, key=lambda each: not kinds()[each.kind].for_teachers):
        kind = kinds()[placed.kind]
        same_audience = groups and kinds()[groups[-1][0].kind].for_teachers == kind.for_teachers
        if kind.joins and same_audience and groups[-1][0].kind != "cover":
            groups[-1].append(placed)
        else:
            groups.append([placed])
    plans, number = [], 0
    for group in groups:
        for_teachers = kinds()[group[0].kind].for_teachers
        numbered = not for_teachers and group[0].kind != "cover"
        number += numbered
        plans.append(Plan(tuple(group), number if numbered else None, for_teachers))
    return plans


def plan_jottings(for_teachers: bool) -> Plan:
    """The page for notes that makes the number of pages even."""
    return Plan((jottings(for_teachers),), None, for_teachers)


def compose(sheet: Plan, desk: Desk, snug: int = 0) -> Sheet:
    """One sheet as HTML. Raises BrokenTemplate.

    `snug` says how tightly it is set, from 0 (as designed) to SNUGGEST.
    """
    with _templates(desk) as environment:
        parts = [_part(environment, placed, sheet, desk) for placed in sheet.blocks]
        html = environment.get_template("guide.html").render(
            parts=parts, sheet=sheet, snug=snug, **_common(desk)
        )
    kinds_used = dict.fromkeys(placed.kind for placed in sheet.blocks)
    stylesheets = (*BASE_STYLES, *(f"blocks/{kind}/block.css" for kind in kinds_used), *_paged(desk))
    edition = desk.edition
    return Sheet(sheet.id, html, stylesheets, _own_templates(desk), edition.variant, edition.fields)


def compose_margins(numbers: Iterable[str], desk: Desk) -> Sheet:
    """What stands in the margins of the pages of a packet that bear these numbers. Raises BrokenTemplate.

    It is no part of the sheets, so that one that stands in two editions, or on another page than before,
    is the same sheet.
    """
    with _templates(desk) as environment:
        html = environment.get_template("running.html").render(numbers=numbers, **_common(desk))
    stylesheets = ("css/fonts.css", "css/tokens.css", *_paged(desk, "css/running.css"))
    return Sheet("margins", html, stylesheets, _own_templates(desk), desk.edition.variant)


def _paged(desk: Desk, *more: str) -> tuple[str, ...]:
    """The stylesheets of what is set on pages of this paper in this edition, which has the last word."""
    return (f"css/paper-{desk.paper.name}.css", "css/page.css", *more, *desk.edition.stylesheets)


def _own_templates(desk: Desk) -> str | None:
    beside = Path(desk.guide.folder) / "templates"
    return str(beside) if beside.is_dir() else None


@contextmanager
def _templates(desk: Desk) -> Iterator[jinja2.Environment]:
    """Our templates and the guide's own, whose faults are BrokenTemplate."""
    own = _own_templates(desk)
    try:
        yield environment(own)
    except MemoryError:
        raise  # is no fault of one template
    except Exception as problem:
        folders = (*([Path(own)] if own else []), folder("templates"))
        in_own = own and any(
            frame.filename.startswith(own) for frame in traceback.extract_tb(problem.__traceback__)
        )
        if isinstance(problem, jinja2.TemplateError) or in_own:
            raise BrokenTemplate(problem, folders) from problem
        raise


def _part(environment: jinja2.Environment, placed: Placed, sheet: Plan, desk: Desk) -> Markup:
    kind = kinds()[placed.kind]
    view = kind.view(placed.block, desk) if kind.view else {}
    template = environment.get_template(f"blocks/{placed.kind}/block.html")
    return Markup(
        template.render(
            block=placed.block,
            placed=placed,
            source=str(placed.span) if placed.span else "",
            kicker=_kicker(placed, sheet, desk),
            sheet=sheet,
            **view,
            **_common(desk),
        )
    )


def _common(desk: Desk) -> dict[str, Any]:
    return {
        "desk": desk,
        "info": desk.guide.info,
        "guide": desk.guide,
        "t": desk.words,
        "language": desk.language,
        "edition": desk.edition,
        "edition_name": desk.edition_name,
        "paper": desk.paper,
        "pages": desk.pages,
        "kinds": kinds(),
    }


def _kicker(placed: Placed, sheet: Plan, desk: Desk) -> str:
    """The sheet's number and name; where its pages are not those of the handout, these as well."""
    parts = [desk.name(placed)]
    if sheet.number and placed is sheet.blocks[0]:
        parts.insert(0, str(sheet.number))
    if placed.id in desk.handout:
        numbers = desk.handout[placed.id].numbers
        name = "handout_page" if len(numbers) == 1 else "handout_pages"
        first_and_last = dict.fromkeys((numbers[0], numbers[-1]))
        parts.append(desk.words["packet"][name].format(pages="–".join(map(str, first_and_last))))
    return " · ".join(parts)


# What the templates call: prose, dates and fitting, in the guide's language. Each filter finds the
# desk in the template's context.


@jinja2.pass_context
def _prose(context: Context, value: Prose | str, footnotes: bool = False) -> Markup:
    options = _FOOTNOTES if footnotes else markup.PLAIN
    return Markup(_desk(context).prose(value, options))


@jinja2.pass_context
def _reading(context: Context, value: Prose) -> Markup:
    return Markup(_desk(context).prose(value, _READING))


@jinja2.pass_context
def _inline(context: Context, value: Prose | str) -> Markup:
    return Markup(_desk(context).inline(value))


@jinja2.pass_context
def _date(context: Context, value: dates.HistoricalDate) -> str:
    desk = _desk(context)
    return dates.label(value, desk.language, desk.words["dates"])


@jinja2.pass_context
def _lifetime(context: Context, value: dates.HistoricalDate) -> str:
    desk = _desk(context)
    return dates.lifetime(value, desk.language, desk.words["dates"])


@jinja2.pass_context
def _plain(context: Context, value: Prose | str) -> str:
    return markup.plain(str(value), _desk(context).language)


def _fit(value: Prose, lines: int, width: float) -> int:
    return metrics.fit(markup.plain(str(value)), lines, width) or metrics.DENSEST


def _desk(context: Context) -> Desk:
    desk = context["desk"]
    assert isinstance(desk, Desk)
    return desk


@lru_cache(maxsize=8)
def environment(own_templates: str | None) -> jinja2.Environment:
    """Our templates, and before them those of a folder, with what they may call."""
    templates = SandboxedTemplates(own_templates) if own_templates else Templates()
    templates.filters.update(
        prose=_prose,
        reading=_reading,
        inline=_inline,
        plain=_plain,
        date=_date,
        lifetime=_lifetime,
        fit=_fit,
        picture=address,
        held=metrics.held,
        width=metrics.width,
    )
    return templates
