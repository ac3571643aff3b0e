"""Geometry of the charts drawn here: sparkline, interval, heat, funnel. Colours are classes of the style sheet."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from caseapp.dashboards.rules import funnel_limits

SPARK_WIDTH, SPARK_HEIGHT = 92.0, 26.0
INTERVAL_WIDTH = 168.0
CELL_WIDTH, CELL_HEIGHT, HEAT_LEFT, HEAT_TOP = 38, 26, 44, 44
HEAT_STEPS = 5
FUNNEL_WIDTH, FUNNEL_HEIGHT = 368, 320
FUNNEL_LEFT, FUNNEL_RIGHT, FUNNEL_TOP, FUNNEL_BOTTOM = 40, 356, 12, 284
FUNNEL_STEPS, LABEL_SIDE, TICKS = 60, 0.62, 5
LABEL_HEIGHT = 14
TAIL_998, TAIL_95 = 0.001, 0.025


@dataclass(frozen=True)
class Spark:
    """A line of the full months and a dotted piece to the unfinished last one."""

    path: str
    part: str
    x: float
    y: float


def spark(values: tuple[int, ...]) -> Spark:
    """The sparkline of monthly counts, oldest first; the last month is unfinished."""
    most = max(values, default=0) or 1
    step = (SPARK_WIDTH - 6) / max(len(values) - 1, 1)
    points = [
        (3 + place * step, SPARK_HEIGHT - 4 - (SPARK_HEIGHT - 8) * value / most)
        for place, value in enumerate(values)
    ]
    told = [f"{x:.1f} {y:.1f}" for x, y in points]
    return Spark("M" + " L".join(told[:-1]), f"M{told[-2]} L{told[-1]}" if len(told) > 1 else "", *points[-1])


@dataclass(frozen=True)
class Band:
    """An interval on a common scale."""

    x: float
    width: float
    point: float
    reference: float


def band(low: float, rate: float, high: float, reference: float, most: float) -> Band:
    """Where the interval stands on a scale from 0 to `most`."""
    scale = INTERVAL_WIDTH / (most or 1)
    return Band(
        low * scale, max((min(high, most) - low) * scale, 2), rate * scale, min(reference, most) * scale
    )


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday."""

    x: int
    y: int
    hour: int
    weekday: int
    count: int
    step: int

    @property
    def is_dark(self) -> bool:
        return self.step >= HEAT_STEPS - 1


def cells(heat: list[list[tuple[int, int]]], most: int) -> list[Cell]:
    """Cells of the heat map; steps 0 to 5 by share of the highest count."""
    return [
        Cell(
            HEAT_LEFT + column * CELL_WIDTH,
            HEAT_TOP + day * CELL_HEIGHT,
            hour,
            day + 1,
            count,
            -(-count * HEAT_STEPS // most) if most else 0,
        )
        for day, row in enumerate(heat)
        for column, (hour, count) in enumerate(row)
    ]


@dataclass(frozen=True)
class FunnelPoint:
    """One lender: `side` is above or below (outside 99.8 %), high or low (outside 95 %), or inside."""

    name: str
    x: float
    y: float
    side: str
    is_labelled: bool = False

    @property
    def label_left(self) -> bool:
        """Whether the label stands left of the mark, so that it stays inside the drawing."""
        return self.x > FUNNEL_LEFT + LABEL_SIDE * (FUNNEL_RIGHT - FUNNEL_LEFT)

    @property
    def corners(self) -> str:
        """A diamond above, a triangle below."""
        x, y = self.x, self.y
        if self.side in {"above", "high"}:
            return f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y:.1f} {x:.1f},{y + 5:.1f} {x - 5:.1f},{y:.1f}"
        return f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y + 4:.1f} {x - 5:.1f},{y + 4:.1f}"


@dataclass(frozen=True)
class Funnel:
    """Rates by number of clients, with the limits of chance around the rate of all."""

    points: list[FunnelPoint]
    outer: str
    inner: str
    mean: float
    x_ticks: list[tuple[float, float]]
    y_ticks: list[tuple[float, float]]

    def _names(self, side: str) -> list[str]:
        return [point.name for point in self.points if point.side == side]

    @property
    def above(self) -> list[str]:
        """Names of lenders above the 99.8 % limit."""
        return self._names("above")

    @property
    def high(self) -> list[str]:
        """Names of lenders above the 95 % limit only."""
        return self._names("high")

    @property
    def below(self) -> list[str]:
        """Names of lenders below the 99.8 % limit."""
        return self._names("below")

    @property
    def low(self) -> list[str]:
        """Names of lenders below the 95 % limit only."""
        return self._names("low")


def funnel(figures: Sequence[tuple[str, int, float]], rate: float) -> Funnel | None:
    """The funnel of (name, clients, rate) around the rate of all; None where there is nothing to compare."""
    if not figures or rate <= 0:
        return None
    most_clients = _round_up(max(clients for _, clients, _ in figures))
    most_rate = _round_up(max(rate * 2, *(own for _, _, own in figures)))

    def x(clients: float) -> float:
        return FUNNEL_LEFT + (FUNNEL_RIGHT - FUNNEL_LEFT) * clients / most_clients

    def y(own: float) -> float:
        return FUNNEL_BOTTOM - (FUNNEL_BOTTOM - FUNNEL_TOP) * min(own, most_rate) / most_rate

    def curves(tail: float) -> str:
        exposures = [most_clients * (step / FUNNEL_STEPS) ** 2 for step in range(4, FUNNEL_STEPS + 1)]
        limits = [funnel_limits(rate, exposure, tail) for exposure in exposures]
        sides = (
            [(x(e), y(limit[side])) for e, limit in zip(exposures, limits, strict=True)] for side in (0, 1)
        )
        return " ".join("M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in side) for side in sides)

    points = [
        FunnelPoint(name, x(clients), y(own), _side(own, rate, clients)) for name, clients, own in figures
    ]
    return Funnel(
        points, curves(TAIL_998), curves(TAIL_95), y(rate),
        [(value, x(value)) for value in _ticks(most_clients)], [(value, y(value)) for value in _ticks(most_rate)],
    )  # fmt: skip


def _labelled(points: list[FunnelPoint], mean: float) -> list[FunnelPoint]:
    """Names for those outside 99.8 %, the farthest first, where no other name stands in the way."""
    chosen: list[FunnelPoint] = []
    for point in sorted(points, key=lambda one: -abs(one.y - mean)):
        is_free = all(abs(point.y - other.y) > LABEL_HEIGHT for other in chosen)
        chosen += [point] if point.side in {"above", "below"} and is_free else []
    return [replace(point, is_labelled=point in chosen) for point in points]


def _side(own: float, rate: float, clients: int) -> str:
    for tail, above, below in ((TAIL_998, "above", "below"), (TAIL_95, "high", "low")):
        low, high = funnel_limits(rate, clients, tail)
        if own > high:
            return above
        if own < low:
            return below
    return "inside"


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten, so that the ticks are round."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= value)


def _ticks(most: float) -> Iterator[float]:
    for step in range(TICKS + 1):
        yield most * step / TICKS
