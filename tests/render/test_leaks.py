"""Nothing that is the teacher's reaches a file for students, wherever in the PDF one looks."""

from __future__ import annotations

import io
import itertools
import json
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest

from guide.blocks import kinds
from guide.blocks.quiz import Item
from guide.blocks.timeline import Event
from guide.build import make
from guide.dates import HistoricalDate
from guide.deliver import deliver, write_download_page
from guide.editions import editions
from guide.model import ForStudents, Info, Kind, Model, Passage, Prose, Text
from render.conftest import PAPERS, Built, written
from render.pdf import Pdf
from render.samples import png

FOR_STUDENTS = [name for name, edition in editions().items() if edition.shows == "student"]
FOR_TEACHERS = [name for name, edition in editions().items() if edition.shows == "teacher"]

# What cannot hold a canary, since something else is read into it.
FIXED: dict[str, Any] = {
    "packet": None,
    "language": "en",
    "native_language": "ru",
    "file": "images/a.png",
    "sheets": ["timeline", "document"],
    "options": None,
    "lens": None,
    "numbering": None,
    "lines": 8,
    "literal": None,  # in place of a family name
}
NEVER_PRINTED = {"forms", "id"}  # they name things, for texts to refer to


class Canaries:
    """Content for every field of a model, each text with a canary of its own, by annotations alone."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.secret: dict[str, str] = {}
        self.numbers = itertools.count(1)
        self.years = itertools.count(1901)

    def model(self, model: type[Model], where: str, secret: bool) -> dict[str, Any]:
        content = {}
        for name, info in model.model_fields.items():
            hidden = secret or not any(isinstance(mark, ForStudents) for mark in info.metadata)
            if name in FIXED:
                value = FIXED[name]
            elif model is Event and name == "text":
                value = self.canary(f"{where}.text", hidden)  # drawn as plain text
            elif name == "url":
                value = f"https://example.org/{self.canary(f'{where}.url', hidden)}"
            else:
                value = self.value(info.annotation, f"{where}.{name}", hidden)
            if value is not None:
                content[info.alias or name] = value
        return content

    def value(self, annotation: Any, where: str, secret: bool) -> Any:
        origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self.value(inner[0], where, secret)
        if origin in (typing.Union, types.UnionType):
            return self.value(next(each for each in inner if each is not type(None)), where, secret)
        if origin is tuple:
            if inner[0] is Item:
                return list(self.items(where))
            return [self.value(inner[0], where, secret) for _ in range(2)]
        if origin is Literal:
            return inner[0]
        if annotation is int:
            return 2
        if annotation is bool:
            return False
        if annotation is HistoricalDate:
            return str(next(self.years))
        if annotation in (str, Text):
            return self.canary(where, secret)
        if annotation in (Prose, Passage):
            return self.canary(where, secret) if secret else self.prose(where)
        assert issubclass(annotation, Model), f"no canary for {annotation}"
        return self.model(annotation, where, secret)

    def prose(self, where: str) -> str:
        seen = self.canary(where, False)
        blank = self.canary(f"{where}, a blank", True)
        passage = self.canary(f"{where}, an answer passage", True)
        return f"{seen} {{{{_{blank}_}}}}\n\n/// answer\n    lines: 1\n\n{passage}\n///\n"

    def items(self, where: str) -> Iterator[dict[str, Any]]:
        """A quiz item of each form."""
        for form, left_out in (
            ("choice", {"pairs"}),
            ("matching", {"choices", "answer"}),
            ("short", {"choices", "pairs"}),
        ):
            item = self.model(Item, f"{where} ({form})", False)
            for name in left_out:
                self.forget(item.pop(name))
            if form == "choice":
                self.forget(item["answer"])
                item["answer"] = "b"
            yield item

    def forget(self, content: Any) -> None:
        for canary in re.findall(r"z[st]\d{4}", json.dumps(content)):
            self.shown.pop(canary, None)
            self.secret.pop(canary, None)

    def canary(self, where: str, secret: bool) -> str:
        canary = f"z{'t' if secret else 's'}{next(self.numbers):04}"
        (self.secret if secret else self.shown)[canary] = where
        return canary


def planted() -> tuple[dict[str, str | bytes], Canaries]:
    """A guide with a block of every kind, in files."""
    canaries = Canaries()
    files: dict[str, str | bytes] = {
        "guide.yaml": as_yaml({**canaries.model(Info, "guide", False), "minutes": 8}),
        "images/a.png": png(1100, 700),
    }
    for kind in kinds().values():
        if kind.files:
            files[file_of(kind)] = content_of(kind, canaries)
    return files, canaries


def file_of(kind: Kind) -> str:
    return kind.files[0].replace("*", "a")


def content_of(kind: Kind, canaries: Canaries) -> str:
    content = canaries.model(kind.model, kind.name, kind.for_teachers)
    if kind.name == "timeline":
        content["events"] = [event | {"date": f"19{at}5"} for at, event in enumerate(content["events"])]
        content["eras"] = [era | {"date": f"19{at}0/19{at}9"} for at, era in enumerate(content["eras"])]
    if not kind.body:
        return as_yaml(content)
    body = content.pop(kind.body)
    return f"---\n{as_yaml(content)}\n---\n{body}\n"


def as_yaml(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


FILES, CANARIES = planted()


def found_in(pdf: Pdf) -> str:
    """Everything that can be read in a PDF: what each page shows, and every object below it."""
    parts = [*pdf.texts, *("".join(char["text"] for char in page.chars) for page in pdf.pages)]
    return "\n".join((*parts, *everything(pdf.data))).casefold()


def everything(data: bytes) -> Iterator[str]:
    """Every string, name and decoded stream of a PDF, and its bytes as they are."""
    yield data.decode("latin-1")
    with pikepdf.open(io.BytesIO(data)) as file:
        for thing in (*file.objects, file.trailer):
            yield from strings(thing)
            if isinstance(thing, pikepdf.Stream):
                decoded = thing.read_bytes() if is_readable(thing) else thing.read_raw_bytes()
                yield decoded.decode("latin-1")
                yield decoded.decode("utf-16-be", "ignore")
                yield from (
                    bytes.fromhex(each).decode("utf-16-be", "ignore")
                    for each in re.findall(r"<((?:[0-9a-fA-F]{4})+)>", decoded.decode("latin-1"))
                )


def is_readable(stream: pikepdf.Stream) -> bool:
    return stream.get("/Filter") in (None, "/FlateDecode")


def strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Stream):
        yield from strings(thing.stream_dict)
    elif isinstance(thing, pikepdf.Dictionary):
        for name, value in thing.items():
            yield name
            if not getattr(value, "is_indirect", False):
                yield from strings(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from strings(value)


# Students get the right-hand sides of pairs as well, in an order that does not tell what belongs where.
TO_MATCH = "quiz.items (matching).pairs.right"


def leaked(text: str) -> dict[str, str]:
    return {
        canary: where for canary, where in CANARIES.secret.items() if canary in text and where != TO_MATCH
    }


def missing(text: str, wanted: dict[str, str]) -> dict[str, str]:
    return {
        canary: where
        for canary, where in wanted.items()
        if canary not in text and where.rpartition(".")[2] not in NEVER_PRINTED
    }


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", FOR_STUDENTS)
def test_no_secret_is_in_a_file_for_students(built: Built, edition: str, paper: str):
    assert {} == leaked(found_in(built(FILES, edition, paper)))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", FOR_TEACHERS)
def test_every_secret_is_on_a_page_for_teachers(built: Built, edition: str, paper: str):
    assert {} == missing(built(FILES, edition, paper).text.casefold(), CANARIES.secret)


@pytest.mark.parametrize("edition", editions())
def test_what_is_for_students_is_in_every_edition(built: Built, edition: str):
    assert {} == missing(found_in(built(FILES, edition)), CANARIES.shown)


@pytest.mark.parametrize("kind", ["reading", "document", "organizer", "quiz", "sources"])
def test_no_secret_is_on_a_sheet_alone(built: Built, kind: str):
    alone = built(FILES, "student", "letter", kind)

    assert 0 < alone.packet.page_count
    assert {} == leaked(found_in(alone))


def test_the_options_of_pairs_are_in_alphabetical_order_in_every_edition(built: Built):
    sides = sorted(canary for canary, where in CANARIES.secret.items() if where == TO_MATCH)
    shown = {edition: built(FILES, edition).text.casefold() for edition in editions()}

    assert dict.fromkeys(shown, sides) == {
        edition: re.findall("|".join(sides), text)[: len(sides)] for edition, text in shown.items()
    }


def test_no_secret_is_on_the_download_page(tmp_path: Path):
    folder = written(FILES, tmp_path / "guide")

    result = deliver(make(folder, [("student", "letter")]), tmp_path / "build")
    write_download_page(tmp_path / "build")

    public = [tmp_path / "build" / "index.html", tmp_path / "build" / "guide" / "packets.json"]
    assert ["guide-student.pdf"] == [path.name for path in result.files], result.diagnostics
    assert {} == leaked("".join(path.read_text("utf-8") for path in public))


def test_every_kind_of_block_is_planted():
    planted_in = {where.partition(".")[0] for where in (*CANARIES.secret.values(), *CANARIES.shown.values())}

    assert {"guide", *(kind.name for kind in kinds().values() if kind.files)} == planted_in


HIDDEN = "zt0001"


def hidden_in_metadata(file: pikepdf.Pdf) -> None:
    with file.open_metadata() as metadata:
        metadata["dc:description"] = HIDDEN


def hidden_in_the_information(file: pikepdf.Pdf) -> None:
    file.docinfo["/Subject"] = HIDDEN


def hidden_in_an_attachment(file: pikepdf.Pdf) -> None:
    file.attachments["notes.txt"] = HIDDEN.encode()


def hidden_in_an_attachments_name(file: pikepdf.Pdf) -> None:
    file.attachments[f"{HIDDEN}.txt"] = b""


def hidden_in_a_bookmark(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(HIDDEN, 0))


def hidden_in_the_tags(file: pikepdf.Pdf) -> None:
    file.Root.StructTreeRoot = pikepdf.Dictionary(K=pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=HIDDEN))


def hidden_in_a_destination(file: pikepdf.Pdf) -> None:
    file.Root.Dests = pikepdf.Dictionary({f"/{HIDDEN}": pikepdf.Array([0])})


def hidden_beyond_latin(file: pikepdf.Pdf) -> None:
    file.docinfo["/Title"] = f"Ж {HIDDEN}"


def hidden_in_an_unused_stream(file: pikepdf.Pdf) -> None:
    file.Root.Unused = file.make_stream(HIDDEN.encode("utf-16-be"))


@pytest.mark.parametrize(
    "hide", [each for name, each in list(globals().items()) if name.startswith("hidden_")]
)
def test_a_secret_is_found_wherever_it_hides(hide: Any):
    file = pikepdf.new()
    file.add_blank_page()
    hide(file)
    data = io.BytesIO()
    file.save(data, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)

    assert HIDDEN in "\n".join(everything(data.getvalue()))
