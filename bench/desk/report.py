"""The figures of the desk as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.desk.lists import Listed
from bench.desk.tally import Tally, percentile
from bench.desk.visit import Visit
from bench.report import grid

GOAL_RING, GOAL_CLICK = "p95 300, p99 800", "p95 400"
GOAL_LIST, GOAL_VISIT = "150", 95.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk on one database; `cpu` is the server's share of a core, `left` the windows open at the end."""

    database: str
    browsers: Tally
    others: Tally
    clicks: list[float]
    cpu: float | None
    left: int
    visits: dict[str, Visit]
    lists: list[Listed]

    def latencies(self) -> list[list[str]]:
        return [
            self._line("ring to painted window", self.browsers.late, GOAL_RING),
            self._line("ring to event, the other desks", self.others.late, ""),
            self._line("click to painted protocolo", self.clicks, GOAL_CLICK),
        ]

    def _line(self, name: str, late: list[float], goal: str) -> list[str]:
        ranks = [f"{percentile(late, percent):.0f}" for percent in (50, 95, 99, 100)]
        return [f"{self.database}, {name}", str(len(late)), *ranks, goal]

    def counts(self) -> list[str]:
        both = (self.browsers, self.others)
        sums = [str(sum(getattr(one, name) for one in both)) for name in ("calls", "lost", "doubled", "stuck")]
        cpu = "?" if self.cpu is None else f"{self.cpu:.0%}"
        return [self.database, *sums, str(self.left), cpu]

    def pages(self) -> list[list[str]]:
        return [
            [
                f"{self.database}, {one.name}",
                *(f"{percentile(one.took, percent):.0f}" for percent in (50, 95)),
                GOAL_LIST,
                f"{one.size / 1000:.0f}",
            ]
            for one in self.lists
        ]

    def visited(self) -> list[list[str]]:
        """Of each kind of answer how many came, and the KB of each visit."""
        one, *_ = self.visits.values()
        kinds = sorted(one, key=lambda kind: -one[kind][1])
        return [*(self._came(kind, [kind], "") for kind in kinds), self._came("all", kinds, f"{GOAL_VISIT:g}")]

    def _came(self, name: str, kinds: Sequence[str], goal: str) -> list[str]:
        answers = max(sum(visit[kind][0] for kind in kinds) for visit in self.visits.values())
        sizes = [sum(visit[kind][1] for kind in kinds) for visit in self.visits.values()]
        return [name, str(answers), *(f"{size / 1000:.1f}" for size in sizes), goal]


def tables(figures: Sequence[Figures]) -> str:
    """Latencies, what went wrong, lists, and one first visit: it does not depend on the database."""
    late = grid(
        [("", "measured", "p50 ms", "p95 ms", "p99 ms", "max ms", "goal"), *_all(f.latencies() for f in figures)]
    )
    counts = [
        ("", "calls", "lost", "doubled", "stuck", "open at the end", "server CPU"),
        *(f.counts() for f in figures),
    ]
    lists = grid([("", "p50 ms", "p95 ms", "goal", "KB"), *_all(f.pages() for f in figures)])
    ways = (f"KB, {name}" for name in figures[0].visits)
    visit = grid([("first visit", "answers", *ways, "goal"), *figures[0].visited()])
    return "\n\n".join([late, grid(counts), lists, visit])


def _all(parts: Iterable[list[list[str]]]) -> list[list[str]]:
    return [row for part in parts for row in part]
