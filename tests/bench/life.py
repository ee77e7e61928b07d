"""What a process that makes many packets holds: `python -m bench.life 500`, in MiB, each time that 20 more are made.

The guides differ in language, blocks and words, and the packets in edition and paper: what grows with equal
guides is little of what can grow.
"""

from __future__ import annotations

import ctypes
import gc
import random
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from guide.build import make
from guide.editions import editions

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéßñ"


def write_guide(folder: Path, dice: random.Random) -> None:
    def words(count: int) -> str:
        return " ".join("".join(dice.choices(LETTERS, k=dice.randint(3, 9))) for _ in range(count))

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    language = dice.choice(["en", "de", "fr", "es", "pl"])
    front = f"title: {words(2)}\nessential_question: {words(4)}?\nlanguage: {language}\n"
    (folder / "guide.yaml").write_text(front, "utf-8")
    paragraphs = (
        f"{words(dice.randint(10, 80))} *{words(1)}* **{words(1)}**" for _ in range(dice.randint(1, 4))
    )
    (folder / "background.md").write_text("\n\n".join(paragraphs) + "\n", "utf-8")
    name, row = dice.choice(
        [
            ("timeline.yaml", lambda: f"- date: '{dice.randint(1000, 2000)}'\n  title: {words(2)}\n"),
            ("questions.yaml", lambda: f"- text: {words(5)}?\n  answer: {words(1)}.\n"),
            ("glossary.yaml", lambda: f"- term: {words(1)}\n  meaning: {words(4)}.\n"),
            ("figures.yaml", lambda: f"- name: {words(1)}\n  role: {words(1)}\n"),
        ]
    )
    (folder / name).write_text("".join(row() for _ in range(dice.randint(2, 5))), "utf-8")


def held() -> float:
    """MiB that this process holds when all that was freed is given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def main(count: int) -> None:
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as place:
        for number in range(1, count + 1):
            write_guide(Path(place) / "guide", dice)
            wanted = (dice.choice(list(editions())), dice.choice(["letter", "a4"]))
            assert make(Path(place) / "guide", [wanted]).packets
            if number % 20 == 0:
                print(number, round(held(), 1), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
