"""The ticket's deadline: the evidence of data_model.md §4.2-§4.5, and what holds for every ticket."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plantao.atendimento.prazo import AMARELO, LARANJA, VERDE, VERMELHO, cor, prazo, tempo

OPENED = datetime(2026, 1, 15, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

instants = st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
limits = st.none() | st.integers(0, 100_000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}-03:00")


@pytest.mark.parametrize(
    ("opened", "seen", "minutes"),
    [
        ("2020-03-05 14:52:00", "2020-03-11 09:56:10", 8344),
        ("2019-02-26 16:31:24", "2024-04-23 15:34:10", 2711462),
        ("2026-01-15 09:00:00", "2026-01-15 09:00:59", 0),
        ("2026-01-15 09:00:00", "2026-01-15 09:01:00", 1),
        ("2026-01-15 09:00:00", "2026-01-15 08:00:00", 0),
    ],
)
def test_minutes_open(opened: str, seen: str, minutes: int) -> None:
    """§4.2; closed tickets stand still at their closing."""
    much_later = at(seen) + timedelta(days=900)

    assert prazo(at(opened), None, 60, at(seen)).minutos_em_aberto == minutes
    assert prazo(at(opened), at(seen), 60, much_later).minutos_em_aberto == minutes


@pytest.mark.parametrize(
    ("minutes", "left"),
    [
        (8344, "-138h 4min"),
        (61486, "-1023h 46min"),
        (30126, "-501h 6min"),
        (30154, "-501h 34min"),
        (5945, "-98h 5min"),
        (6171, "-101h 51min"),
        (2711462, "-45190h 2min"),
        (0, "1h 0min"),
        (1, "59min"),
        (30, "30min"),
        (59, "1min"),
        (60, "0min"),
        (61, "-1min"),
        (94, "-34min"),
        (120, "-1h 0min"),
    ],
)
def test_time_left_of_an_hour(minutes: int, left: str) -> None:
    """§4.3."""
    assert prazo(OPENED, None, 60, OPENED + minutes * MINUTE).tempo_restante == left


@pytest.mark.parametrize(
    ("limit", "minutes", "left", "percent", "color"),
    [
        (60, 0, "1h 0min", 100, VERDE),
        (60, 29, "31min", 51, VERDE),
        (60, 30, "30min", 50, AMARELO),
        (60, 44, "16min", 26, AMARELO),
        (60, 45, "15min", 25, LARANJA),
        (60, 59, "1min", 1, LARANJA),
        (60, 60, "0min", 0, VERMELHO),
        (60, 8344, "-138h 4min", 0, VERMELHO),
        (240, 120, "2h 0min", 50, AMARELO),
        (1440, 1439, "1min", 0, VERMELHO),
        (1, 0, "1min", 100, VERDE),
        (0, 0, "0min", 0, VERMELHO),
        (0, 5, "-5min", 0, VERMELHO),
        (None, 0, "0min", 0, VERMELHO),
        (None, 8344, "0min", 0, VERMELHO),
    ],
)
def test_per_cent_and_colour(limit: int | None, minutes: int, left: str, percent: int, color: str) -> None:
    """§4.4 and §4.5; without a type, as without any time."""
    found = prazo(OPENED, None, limit, OPENED + minutes * MINUTE)

    assert found == (minutes, left, percent, color)


def test_the_words_of_the_colours() -> None:
    assert (VERMELHO, LARANJA, AMARELO, VERDE) == (
        "white-fg md-red-bg",
        "white-fg md-orange-bg",
        "black-fg md-amber-bg",
        "white-fg md-green-bg",
    )
    expected = [VERMELHO] + [LARANJA] * 25 + [AMARELO] * 25 + [VERDE] * 50
    assert [cor(percent) for percent in range(101)] == expected


@given(opened=instants, closed=st.none() | instants, now=instants, limit=limits)
@example(opened=OPENED, closed=None, now=OPENED - timedelta(microseconds=1), limit=60)
def test_what_always_holds(opened: datetime, closed: datetime | None, now: datetime, limit: int | None) -> None:
    found = prazo(opened, closed, limit, now)
    end = closed or now

    assert found.minutos_em_aberto == max(0, (end - opened) // MINUTE)
    assert 0 <= found.percentual_tempo_restante <= 100
    assert found.percentual_color_class == cor(found.percentual_tempo_restante)
    if limit is None:
        assert found.tempo_restante == "0min"
    else:
        left = limit - found.minutos_em_aberto
        assert found.tempo_restante == tempo(left)
        assert (found.percentual_tempo_restante > 0) == (limit > 0 and 100 * left >= limit)
    if closed:
        assert prazo(opened, closed, limit, now + timedelta(days=1)) == found


@given(st.integers(-10_000_000, 10_000_000))
def test_a_time_says_its_minutes(minutes: int) -> None:
    found = re.fullmatch(r"(-?)(?:([1-9][0-9]*)h )?([0-9]{1,2})min", tempo(minutes))

    assert found
    sign, hours, rest = found.groups()
    assert int(rest) < 60
    assert (-1 if sign else 1) * (int(hours or 0) * 60 + int(rest)) == minutes
