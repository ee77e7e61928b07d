"""The class with its versions, and what its packets bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guide.classroom.copies import Original
from guide.classroom.deal import Version
from guide.classroom.order import Order
from guide.classroom.roster import Student
from guide.classroom.stamp import Ready, Stamp
from guide.deliver import Packet
from guide.model import Guide
from guide.paper import PAPERS
from guide.strings import Strings, strings


@dataclass(frozen=True)
class Copied:
    """A packet, ready to be stamped, and as the beginning of each student's own file."""

    packet: Packet
    ready: Ready
    original: Original


@dataclass(frozen=True)
class Class:
    """A class, and the versions that are dealt to it."""

    guide: Guide
    order: Order
    students: Sequence[Student]
    versions: Mapping[str, Version]
    seed: int

    @property
    def words(self) -> Strings:
        return strings(self.guide.info.language)

    @property
    def stem(self) -> str:
        sheet = f"-{self.order.sheet}" if self.order.sheet else ""
        return f"{self.guide.name}-class{sheet}{PAPERS[self.order.paper].suffix}"

    def code(self, student: Student) -> str:
        """What identifies a packet, for the code on its pages: no name is in it."""
        seat = student.seat or f"no. {student.number}"
        return "/".join(
            part for part in (self.guide.name[:24], student.class_, seat, student.version) if part
        )

    def told(self, version: str) -> str:
        """A sentence on the version: how it was dealt, unless it is the guide as it is written."""
        words = self.words["roster"]
        if version == next(iter(self.versions)):
            return f"{words['version'].format(letter=version)}."
        return str(words["dealt"].format(letter=version, seed=self.seed))

    def stamp(self, student: Student) -> Stamp:
        words, several = self.words["roster"], len(self.versions) > 1
        version = words["version"].format(letter=student.version) if several else ""
        seat = words["seat"].format(seat=student.seat) if student.seat else ""
        details = " · ".join(part for part in (student.class_, seat, version) if part)
        return Stamp(
            student.name,
            {what: value for what, value in student.printed.items() if what != "seat"},
            [part for part in (student.name, details) if part],
            student.version if several else "",
            self.code(student),
            f"{self.code(student)}. {self.told(student.version)}" if several else self.code(student),
        )
