"""What was rung beside what was shown: how late, and what was lost, doubled or stuck."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

STUCK_SECONDS = 2.0
"""A window nobody used has to be gone this long after its cancel."""


@dataclass(slots=True)
class Call:
    """A call as the exchange tells it, in seconds since 1970; one that is `overtaken` was withdrawn before it rang."""

    telephone: str
    desk: int
    browser: bool = False
    overtaken: bool = False
    rang: float = 0.0
    withdrawn: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """A window as a desk showed it; None while it is open."""

    telephone: str
    desk: int
    opened: float
    closed: float | None


@dataclass(slots=True)
class Tally:
    """Of some calls: how late each window came, in milliseconds, and what went wrong."""

    calls: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    late: list[float] = field(default_factory=list)


def tally(calls: Sequence[Call], windows: Iterable[Window]) -> Tally:
    """A window is owed to each call that was not overtaken, one, at the desk it rang at; any other is one too many."""
    shown: dict[str, list[Window]] = defaultdict(list)
    for window in windows:
        shown[window.telephone].append(window)
    found = Tally(calls=len(calls))
    for call in calls:
        its = sorted(shown[call.telephone], key=lambda window: window.opened)
        here = [window for window in its if window.desk == call.desk]
        owed = 0 if call.overtaken else 1
        found.lost += owed > len(here)
        found.doubled += max(0, len(its) - min(owed, len(here)))
        found.stuck += sum(_stuck(window, call) for window in its)
        if owed and here:
            found.late.append((here[0].opened - call.rang) * 1000)
    return found


def _stuck(window: Window, call: Call) -> bool:
    over = max(call.rang, call.withdrawn)
    return window.closed is None or window.closed > over + STUCK_SECONDS


def percentile(values: Iterable[float], percent: float) -> float:
    """The least value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]
