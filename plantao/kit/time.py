"""The clock, the provider's days, and the wire's date formats (contract data_model.md §4.6, §4.7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from math import floor
from typing import NamedTuple
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Answers the current instant, aware and in UTC."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
END_OF_DAY = time(23, 59, 59, 999_999, fold=1)


class Zone:
    """The provider's time zone; `configure` once, when the application starts."""

    name = "America/Sao_Paulo"
    info = ZoneInfo(name)

    @classmethod
    def configure(cls, name: str) -> None:
        """Make `name` the zone of every local rendering and day boundary."""
        cls.name, cls.info = name, ZoneInfo(name)


def real_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def frozen_clock(instant: datetime) -> Clock:
    """A clock that always answers `instant` (naive: the provider's wall time)."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=Zone.info)
    fixed = aware.astimezone(UTC)
    return lambda: fixed


def to_micros(instant: datetime) -> int:
    """Microseconds since the epoch; a naive datetime is a bug."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime does not enter the database")
    return (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant `micros` microseconds after the epoch."""
    return EPOCH + timedelta(microseconds=micros)


def local(instant: datetime) -> datetime:
    """The same instant on the provider's wall clock."""
    return instant.astimezone(Zone.info)


def instant_of(day: date, at: time = time()) -> datetime:
    """The UTC instant of a wall time of the provider; the last one there is, for a day beyond it."""
    try:
        return datetime.combine(day, at, tzinfo=Zone.info).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if day.year > 1 else datetime.min.replace(tzinfo=UTC)


def data_br(instant: datetime) -> str:
    """`16/11/2018`."""
    d = local(instant)
    return f"{d.day:02}/{d.month:02}/{d.year:04}"


def data_hora_br(instant: datetime) -> str:
    """`16/11/2018 10:58:21`."""
    d = local(instant)
    return f"{d.day:02}/{d.month:02}/{d.year:04} {d.hour:02}:{d.minute:02}:{d.second:02}"


def data_minuto_br(instant: datetime) -> str:
    """`16/11/2018 10:58`, the wire's `*_br`."""
    return data_hora_br(instant)[:16]


def data_hora(instant: datetime) -> str:
    """`2018-11-16 10:58:21`."""
    d = local(instant)
    return f"{d.year:04}-{d.month:02}-{d.day:02} {d.hour:02}:{d.minute:02}:{d.second:02}"


def timestamp(instant: datetime) -> int:
    """Milliseconds since the epoch of the instant's whole second, the wire's `*_timestamp`."""
    return floor(instant.timestamp()) * 1000


class Impressa(NamedTuple):
    """One instant as the raw and the listed ticket print it: `*`, `*_br` and `*_timestamp`."""

    data_hora: str | None
    br: str | None
    timestamp: int | None


def impressa(instant: datetime) -> Impressa:
    """The three spellings of an instant, with one look at the wall clock."""
    texto = data_hora(instant)
    return Impressa(texto, f"{texto[8:10]}/{texto[5:7]}/{texto[:4]} {texto[11:16]}", timestamp(instant))
