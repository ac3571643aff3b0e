"""Geometry of the small charts: sparkline, interval, heat. Colours are classes of the style sheet."""

from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT = 92.0, 26.0
INTERVAL_WIDTH = 168.0
CELL_WIDTH, CELL_HEIGHT, HEAT_LEFT, HEAT_TOP = 38, 26, 44, 44
HEAT_STEPS = 5


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
