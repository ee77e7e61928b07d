"""Labels beside a scale: pushed apart so that none overlaps, in order, as near to their places as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

_NEAR = 0.12  # of a run: how far a cut may be moved to a wide break


@dataclass(frozen=True)
class Box:
    """A label that wants its `anchor` (mm below its own top) at `wanted`, and is `height` mm high."""

    wanted: float
    height: float
    anchor: float = 0.0


def place(boxes: Sequence[Box], room: float, gap: float) -> list[float] | None:
    """The top of each box, in the given order, or None where they do not fit into the room.

    Of all ways to stack the boxes without overlap, this is the one with the least sum of squared
    distances from where they want to be: isotonic regression by pooling adjacent violators
    (Ayer et al. 1955), after taking the heights above each box out of its wish.
    """
    total = sum(box.height for box in boxes) + gap * max(len(boxes) - 1, 0)
    if total > room + 1e-6:
        return None
    wishes, above = [], 0.0
    for box in boxes:
        wishes.append(box.wanted - box.anchor - above)
        above += box.height + gap
    pools: list[tuple[float, int]] = []  # (mean wish, how many)
    for wish in wishes:
        pools.append((wish, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, count), (other, others) = pools[-2:]
            pools[-2:] = [((mean * count + other * others) / (count + others), count + others)]
    free = room - total
    tops, above, at = [], 0.0, 0
    for mean, count in pools:
        for _ in range(count):
            tops.append(min(max(mean, 0.0), free) + above)
            above += boxes[at].height + gap
            at += 1
    return tops


def sides(boxes: Sequence[Box], room: float, gap: float) -> list[int] | None:
    """Left (0) or right (1) for each box, so that both sides fit; None where they cannot.

    A box goes to the side where it is pushed less; where both are free, to the other side than
    the box before it. If that overfills a side, the emptier side takes each box instead.
    """
    for choose in (_least_pushed, _emptier):
        chosen = choose(boxes, gap)
        stacks = [[box for box, side in zip(boxes, chosen, strict=True) if side == which] for which in (0, 1)]
        if all(sum(box.height for box in stack) + gap * max(len(stack) - 1, 0) <= room for stack in stacks):
            return chosen
    return None


def _least_pushed(boxes: Sequence[Box], gap: float) -> list[int]:
    bottoms = [-gap, -gap]
    chosen: list[int] = []
    for box in boxes:
        top = box.wanted - box.anchor
        pushed = [max(0.0, bottoms[side] + gap - top) for side in (0, 1)]
        other = 1 - chosen[-1] if chosen else 1
        side = other if abs(pushed[0] - pushed[1]) < 0.1 else int(pushed[1] < pushed[0])
        chosen.append(side)
        bottoms[side] = max(top, bottoms[side] + gap) + box.height
    return chosen


def _emptier(boxes: Sequence[Box], gap: float) -> list[int]:
    filled = [0.0, 0.0]
    chosen: list[int] = []
    for box in boxes:
        side = int(filled[1] <= filled[0])
        chosen.append(side)
        filled[side] += box.height + gap
    return chosen


def lanes(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """A lane for each (top, bottom), counted from 0, so that no two in one lane touch."""
    ends: list[float] = []
    chosen = [0] * len(spans)
    for span in sorted(range(len(spans)), key=lambda at: spans[at]):
        top, bottom = spans[span]
        lane = next((at for at, end in enumerate(ends) if end + gap <= top), len(ends))
        ends[lane : lane + 1] = [bottom]
        chosen[span] = lane
    return chosen


def chunks(heights: Sequence[float], breaks: Sequence[float], rooms: Sequence[float]) -> list[range]:
    """The items in as many runs as there are rooms, each as full as the others.

    `breaks[i]` is how wide the break before item i is: each cut is at the widest one nearby.
    """
    ends = list(accumulate(heights, initial=0.0))
    shares = list(accumulate(rooms))
    cuts = [0]
    for part, share in enumerate(shares[:-1], 1):
        wanted = ends[-1] * share / shares[-1]
        near = _NEAR * ends[-1] / len(rooms)
        last = len(heights) - (len(rooms) - part)  # so that something is left for each run to come
        possible = range(cuts[-1] + 1, last + 1)
        nearest = min(possible, key=lambda cut: abs(ends[cut] - wanted))
        nearby = (cut for cut in possible if cut == nearest or abs(ends[cut] - wanted) <= near)
        cuts.append(max(nearby, key=lambda cut: breaks[cut]))
    cuts.append(len(heights))
    return [range(start, end) for start, end in pairwise(cuts)]
