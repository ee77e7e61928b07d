"""Pieces that several render tests put into their guides."""

from __future__ import annotations

import json
import struct
import zlib


def png(width: int = 264, height: int = 336) -> bytes:
    """A small grey picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes((x * 5 + y * 3) % 256 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def words(word: str, count: int) -> str:
    """One word many times: to be found on a page, and to fill it."""
    return " ".join([word] * count)


# A guide with each kind of space that students write in. Of question `ask1` the answer is made of `re1`.
ANSWERED: dict[str, str | bytes] = {
    "guide.yaml": "title: Answers\nessential_question: Where do they stand?\n",
    "background.md": (
        "First comes a {{_blank_}} to fill in.\n\nThen ask1 is asked.\n\n"
        f"/// answer\n    lines: 3\n\n{words('re1', 30)}\n///\n\nAnd more follows.\n"
    ),
    "documents/a.md": (
        "---\ntitle: Letter\norigin: A letter\nquestions:\n"
        f"  - text: ask2\n    lines: 2\n    answer: {words('re2', 20)}\n"
        f"  - text: ask3\n    lines: 3\n    answer: {words('re3', 100)}\n"
        "---\nDear reader.\n"
    ),
    "organizer.yaml": (
        "columns:\n  - name: Origin\n  - name: Value\nrows:\n"
        f"  - label: ask4\n    answers: [{words('re4', 12)}, {words('re5', 12)}]\n"
    ),
    "questions.yaml": (
        "questions:\n"
        f"  - text: ask6\n    skill: Sourcing\n    lines: 1\n    answer: {words('re6', 10)}\n"
        f"  - text: ask7\n    lines: 4\n    answer: {words('re7', 150)}\n"
        f"  - text: ask8\n    lines: 5\n    answer: {words('re8', 250)}\n"
        "outline:\n  prompt: Plan it.\n  parts:\n"
        f"    - label: ask9\n      lines: 2\n      answer: {words('re9', 60)}\n"
    ),
    "quiz.yaml": (
        "items:\n"
        "  - text: Choose one.\n    choices: [left, right]\n    answer: right\n"
        "  - text: Match them.\n    pairs:\n      - left: one\n        right: uno\n      - left: two\n        right: due\n"
        f"  - text: ask10\n    lines: 2\n    answer: {words('re10', 40)}\n"
        "  - text: Last.\n    lines: 1\n    answer: Over.\n"
    ),
}


def events(count: int) -> list[dict[str, str]]:
    """Events of all kinds of dates, some close together, each with a word of its own: ev000, ev001, …"""
    forms = (
        "{y}",
        "{y}-{m:02}",
        "{y}-{m:02}-{d:02}",
        "{y}/{z}",
        "{y}~",
        "{y}-{m:02}~",
        "{y}?",
        "{y}-{m:02}-{d:02}",
    )
    found = []
    for at in range(count):
        year = 1800 + at * at * 7 % 151
        date = forms[at % len(forms)].format(y=year, z=year + at % 5 + 1, m=at % 12 + 1, d=at % 28 + 1)
        found.append(
            {
                "date": date,
                "title": f"ev{at:03} {words('title', at % 6 + 1)}",
                "text": f"What happened then, {words('told', at % 9)}." if at % 3 else "",
                "importance": str(at % 3 + 1),
            }
        )
    return [{name: value for name, value in each.items() if value} for each in found]


def timeline(dated: list[dict[str, str]], **more: object) -> dict[str, str | bytes]:
    """A guide that is a timeline."""
    return {
        "guide.yaml": "title: Time\nessential_question: When was it?\n",
        "timeline.yaml": json.dumps({"events": dated, **more}, ensure_ascii=False),
    }


BEFORE_OUR_ERA = [
    {"date": "-0753", "title": "ev000 The city is founded"},
    {"date": "-0509~", "title": "ev001 The last king leaves", "text": "The date is tradition."},
    {"date": "-0264/-0241", "title": "ev002 A war at sea"},
    {"date": "-0044-03-15", "title": "ev003 The dictator is killed", "importance": "3"},
    {"date": "-0027/0014", "title": "ev004 The first emperor"},
    {"date": "0064-07", "title": "ev005 The city burns"},
]
