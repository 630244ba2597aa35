"""What the bench of the desk says was lost, doubled or stuck (bench/desk/tally.py), and how late."""

from __future__ import annotations

import pytest

from bench.desk.report import Figures
from bench.desk.tally import STUCK_SECONDS, Call, Tally, Window, percentile, tally
from bench.desk.visit import kind

DESK, OTHER = 60_001, 60_002
CALL = Call("37980000001", DESK, rang=100.0, withdrawn=103.0)
OVERTAKEN = Call("37980000001", DESK, overtaken=True, rang=100.0, withdrawn=99.0)


def window(opened: float = 100.25, closed: float | None = 103.1, desk: int = DESK) -> Window:
    return Window(CALL.telephone, desk, opened, closed)


def counted(call: Call, *windows: Window) -> tuple[int, int, int]:
    found = tally([call], windows)
    return found.lost, found.doubled, found.stuck


def test_a_window_that_opened_and_closed_counts_only_its_time() -> None:
    found = tally([CALL], [window()])

    assert found == Tally(calls=1, late=[250.0])


@pytest.mark.parametrize(
    ("windows", "lost", "doubled", "stuck"),
    [
        ([], 1, 0, 0),
        ([window(), window(opened=101.0)], 0, 1, 0),
        ([window(), window(desk=OTHER)], 0, 1, 0),
        ([window(desk=OTHER)], 1, 1, 0),
        ([window(closed=None)], 0, 0, 1),
        ([window(closed=103.0 + STUCK_SECONDS)], 0, 0, 0),
        ([window(closed=103.5 + STUCK_SECONDS)], 0, 0, 1),
        ([window(), window(opened=101.0, closed=None)], 0, 1, 1),
    ],
)
def test_what_goes_wrong_is_counted(windows: list[Window], lost: int, doubled: int, stuck: int) -> None:
    assert counted(CALL, *windows) == (lost, doubled, stuck)


def test_a_call_that_was_withdrawn_before_it_rang_is_owed_no_window() -> None:
    assert counted(OVERTAKEN) == (0, 0, 0)
    assert counted(OVERTAKEN, window(closed=101.0)) == (0, 1, 0)
    assert counted(OVERTAKEN, window(closed=None)) == (0, 1, 1)


def test_windows_of_other_calls_are_not_counted() -> None:
    stranger = Window("31970000001", DESK, 100.1, None)

    assert tally([CALL], [window(), stranger]) == Tally(calls=1, late=[250.0])


def test_a_doubled_window_is_as_late_as_the_first() -> None:
    assert tally([CALL], [window(opened=101.0), window()]).late == [250.0]


@pytest.mark.parametrize(("percent", "value"), [(0, 1.0), (50, 50.0), (95, 95.0), (99, 99.0), (100, 100.0)])
def test_percentiles_are_values_that_were_measured(percent: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value


def test_an_answer_is_of_a_kind_by_its_address() -> None:
    paths = ("/estatico/abc/plantao.css", "/estatico/abc/inter.woff2", "/ao-vivo?usuario=1", "/fila", "/entrar?volta=/")

    assert [kind(path) for path in paths] == ["style", "font", "live", "pages", "pages"]


def test_both_visits_stand_side_by_side() -> None:
    visits = {"brotli": {"style": (1, 900), "scripts": (2, 1800)}, "gzip": {"style": (1, 1000), "scripts": (2, 2100)}}
    figures = Figures("SQLite", Tally(), Tally(), [], None, 0, visits, [])

    assert figures.visited() == [
        ["scripts", "2", "1.8", "2.1", ""],
        ["style", "1", "0.9", "1.0", ""],
        ["all", "3", "2.7", "3.1", "95"],
    ]
