"""Compares this program with a plain WeasyPrint pipeline, with Typst, and with Chromium where it is installed.

    make bench            all comparisons: medians, ratios, and bench.json
    python -m bench cold  some of them by name

Every comparison alternates its commands, so that a machine that slows down slows all of them. Of a command that
has workers, processor time and memory are those of its own process alone: compare its time by the clock.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.content import as_html, as_typst, content, write_guide
from bench.measure import Cost, median, run

PYTHON = sys.executable
HERE = Path(__file__).parent
Commands = dict[str, list[str]]


def ours(guide: Path, *options: str, again: bool = True) -> list[str]:
    """A build of a guide; `again` even where nothing has changed."""
    output = ["-o", str(guide.parent / "out"), "-q"]
    return [PYTHON, "-m", "guide", "build", str(guide), *output, *(["--again"] if again else []), *options]


def alone(guide: Path, *wanted: str) -> list[str]:
    """The same work in one process; a build's own workers are counted by nobody."""
    return [PYTHON, str(HERE / "alone.py"), str(guide), str(guide.parent / "alone"), *wanted]


def plain(*names: Path) -> list[str]:
    return [PYTHON, str(HERE / "plain.py"), *map(str, names)]


def typst(*names: Path) -> list[str]:
    """Each file compiled by a process of its own, one after the other, as its command would."""
    one = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[1] + '.pdf')"
    if len(names) == 1:
        return [PYTHON, "-c", one, str(names[0])]
    many = "import subprocess, sys\nfor name in sys.argv[2:]: subprocess.run([sys.executable, '-c', sys.argv[1], name], check=True)"
    return [PYTHON, "-c", many, one, *map(str, names)]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def cold(scratch: Path, seed: int, pages: int = 10) -> Commands:
    """The student edition of one guide, from nothing."""
    what = content(pages, seed)
    page, source = write(scratch, "plain.html", as_html(what)), write(scratch, "guide.typ", as_typst(what))
    commands = {
        "guide": alone(write_guide(what, scratch / "guide"), "student:letter"),
        "guide, with its workers": ours(scratch / "guide", "--edition", "student"),
        "plain WeasyPrint": plain(page),
    }
    if importlib.util.find_spec("typst"):
        commands["Typst"] = typst(source)
    if browser := shutil.which("chromium") or shutil.which("google-chrome"):
        target = f"--print-to-pdf={scratch / 'chromium.pdf'}"
        commands["Chromium"] = [browser, "--headless", "--no-sandbox", "--disable-gpu", target, page.as_uri()]
    return commands


def four_editions(scratch: Path, seed: int) -> Commands:
    """Student, teacher, large print and A4, against four plain pipelines one after the other."""
    what = content(10, seed)
    styles = ("", "", "body { font-size: 18pt; line-height: 25pt }", "@page { size: A4 }")
    pages = [plain(write(scratch, f"{at}.html", as_html(what, style))) for at, style in enumerate(styles)]
    four_packets = ("student:letter", "teacher:letter", "large-print:letter", "student:a4")
    guide = alone(write_guide(what, scratch / "guide"), *four_packets)
    four = f"import subprocess\nfor each in {pages!r}: subprocess.run(each, check=True)"
    return {"guide": guide, "plain WeasyPrint": [PYTHON, "-c", four]}


def nothing_to_do(scratch: Path, seed: int) -> Commands:
    """A second build without any change, of one guide and of fifty, against a cold compile with Typst."""
    many = scratch / "many"
    for number in range(50):
        write_guide(content(10, seed=number), many / f"guide-{number:02}")
    commands = cold(scratch, seed)
    found = {
        "guide": ours(scratch / "guide", "--edition", "student", again=False),
        "fifty guides": ours(many, "--edition", "student", again=False),
    }
    for command in found.values():
        run(command)
    return found | ({"Typst": commands["Typst"]} if "Typst" in commands else {})


