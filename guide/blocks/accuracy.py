"""Accuracy notes: what is contested, where the sources disagree, what not to teach."""

from __future__ import annotations

from pydantic import Field

from guide.model import Block, Kind, Model, Passage, Prose


class Claim(Model):
    """`claim` is what is often said, `status` one word for it, `finding` what the evidence allows."""

    claim: Prose
    status: str = "contested"
    finding: Passage
    teach: Prose | None = None


class Accuracy(Block):
    claims: tuple[Claim, ...] = Field(min_length=1)


KIND = Kind(
    "accuracy",
    Accuracy,
    order=50,
    files=("accuracy.yaml", "accuracy.csv"),
    rows="claims",
    for_teachers=True,
    joins=True,
)
