"""The table, on the screen and between the markers of docs/desempenho.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.http import Load

DOCUMENT = Path(__file__).parent.parent / "docs" / "desempenho.md"
HEAD = ("", "limit/s", "HTTP/s", "ratio", "goal", "server CPU µs", "p50 ms", "p99 ms", "bytes")


@dataclass
class Figures:
    """One case on one database, round by round."""

    database: str
    case: str
    goal: float | None
    size: int
    limits: list[float]
    loads: list[Load]
    cpu: list[float]

    @property
    def limit(self) -> float:
        return median(self.limits)

    @property
    def http(self) -> float:
        return median(load.rate for load in self.loads)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: what disturbed one round disturbed both of its halves."""
        return median(load.rate / limit for load, limit in zip(self.loads, self.limits, strict=True))

    def cells(self) -> list[str]:
        cpu = f"{median(self.cpu) * 1e6:.0f}" if self.cpu else "?"
        latencies = [f"{median(getattr(load, name) for load in self.loads):.1f}" for name in ("p50", "p99")]
        goal = "" if self.goal is None else f"{self.goal:.2f}"
        rates = [f"{self.limit:.0f}", f"{self.http:.0f}", f"{self.ratio:.2f}"]
        return [f"{self.database} {self.case}", *rates, goal, cpu, *latencies, str(self.size)]


def table(figures: Sequence[Figures]) -> str:
    """One line a case."""
    return grid([HEAD, *(one.cells() for one in figures)])


def grid(rows: Sequence[Sequence[str]]) -> str:
    """A table, the head first, as Markdown, which is readable on a screen too."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def write(marker: str, text: str) -> None:
    """Put the figures of a part between the markers of that name."""
    begin, end = f"<!-- {marker}:begin -->", f"<!-- {marker}:end -->"
    before, _, rest = DOCUMENT.read_text().partition(begin)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}")
