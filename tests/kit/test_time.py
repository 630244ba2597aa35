"""The clock and what is printed of it: as zoneinfo says, also where Brazilian summer time begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plantao.kit.time import (
    END_OF_DAY,
    EPOCH,
    Zone,
    data_br,
    data_hora,
    data_hora_br,
    data_minuto_br,
    from_micros,
    frozen_clock,
    impressa,
    instant_of,
    local,
    real_clock,
    timestamp,
    to_micros,
)

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
SECOND = timedelta(seconds=1)

# Where São Paulo's clocks were put forward (03:00 UTC) and back (02:00 UTC).
EDGES = [
    datetime(2017, 10, 15, 3, tzinfo=UTC),
    datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2018, 11, 4, 3, tzinfo=UTC),
    datetime(2019, 2, 17, 2, tzinfo=UTC),
]

instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
near_edges = st.builds(
    lambda edge, seconds: edge + timedelta(seconds=seconds), st.sampled_from(EDGES), st.integers(-7200, 7200)
)


@given(instants | near_edges)
@example(EDGES[0] - timedelta(microseconds=1))
@example(EDGES[3] - timedelta(microseconds=1))
@example(datetime(1913, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
@example(EPOCH - timedelta(microseconds=1))
@example(EPOCH)
def test_every_printing_agrees_with_zoneinfo(instant: datetime) -> None:
    there = instant.astimezone(SAO_PAULO)

    assert local(instant).astimezone(UTC) == instant
    assert local(instant).utcoffset() == there.utcoffset()
    assert data_br(instant) == there.strftime("%d/%m/%Y")
    assert data_hora_br(instant) == there.strftime("%d/%m/%Y %H:%M:%S")
    assert data_minuto_br(instant) == there.strftime("%d/%m/%Y %H:%M")
    assert data_hora(instant) == there.strftime("%Y-%m-%d %H:%M:%S")
    assert timestamp(instant) == (instant - EPOCH) // SECOND * 1000
    assert impressa(instant) == (data_hora(instant), data_minuto_br(instant), timestamp(instant))


@given(instants, st.integers(-14, 14))
def test_the_zone_an_instant_comes_in_changes_nothing(instant: datetime, hours: int) -> None:
    elsewhere = instant.astimezone(timezone(timedelta(hours=hours)))

    assert data_hora(elsewhere) == data_hora(instant)
    assert impressa(elsewhere) == impressa(instant)
    assert to_micros(elsewhere) == to_micros(instant)


@given(instants | near_edges)
def test_microseconds_there_and_back(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant


@given(st.dates(date(1900, 1, 2), date(2100, 12, 30)))
@example(date(2018, 11, 4))
@example(date(2019, 2, 17))
def test_days_follow_each_other_without_a_gap(day: date) -> None:
    """Also the day that has 23 hours, and begins at one o'clock."""
    begins, ends = instant_of(day), instant_of(day, END_OF_DAY)

    assert ends + timedelta(microseconds=1) == instant_of(day + timedelta(days=1))
    assert local(begins).date() == day == local(ends).date()


@pytest.mark.parametrize(("day", "hours"), [(date(2018, 11, 4), 23), (date(2019, 2, 16), 25), (date(2026, 1, 15), 24)])
def test_hours_of_a_day(day: date, hours: int) -> None:
    assert instant_of(day + timedelta(days=1)) - instant_of(day) == timedelta(hours=hours)


def test_the_ends_of_the_calendar_are_instants() -> None:
    assert instant_of(date.max, time.max) == datetime.max.replace(tzinfo=UTC)
    assert instant_of(date.min).year == 1


def test_a_naive_datetime_does_not_enter_the_database() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_micros(datetime(2026, 1, 15))  # noqa: DTZ001


def test_clocks() -> None:
    assert real_clock().utcoffset() == timedelta(0)
    frozen = frozen_clock(datetime(2026, 1, 15, 9))  # noqa: DTZ001 - the provider's wall time
    assert frozen() == frozen() == datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert frozen_clock(datetime(2026, 1, 15, 9, tzinfo=UTC))() == datetime(2026, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def in_recife() -> Iterator[None]:
    before = Zone.name
    Zone.configure("America/Recife")
    yield
    Zone.configure(before)


@pytest.mark.usefixtures("in_recife")
def test_a_provider_elsewhere_has_its_own_days() -> None:
    """2018-11-16 10:58:21 is another instant in each of the two zones (data_model.md §4.7)."""
    assert data_hora(from_micros(1_542_376_701_000_000)) == "2018-11-16 10:58:21"
    assert instant_of(date(2018, 11, 16), time(10, 58, 21)) == from_micros(1_542_376_701_000_000)
    Zone.configure("America/Sao_Paulo")
    assert data_hora(from_micros(1_542_373_101_000_000)) == "2018-11-16 10:58:21"


@pytest.mark.parametrize(
    ("instant", "printed", "milliseconds"),
    [
        ("2020-03-05T14:52:00-03:00", "2020-03-05 14:52:00", 1583430720000),
        ("2020-03-11T09:56:10-03:00", "2020-03-11 09:56:10", 1583931370000),
        ("2022-12-29T18:08:33-03:00", "2022-12-29 18:08:33", 1672348113000),
        ("2023-02-10T10:55:11-03:00", "2023-02-10 10:55:11", 1676037311000),
        ("2021-04-15T13:24:14-03:00", "2021-04-15 13:24:14", 1618503854000),
        ("2021-04-15T09:38:23-03:00", "2021-04-15 09:38:23", 1618490303000),
        ("2022-08-04T15:45:57-03:00", "2022-08-04 15:45:57", 1659638757000),
        ("2024-04-23T15:34:10-03:00", "2024-04-23 15:34:10", 1713897250000),
        ("2019-02-26T16:31:24-03:00", "2019-02-26 16:31:24", 1551209484000),
    ],
)
def test_the_evidence_of_the_contract(instant: str, printed: str, milliseconds: int) -> None:
    """data_model.md §4.7."""
    found = datetime.fromisoformat(instant)

    assert (data_hora(found), timestamp(found)) == (printed, milliseconds)
