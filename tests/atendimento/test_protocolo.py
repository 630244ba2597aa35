"""The number people write down (data_model.md §4.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.atendimento.protocolo import novo_protocolo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("now", "time"),
    [
        ("2022-08-04T15:43:32.049991-03:00", "20220804154332"),
        ("2022-12-29T18:08:33-03:00", "20221229180833"),
        ("2026-01-15T12:00:00+00:00", "20260115090000"),
        ("2018-11-16T10:58:21-02:00", "20181116105821"),
        ("2026-01-01T02:59:59.999999+00:00", "20251231235959"),
        ("2026-01-01T03:00:00+00:00", "20260101000000"),
    ],
)
def test_it_begins_with_the_time_in_sao_paulo(now: str, time: str) -> None:
    assert novo_protocolo(datetime.fromisoformat(now))[:14] == time


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_always_twenty_digits(now: datetime) -> None:
    protocolo = novo_protocolo(now)

    assert len(protocolo) == 20
    assert protocolo.isascii()
    assert protocolo.isdecimal()
    assert protocolo.startswith(now.astimezone(SAO_PAULO).strftime("%Y%m%d%H%M%S"))


def test_two_of_one_instant_hardly_ever_meet() -> None:
    """The database refuses the second of two that do; the tail uses its whole length."""
    now = datetime(2026, 1, 15, 12, tzinfo=UTC)
    tails = {novo_protocolo(now)[14:] for _ in range(2000)}

    assert len(tails) > 1950
    assert any(tail.startswith("0") for tail in tails)
