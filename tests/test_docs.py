"""The docs name everything that a user may write, and their links lead somewhere."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from guide.blocks import kinds
from guide.cli import main
from guide.editions import editions
from guide.model import Info, Model
from guide.strings import languages, strings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
FORMAT = ROOT / "docs" / "content-format.md"
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("templates/**/README.md")]


def code(path: Path) -> set[str]:
    """Every word that a page sets as code: between backticks, or in a block of code."""
    text = path.read_text("utf-8")
    blocks = re.findall(r"^```.*?^```|^    .*$", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", text)
    return {word for each in (*blocks, *spans) for word in re.findall(r"[\w.*/-]+", each)}


def models(of: object) -> Iterator[type[Model]]:
    """A model and those of its fields, however deep."""
    if isinstance(of, type) and issubclass(of, Model):
        yield of
        for info in of.model_fields.values():
            yield from models(info.annotation)
    elif isinstance(of, types.UnionType) or typing.get_origin(of):
        for each in typing.get_args(of):
            yield from models(each)


def section(name: str) -> str:
    """What the page on content says below the heading of a file or a kind."""
    text = FORMAT.read_text("utf-8")
    found = re.search(rf"^(##+) {re.escape(name)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{FORMAT.name} has no heading '{name}'"
    return found[2]


def fields() -> Iterator[tuple[str, str]]:
    """Every field that content may have, with the heading it is explained under."""
    shared = {"title", "instruction", "time"}
    headings = [("guide.yaml", Info), *((kind.name, kind.model) for kind in kinds().values() if kind.files)]
    for heading, model in headings:
        for each in dict.fromkeys(models(model)):
            for name, info in each.model_fields.items():
                if not (each is model and model is not Info and name in shared):
                    yield heading, info.alias or name


ELSEWHERE = {"document": "questions"}  # a document's questions are explained under their own heading


@pytest.mark.parametrize(("heading", "field"), sorted(set(fields())))
def test_every_field_is_explained_under_its_heading(heading: str, field: str):
    text = section(heading) + (section(ELSEWHERE[heading]) if heading in ELSEWHERE else "")

    assert f"`{field}`" in text


@pytest.mark.parametrize("field", ["title", "instruction", "time"])
def test_the_fields_of_every_sheet_are_explained(field: str):
    assert f"| `{field}` |" in section("guide.yaml")


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_block_and_its_files_are_named(kind: str):
    text = section("The files")

    assert f"`{kind}`" in text
    assert not [name for name in kinds()[kind].files if name != "*.md" and f"`{name}`" not in text]


@pytest.mark.parametrize("command", main.commands)
def test_every_command_is_in_the_readme(command: str):
    assert f"guide {command}" in README.read_text("utf-8")


def options() -> set[str]:
    known = {"--help", "-h"}
    for command in (main, *main.commands.values()):
        for param in command.params:
            if isinstance(param, click.Option):
                known |= {*param.opts, *param.secondary_opts}
    return known


@pytest.mark.parametrize("option", sorted(options()))
def test_every_option_is_in_the_readme(option: str):
    assert option in code(README)


def test_the_readme_names_no_option_that_does_not_exist():
    named = {word for word in code(README) if re.fullmatch(r"--[a-z][a-z-]*", word)}

    assert set() == named - options()


@pytest.mark.parametrize("edition", editions())
def test_every_edition_is_in_the_readme(edition: str):
    assert f"| `{edition}` |" in README.read_text("utf-8")


@pytest.mark.parametrize("language", languages())
def test_every_language_is_listed(language: str):
    assert f"| `{language}` | {strings(language)['name']} |" in section("Languages")


def test_the_readme_tells_how_to_test():
    assert "\n    make test\n" in README.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    prose = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken = [
        link
        for link in re.findall(r"\]\(([^)\s]+)\)", prose)
        if not re.match(r"[a-z]+:", link) and not leads_somewhere(page, link)
    ]

    assert [] == broken


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors(target.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    outside_code = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", outside_code, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("link", ["#no-such-heading", "nowhere.md", "content-format.md#nothing"])
def test_a_broken_link_is_found(link: str):
    assert not leads_somewhere(FORMAT, link)
