"""A timeline drawn to scale: a ruler of time, labels at their dates, a lens for a crowded time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from pydantic import Field

from guide import dates, markup, metrics
from guide.dates import HistoricalDate, Precision
from guide.desk import Desk
from guide.diagnostics import Diagnostic, error, warning
from guide.drawing import ruler
from guide.drawing.labels import Entry
from guide.drawing.lens import beside, crowded, lens_of
from guide.drawing.pages import Canvas, Drawing, pages
from guide.kept import Itself, Kept
from guide.model import Block, Guide, Kind, Model, Prose, Student
from guide.timescale import amount_a_centimetre, length_in_words
from guide.withholding import blanks, passages


class Event(Model):
    """An event or, where its date is an interval, a span. `importance` 3 is set largest."""

    date: Student[HistoricalDate]
    title: Student[str]
    text: Student[Prose | None] = None
    importance: Student[int] = Field(default=2, ge=1, le=3)
    note: Prose | None = None


class Era(Model):
    date: Student[HistoricalDate]
    name: Student[str]


class Timeline(Block):
    """`lens` is the time that is drawn a second time, magnified; left out, a crowded time is found."""

    events: Student[tuple[Event, ...]] = Field(min_length=1)
    eras: Student[tuple[Era, ...]] = ()
    lens: Student[HistoricalDate | None] = None

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        yield from self.check_events()
        for era in self.eras:
            if not era.date.is_interval and era.date.start and era.date.start.precision >= Precision.YEAR:
                hint = f"write when it begins and when it ends, such as {era.date}/…"
                yield error(f"the era '{era.name}' has no end", era.place("date"), hint)
        eras = sorted(self.eras, key=lambda era: era.date.first)
        for era, following in pairwise(eras):
            if following.date.first < era.date.last - 1.0:
                yield error(
                    f"the eras '{era.name}' and '{following.name}' overlap",
                    following.place("date"),
                    "eras follow each other; draw times that overlap as events with a date such as 1936/1938",
                )

    def check_events(self) -> Iterator[Diagnostic]:
        for at, event in enumerate(self.events):
            if event.text and (any(blanks(event.text.text)) or any(passages(event.text.text))):
                hint = "write the answer as it is, and put the blank into a question"
                yield error("a timeline has no room for blanks and answers", event.text.span, hint)
            if any((event.date, event.title) == (each.date, each.title) for each in self.events[:at]):
                yield warning(f"'{event.title}' is given twice", event.span, "keep one of the two")


_FEW, _FEW_HEIGHT = 2, 110.0  # so many events do not fill a page: their drawing is this high
_SCALE_KEYS = ("scale", "scale_lens")
_drawn: Kept[list[dict[str, Any]]] = Kept(100)
_NOTE = ("sans", 7.5, 10.0)  # below a drawing, as `templates/blocks/timeline/block.css` sets it


def view(block: Timeline, desk: Desk) -> dict[str, Any]:
    """The drawings, one a page, and what each says in words. All lengths in millimetres.

    An edition that reflows gets a list instead, with the time between its events.
    """
    if desk.edition.reflows:
        return {"drawings": (), "rows": list(_rows(block, desk))}
    key = Itself(block), desk.paper, desk.language
    return {"drawings": _drawn.get(key, lambda: _fitting(block, desk)), "rows": ()}


def _fitting(block: Timeline, desk: Desk) -> list[dict[str, Any]]:
    """The drawings, with room for what is said below them."""
    for lines in (2, 3, 4):
        shown = [_shown(drawing, desk) for drawing in _drawings(block, desk, lines)]
        if all(len(metrics.wrap(each["note"], *_NOTE[:2], desk.paper.text_width)) <= lines for each in shown):
            break
    return shown


def _rows(block: Timeline, desk: Desk) -> Iterator[dict[str, Any]]:
    """Each event with the time until the next one, in words; None where that is under a month."""
    events = _in_order(block.events)
    for event, following in zip(events, [*events[1:], None], strict=True):
        until = following.date.first - event.date.first if following else 0.0
        yield {
            "event": event,
            "date": dates.label(event.date, desk.language, desk.words["dates"]),
            "gap": length_in_words(until, desk.language) if until >= 1 / 12 else None,
        }


def _drawings(block: Timeline, desk: Desk, note_lines: int) -> list[Drawing]:
    """The drawings, with room for so many lines of a note below each."""
    entries = [_entry(event, desk) for event in _in_order(block.events)]
    canvas = _canvas(block, desk, note_lines)
    time = block.lens or crowded(entries, canvas.first_height)
    lens = lens_of(entries, time) if time else None
    if not lens:
        return pages(entries, canvas)
    words = desk.words["timeline"]
    heading = words.get("lens_title", words["lens"]).format(time=_span_label(lens.time, desk))
    drawing = beside(lens, canvas, heading)
    if drawing:
        return [drawing]
    if not block.lens:
        return pages(entries, canvas)
    return [*pages(lens.outside, canvas), *pages(lens.inside, canvas, heading, (lens.first, lens.last))]


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.date.first, event.date.last))


def _canvas(block: Timeline, desk: Desk, note_lines: int) -> Canvas:
    words = desk.words["timeline"]
    height = desk.paper.text_height - 3.0 - note_lines * _NOTE[2] * metrics.MM_PER_POINT
    first_height = height - _head_height(block, desk)
    title = block.title or desk.words["kinds"]["timeline"]
    continued = words.get("continued", desk.words["packet"]["continued"])
    return Canvas(
        width=desk.paper.text_width,
        first_height=min(first_height, _FEW_HEIGHT) if len(block.events) <= _FEW else first_height,
        height=height,
        eras=tuple(ruler.Era(era.name, era.date) for era in block.eras),
        language=desk.language,
        words=desk.words["dates"],
        continued=f"{title} ({continued})",
    )


def _head_height(block: Timeline, desk: Desk) -> float:
    """What the sheet's head takes, as `templates/css/sheet.css` sets it."""
    room = desk.paper.text_width
    title = metrics.wrap(block.title or desk.words["kinds"]["timeline"], "display", 24, room)
    instruction = (
        markup.plain(str(block.instruction or desk.words["timeline"]["instruction"]), desk.language)
        + " 00 min"
    )
    lines = metrics.wrap(instruction, "sans", 9, room)
    return 0.7 + 1.9 + (11 + 28 * len(title) + 13 * len(lines)) * metrics.MM_PER_POINT + 1.5 + 5.0 + 1.0


