"""A guide of any length, the same for every program that is compared: as our files, HTML and Typst.

Words are drawn from a list with a fixed seed; a page has about 350 of them, as a handout has.
"""

from __future__ import annotations

import html
import json
import random
from dataclasses import dataclass
from pathlib import Path

_WORDS = (
    "the council of ministers met in winter and found that grain was short while letters from every "
    "district told of queues rumours and hope so a commission travelled north by rail to see the farms "
    "the mines and the new canal which had been praised in print but never measured by anyone who was "
    "free to say what stood there before its opening day or who had paid for it in money work and lives"
).split()


@dataclass(frozen=True)
class Passage:
    """One source with its questions: about a page and a half."""

    title: str
    paragraphs: list[str]
    questions: list[str]


@dataclass(frozen=True)
class Content:
    title: str
    reading: list[str]
    events: list[tuple[int, str]]
    terms: list[tuple[str, str]]
    quiz: list[tuple[str, list[str]]]
    passages: list[Passage]


def content(pages: int, seed: int = 1, word: str = "") -> Content:
    """About so many printed pages; `word`, if given, stands in the first source alone."""
    draw = random.Random(seed)

    def sentence(length: int = 14) -> str:
        return " ".join(draw.choices(_WORDS, k=length)).capitalize() + "."

    def paragraph(sentences: int = 5) -> str:
        return " ".join(sentence() for _ in range(sentences))

    passages = [
        Passage(
            f"Source {number + 1}",
            [paragraph() for _ in range(3)],
            [sentence(12)[:-1] + "?" for _ in range(2)],
        )
        for number in range(max(1, round((pages - 6) / 1.2)))
    ]
    if word:
        passages[0].paragraphs[0] += f" {word}."
    return Content(
        f"Guide {seed}",
        [paragraph() for _ in range(10)],
        [(1900 + 3 * number, sentence(5)[:-1]) for number in range(14)],
        [(f"{draw.choice(_WORDS)}-{number}", sentence(9)) for number in range(16)],
        [(sentence(9)[:-1] + "?", [sentence(4) for _ in range(4)]) for _ in range(8)],
        passages,
    )


def write_guide(what: Content, folder: Path) -> Path:
    """The guide as a folder of our content files."""
    files = {
        "guide.yaml": f"title: {what.title}\nessential_question: What stood there before?\n",
        "background.md": "## What happened\n\n" + "\n\n".join(what.reading) + "\n",
        "timeline.yaml": json.dumps([{"date": str(year), "title": text} for year, text in what.events]),
        "glossary.yaml": json.dumps([{"term": term, "meaning": meaning} for term, meaning in what.terms]),
        "quiz.yaml": json.dumps(
            [{"text": text, "choices": choices, "answer": "A"} for text, choices in what.quiz]
        ),
    }
    for number, passage in enumerate(what.passages):
        questions = json.dumps([{"text": text, "lines": 3} for text in passage.questions])
        front = (
            f"---\ntitle: {passage.title}\norigin: A letter\nnumbering: lines\nquestions: {questions}\n---\n"
        )
        files[f"documents/{number:04}.md"] = front + "\n\n".join(passage.paragraphs) + "\n"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


_CSS = """
@page { size: letter; margin: 18mm 19mm; @bottom-right { content: counter(page) } }
body { font: 10.5pt/15pt "Source Serif 4", serif }
section { break-before: page }
h1 { font-size: 24pt; line-height: 28pt } h2 { font-size: 13pt }
nav a::after { content: target-counter(attr(href), page); float: right }
dl { column-count: 2 } dl div { break-inside: avoid } dt { font-weight: 600 }
.rule { border-bottom: 1px dotted #777; height: 8.5mm } article { break-inside: avoid }
"""


def as_html(what: Content, style: str = "") -> str:
    """The same content as one page of HTML with ordinary CSS, as anyone would write it; `style` is more of it."""
    e = html.escape
    rules = '<div class="rule"></div>' * 3
    sections = [
        "<h1 id='s0'>Background</h1>" + "".join(f"<p>{e(text)}</p>" for text in what.reading),
        "<h1 id='s1'>Timeline</h1><ol>"
        + "".join(f"<li>{y} {e(text)}</li>" for y, text in what.events)
        + "</ol>",
        *(
            f"<h1 id='s{number + 2}'>{e(each.title)}</h1>"
            + "".join(f"<p>{e(text)}</p>" for text in each.paragraphs)
            + "".join(f"<article><p>{e(text)}</p>{rules}</article>" for text in each.questions)
            for number, each in enumerate(what.passages)
        ),
        "<h1>Quiz</h1>"
        + "".join(
            f"<article><p>{e(text)}</p><ol type='A'>{''.join(f'<li>{e(each)}</li>' for each in choices)}</ol></article>"
            for text, choices in what.quiz
        ),
        "<h1>Words</h1><dl>"
        + "".join(f"<div><dt>{e(t)}</dt><dd>{e(m)}</dd></div>" for t, m in what.terms)
        + "</dl>",
    ]
    names = ["Background", "Timeline", *(each.title for each in what.passages)]
    contents = "".join(f"<li><a href='#s{number}'>{e(name)}</a></li>" for number, name in enumerate(names))
    body = "".join(f"<section>{each}</section>" for each in sections)
    head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{e(what.title)}</title><style>{_CSS}{style}</style>"
    return f"{head}<h1>{e(what.title)}</h1><nav><ul>{contents}</ul></nav>{body}"


def as_typst(what: Content, name: str = "") -> str:
    """The same content in Typst's language; `name` stands on the first page."""
    q = json.dumps
    rules = "#for i in range(3) { v(8.5mm); line(length: 100%, stroke: 0.4pt + gray) }\n"
    parts = [
        '#set page(paper: "us-letter", margin: (x: 19mm, y: 18mm), numbering: "1")\n',
        f'#set document(title: {q(what.title)})\n#set text(10.5pt, lang: "en")\n#set par(justify: true)\n',
        f"Name: #{q(name)}\n\n= #{q(what.title)}\n#outline()\n#pagebreak()\n= Background\n",
        *(f"#{q(text)}\n\n" for text in what.reading),
        "#pagebreak()\n= Timeline\n",
        *(f"+ {year} #{q(text)}\n" for year, text in what.events),
    ]
    for each in what.passages:
        parts.append(f"#pagebreak()\n= #{q(each.title)}\n")
        parts += [f"#{q(text)}\n\n" for text in each.paragraphs]
        parts += [f"#block(breakable: false)[#{q(text)}\n{rules}]\n" for text in each.questions]
    parts.append('#pagebreak()\n= Quiz\n#set enum(numbering: "A.")\n')
    for text, choices in what.quiz:
        parts.append(
            f"#block(breakable: false)[#{q(text)}\n" + "".join(f"+ #{q(one)}\n" for one in choices) + "]\n"
        )
    parts.append(
        "#pagebreak()\n= Words\n#columns(2)[\n"
        + "".join(f"/ #{q(t)}: #{q(m)}\n" for t, m in what.terms)
        + "]\n"
    )
    return "".join(parts)
