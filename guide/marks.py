"""Marks of prose that are nearly right: Markdown, and this program, would print them as they stand.

Lists and lines of verse have a module of their own, `pitfalls`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guide.diagnostics import Severity, nearest
from guide.markup import CITE, TAGS
from guide.withholding import blanks, passages

Slip = tuple[Severity, str, int, str]
ERROR, WARNING = Severity.ERROR, Severity.WARNING

_CODE = re.compile(
    r"(?<!`)(`{1,3})(?!`)(?:(?!\n\n)[^`]){1,2000}\1(?!`)|<!--.*?(?:-->|\Z)|\\[\\`*_{}\[\]()#+.!|~^-]",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t>]*\n).)+", re.DOTALL)


def slips(text: str) -> Iterator[Slip]:
    """A severity, a message, its offset in the text, and a hint for each mark that does not do its work."""
    bare = _CODE.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    for rule in (
        _brackets,
        _blanks,
        _passages,
        _bold,
        _links,
        _footnotes,
        _tags,
        _tables,
        _moved_in,
        _formulas,
    ):
        yield from rule(bare)


def _brackets(text: str) -> Iterator[Slip]:
    """Citations and words of the glossary."""
    for found in re.finditer(r"\[-?@[^\]\n]{0,200}\]?", text):
        if not CITE.match(text, found.start()):
            inner = found[0][1:-1] if found[0].endswith("]") else re.split(r"[\s,;]", found[0][1:])[0]
            yield ERROR, "this citation cannot be understood", found.start(), f"write [{signed(inner)}]"
    for found in re.finditer(r"(\[@[^\[\]\n]{1,200})\] ?\[((?:pp?\.|S\.)[^\[\]\n]{0,80})\]", text):
        yield (
            ERROR,
            "the page stands outside of the citation",
            found.start(2),
            f"write {found[1]}, {found[2]}]",
        )
    for found in re.finditer(r"\[\[([^\[\]\n]{1,200})\](?!\])|(?<!\[)\[([^\[\]\n]{1,200})\]\]", text):
        hint = f"write [[{found[1] or found[2]}]]"
        yield ERROR, "a word of the glossary stands between two brackets on each side", found.start(), hint


def signed(inner: str) -> str:
    """What stands between the brackets of a citation as it should: sources with @, pages behind a comma."""
    parts = re.findall(r"(?:\A|;)\s*-?@?([\w:./+-]*)[ ,]*([^;]*)", inner)
    return "; ".join(f"@{key or 'id'}" + (f", {rest.strip()}" if rest.strip() else "") for key, rest in parts)


def _blanks(text: str) -> Iterator[Slip]:
    right = {at for found in blanks(text) for at in range(*found.span())}
    for found in re.finditer(r"\{\{?[ ]*_?([^{}\n]{0,80}?)_?[ ]*\}\}?", text):
        if found.start() in right or found[0].startswith("{{_"):
            continue
        if found[0].startswith(("{{", "{_", "{ _")):
            answer = found[1].strip(" _")
            yield (
                ERROR,
                "this blank is not written right: its answer would be printed",
                found.start(),
                f"write {{{{_{answer}_}}}}",
            )


def _passages(text: str) -> Iterator[Slip]:
    """Answer passages, and lines that look like one."""
    known = list(passages(text))
    for passage in known:
        yield from _lines_of(text, passage.start)
    inside = [(passage.at, passage.end) for passage in known]
    opened = False
    for found in re.finditer(r"^[ \t>]*(/{2,})[ \t]*(\w*)[ \t]*$", text, re.MULTILINE):
        at, fence, word = found.start(1), found[1], found[2]
        if any(start <= at < end or found.start() == end for start, end in inside):
            continue
        if word and nearest(word, ["answer"]):
            hint = "write '/// answer' above the passage and '///' below it"
            yield ERROR, "this answer passage is not written right: its answer would be printed", at, hint
        elif word and len(fence) > 2:
            yield (
                ERROR,
                f"there is no passage '{word}'",
                at,
                "write '/// answer' for a passage with an answer",
            )
        elif not word and not opened and len(fence) > 2:
            hint = "delete this line, or write '/// answer' above the passage"
            yield ERROR, "no answer passage ends here", at, hint
        opened = bool(word)
    for note in re.finditer(r"^//(?!/)[ \t]*(?!answer|\w*[ \t]*$)\S", text, re.MULTILINE):
        hint = "write a note to yourself as <!-- a note -->"
        yield WARNING, "this line is printed, with its slashes", note.start(), hint


def _lines_of(text: str, start: int) -> Iterator[Slip]:
    """The line below `/// answer`, which says how many lines students get."""
    option = re.compile(r"\n([ \t]*)(lines?|rows)[ \t]*[:=][ \t]*(\S*)[ \t]*(?=\n|\Z)", re.IGNORECASE).match(
        text, start
    )
    if option and (
        len(option[1]) < 4 or option[2] != "lines" or not option[3].isdigit() or int(option[3]) > 40
    ):
        count = option[3] if option[3].isdigit() else 4
        hint = f"write it so, four spaces in: '    lines: {count}' (40 at most)"
        yield ERROR, "the number of lines is not written right", option.start(2), hint


def _bold(text: str) -> Iterator[Slip]:
    for paragraph in _PARAGRAPH.finditer(text):
        part, start = paragraph[0], paragraph.start()
        if spaced := re.search(r"(?<!\*)\*\*[ ]+([^*\n]+?)[ ]*\*\*(?!\*)", part):
            if part.count("**") % 2 == 0 and not re.search(r"\w\*\*[ ]", part[: spaced.start() + 3]):
                yield (
                    WARNING,
                    "these stars are printed as they stand",
                    start + spaced.start(),
                    f"write **{spaced[1].strip()}**",
                )
        elif part.count("**") % 2:
            at = list(re.finditer(r"\*\*", part))[-1].start()
            yield (
                WARNING,
                "** is opened and never closed, or closed and never opened",
                start + at,
                "write ** on both sides of the words",
            )
        else:
            yield from _italics(part, start)


def _italics(part: str, start: int) -> Iterator[Slip]:
    """A star at the beginning of a word that none ends."""
    single = re.compile(r"(?<![\w*])\*(?=[^\s*\[])|(?<=[^\s*])\*(?!\*)")
    marks = list(single.finditer(part.replace("**", "  ")))
    if len(marks) == 1 and not part[marks[0].start() - 1 : marks[0].start()].strip():
        yield (
            WARNING,
            "* is opened and never closed",
            start + marks[0].start(),
            "write * on both sides of the words",
        )


def _links(text: str) -> Iterator[Slip]:
    for found in re.finditer(
        r"(?<![\[!])\[([^\[\]\n]+)\](\s+)?\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(\)?)", text
    ):
        words, gap, address, closed = found.groups()
        is_address = address.startswith(("http", "www.", "mailto:", "#"))
        if gap and not (is_address and closed):
            continue
        if not closed and is_address:
            message, hint = "a link is opened and never closed", f"write [{words}]({address.split()[0]})"
        elif not address and closed and not gap:
            message, hint = (
                "this link leads nowhere",
                f"write its address between the brackets: [{words}](https://…)",
            )
        elif gap:
            message, hint = "this link is printed as it stands", f"write no space in it: [{words}]({address})"
        elif address.startswith("www."):
            message, hint = "this link leads nowhere", f"write [{words}](https://{address})"
        elif not is_address and closed and not re.search(r"\s", address):
            message, hint = "this link leads nowhere: a link leads to the web", f"write [{words}](https://…)"
        else:
            continue
        yield WARNING, message, found.start(), hint


def _footnotes(text: str) -> Iterator[Slip]:
    notes = list(re.finditer(r"^\[\^([^\]\n]+)\]:", text, re.MULTILINE))
    marks = list(re.finditer(r"\[\^([^\]\n]+)\](?!:)", text))
    known, used = {each[1] for each in notes}, {each[1] for each in marks}
    for mark in marks:
        if mark[1] not in known:
            yield (
                ERROR,
                f"there is no note for {mark[0]}",
                mark.start(),
                f"write it below, in a line of its own: {mark[0]}: the note",
            )
    for at, note in enumerate(notes):
        sign = f"[^{note[1]}]"
        if note[1] in {each[1] for each in notes[:at]}:
            yield ERROR, f"the note {sign} is given twice", note.start(), "give each note a mark of its own"
        elif note[1] not in used:
            yield (
                ERROR,
                f"no text has the mark {sign} of this note",
                note.start(),
                f"write {sign} behind the word that it is about",
            )
    for found in re.finditer(r"^\[(\d+|\*)\]: +(?!https?:|<|#)(?=\S+ |[^\W\d_]+\.?$)", text, re.MULTILINE):
        yield (
            WARNING,
            "this note is not printed",
            found.start(),
            f"write [^{found[1]}] here and at its mark in the text",
        )


def _tags(text: str) -> Iterator[Slip]:
    """HTML that is left out, with or without what stands in it."""
    told: set[str] = set()
    for found in re.finditer(r"(?<!\]\()<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s>/])[^<>]*>", text):
        name = found[2].lower()
        if name not in TAGS and name not in told and name != "img":
            told.add(name)
            hint = "take it away; to print the sign itself, write &lt; for <"
            yield WARNING, f"<{found[2]}> is left out: the program does not know it", found.start(), hint
    for name in ("b", "i", "em", "strong", "u", "s", "span", "div", "p", "small", "sup", "sub"):
        opened = list(re.finditer(rf"<{name}(?=[\s>])[^<>]*>", text))
        if len(opened) > len(re.findall(rf"</{name}>", text)) and (name != "p" and opened):
            hint = f"write </{name}> where it ends; to print the sign itself, write &lt; for <"
            yield WARNING, f"<{name}> is opened and never closed", opened[-1].start(), hint


def _tables(text: str) -> Iterator[Slip]:
    line = r"[ ]{0,3}\|.*\|[ \t]*"
    for found in re.finditer(rf"(?:^{line}(?:\n|\Z))+", text, re.MULTILINE):
        rows = found[0].rstrip("\n").split("\n")
        above = text[: found.start()].rstrip("\n").rpartition("\n")[2]
        if not any(re.fullmatch(r"[ |:-]*-[ |:-]*", row) for row in rows[:2]):
            if len(rows) > 1:
                marks = "|" + "---|" * (rows[0].strip().count("|") - 1)
                yield (
                    WARNING,
                    "a table needs a line of hyphens below its first line",
                    found.start(),
                    f"write {marks}",
                )
        elif above.strip() and text[: found.start()].endswith(f"{above}\n"):
            yield (
                WARNING,
                "this table will be printed as running text",
                found.start(),
                "put a blank line before it",
            )
        else:
            yield from _rows(rows, found.start())


def _rows(rows: list[str], at: int) -> Iterator[Slip]:
    wanted = rows[0].strip().strip("|").count("|") + 1
    for row in rows:
        count = row.strip().removeprefix("|").removesuffix("|").replace("\\|", "").count("|") + 1
        if count > wanted:
            hint = "add a column to the first line, or take a cell away"
            message = f"this row has {count} cells, the table has {wanted} columns: the rest is not printed"
            yield WARNING, message, at, hint
        at += len(row) + 1


def _moved_in(text: str) -> Iterator[Slip]:
    """A paragraph that is moved in by four spaces, which is how Markdown writes computer code."""
    within_list = False
    previous, at = "", 0
    for line in text.split("\n"):
        if line.strip():
            starts_item = bool(re.match(r"[ \t>]*([-*+:]|\d+\.)[ \t]|\[\^|\*\[|[ \t]*/{3}", line))
            is_in = bool(re.match(r"(?: {4}|\t)[ \t]*[^\W\d_\"“]", line))
            if is_in and not previous and not within_list and not starts_item and at:
                hint = "begin it at the left; to set a passage apart, write > before it"
                yield (
                    WARNING,
                    "this paragraph is moved in, and is set as computer code",
                    at + len(line) - len(line.lstrip()),
                    hint,
                )
                within_list = True  # once is enough
            elif not re.match(r"[ \t]", line):
                within_list = starts_item
        previous = line.strip()
        at += len(line) + 1


def _formulas(text: str) -> Iterator[Slip]:
    for found in re.finditer(r"\$[^$\n]*[\\^_{][^$\n]*\$", text):
        hint = "write x^2^ for a raised 2 and H~2~O for a lowered one"
        yield WARNING, "a formula between $ signs is printed as it stands", found.start(), hint