def _entry(event: Event, desk: Desk) -> Entry:
    shown = dates.label(event.date, desk.language, desk.words["dates"])
    text = markup.plain(event.text.text, desk.language) if event.text else ""
    return Entry(event, event.date, shown, event.title, text, event.importance)


# What a drawing says in words: its note below it, and its alternative text.


def _shown(drawing: Drawing, desk: Desk) -> dict[str, Any]:
    """A drawing as templates read it, with its words."""
    return {
        **vars(drawing),
        "head": drawing.head,
        "labels": [vars(row) for row in drawing.labels],
        "rulers": [vars(each) for each in drawing.rulers],
        "note": " ".join(_sentences(drawing, desk)),
        "alt": _alternative(drawing, desk),
    }


def _sentences(drawing: Drawing, desk: Desk) -> Iterator[str]:
    """The note below a drawing: its scale, the eras too short for their names, and what open marks say."""
    words = desk.words["timeline"]
    amounts = [amount_a_centimetre(scale, desk.language) for scale in drawing.scales]
    scales = [words[key].format(amount=each) for key, each in zip(_SCALE_KEYS, amounts, strict=False)]
    yield "; ".join(scales).rstrip(".") + "."
    if unnamed := [era for era in _eras(drawing, named=False) if _is_noted(era, drawing)]:
        yield words["alt_eras"].format(
            eras=", ".join(f"{e.name} ({_span_label(e.date, desk)})" for e in unnamed)
        )
    if any(mark.open for each in drawing.rulers for mark in each.marks):
        yield words["doubtful"]


def _eras(drawing: Drawing, named: bool) -> list[ruler.Era]:
    return [band.era for each in drawing.rulers for band in each.bands if bool(band.lines) is named]


def _is_noted(era: ruler.Era, drawing: Drawing) -> bool:
    """Whether an era is more than the edge of one that begins or ends outside the drawing."""
    scale = drawing.scales[0]
    middles = (row.label.entry.date.middle for row in drawing.labels)
    return (scale.holds(era.first) and scale.holds(era.last)) or any(
        era.first <= middle < era.last for middle in middles
    )


def _alternative(drawing: Drawing, desk: Desk) -> str:
    """What someone who cannot see the drawing is told of it."""
    words = desk.words["timeline"]
    first, last = (_span_label(drawing.labels[at].event.date, desk) for at in (0, -1))
    parts = [words["alt"].format(first=first, last=last, count=len(drawing.labels))]
    if eras := _eras(drawing, named=True) + _eras(drawing, named=False):
        parts.append(words["alt_eras"].format(eras=", ".join(era.name for era in eras)))
    if drawing.window:
        parts.append(words["alt_lens"].format(time=_span_label(drawing.window.time, desk)))
    return " ".join([*parts, words["alt_after"]])


def _span_label(date: HistoricalDate, desk: Desk) -> str:
    """A date in words; a crowded time that was found is told in years."""
    if date.edtf == "/" and date.start and date.end:
        years = sorted({date.start.year, date.end.year})
        return "–".join(dates.year_label(year, desk.words["dates"]) for year in years)
    return dates.label(date, desk.language, desk.words["dates"])


KIND = Kind(
    "timeline", Timeline, order=300, files=("timeline.yaml", "timeline.csv"), rows="events", view=view
)