def batch(scratch: Path, seed: int, count: int = 8) -> Commands:
    """Several guides over two processes, against a plain pool of two."""
    what = [content(10, seed=seed + number) for number in range(count)]
    pages = [write(scratch, f"{number}.html", as_html(each)) for number, each in enumerate(what)]
    for number, each in enumerate(what):
        write_guide(each, scratch / "guides" / f"guide-{number}")
    guide = ours(scratch / "guides", "--edition", "student", "--jobs", "2")
    return {"guide": guide, "plain WeasyPrint": plain(*pages)}


def class_set(scratch: Path, seed: int, count: int = 120) -> Commands:
    """Packets with 120 names: one print file of ours, against one compile a name with Typst."""
    what = content(10, seed)
    names = [f"Student Number {number}" for number in range(1, count + 1)]
    sources = [write(scratch, f"{number}.typ", as_typst(what, name)) for number, name in enumerate(names)]
    roster = write(
        scratch, "class.csv", "name,seat\n" + "".join(f"{name},{at}\n" for at, name in enumerate(names, 1))
    )
    guide = ours(write_guide(what, scratch / "guide"), "--edition", "student", "--roster", str(roster))
    return {"guide": guide} | ({"Typst": typst(*sources)} if importlib.util.find_spec("typst") else {})


def growth(scratch: Path, seed: int) -> Commands:
    """From 10 pages to 800, in time and in memory."""
    commands: Commands = {}
    for pages in (10, 50, 200, 800):
        folder = scratch / str(pages)
        folder.mkdir()
        both = cold(folder, seed, pages)
        commands[f"guide, {pages} pages"] = both["guide"]
        commands[f"plain WeasyPrint, {pages} pages"] = both["plain WeasyPrint"]
    return commands


COMPARISONS: dict[str, Callable[[Path, int], Commands]] = {
    "cold": cold,
    "four-editions": four_editions,
    "nothing-to-do": nothing_to_do,
    "batch": batch,
    "class-set": class_set,
    "growth": growth,
}
ONCE = {"growth", "class-set"}
ANEW = {"cold", "four-editions"}  # with other words in each round: some suit one program, some another


def compare(name: str, rounds: int) -> dict[str, Cost]:
    """The median cost of each command of a comparison, run in turns."""
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(1 if name in ONCE else rounds):
            if number == 0 or name in ANEW:
                folder = Path(scratch) / str(number)
                folder.mkdir()
                commands = COMPARISONS[name](folder, number)
            for each, command in commands.items():
                costs.setdefault(each, []).append(run(command))
    return {each: median(found) for each, found in costs.items()}


def edit(rounds: int, pages: int = 10) -> dict[str, Cost]:
    """A whole guide and one changed word, in a process that stays, and the same guide in a plain pipeline that does."""
    found: dict[str, list[Cost]] = {}
    for number in range(rounds):
        for module in ("bench.edit", "bench.stays"):
            command = [PYTHON, "-m", module, str(pages), str(number)]
            told = subprocess.run(command, check=True, capture_output=True, cwd=HERE.parent)
            for name, cost in json.loads(told.stdout).items():
                found.setdefault(name, []).append(Cost(*cost, 0))
    return {name: median(costs) for name, costs in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", default=[*COMPARISONS, "edit"], help=", ".join([*COMPARISONS, "edit"])
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", type=Path, default=Path("bench.json"))
    wanted = parser.parse_args()
    report: dict[str, object] = {}
    for name in wanted.names:
        print(f"\n{name}")
        costs = edit(wanted.rounds) if name == "edit" else compare(name, wanted.rounds)
        report[name] = {each: asdict(cost) for each, cost in costs.items()}
        first = next(iter(costs.values()))
        print(f"  {'':28} {'wall s':>8} {'cpu s':>8} {'MiB':>8}   first/this: wall   cpu")
        for each, cost in costs.items():
            ratios = f"{first.wall / cost.wall:16.2f} {first.cpu / cost.cpu:5.2f}"
            print(f"  {each:28} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.memory:8.0f} {ratios}")
    wanted.output.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
