"""The hour lived twice: 23:00 to 24:00 of 17 February 2018, when Brazil's clocks went back at midnight."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import Api, Clock, abrir, assert_success, bruto, ids, listado

FIRST, SECOND = "2018-02-17T23:30:00-02:00", "2018-02-17T23:30:00-03:00"


@pytest.fixture
def tickets(api: Api, clock: Clock) -> dict[str, int]:
    """One opened before the hour, one in each of the two, one after."""
    moments = {
        "before": "2018-02-17T22:59:59-02:00",
        "first": FIRST,
        "second": SECOND,
        "after": "2018-02-18T00:00:00-03:00",
    }
    found = {}
    for name, moment in moments.items():
        clock.set(moment)
        found[name] = abrir(api)["atendimento"]["id_atendimento"]
    return found


@pytest.mark.operation("GET atendimento/todos")
@pytest.mark.parametrize(
    ("inicio", "fim", "found"),
    [
        ("2018-02-17", "2018-02-17", ["before", "first", "second"]),
        ("2018-02-18", "2018-02-18", ["after"]),
        ("2018-02-17 23:00:00", "2018-02-17 23:59:59", ["first", "second"]),
        ("2018-02-17 23:30:00", "2018-02-17 23:30:00", ["first", "second"]),
        ("2018-02-17 23:30:01", "2018-02-17", ["second"]),
        ("2018-02-17", "2018-02-17 23:29:59", ["before", "first"]),
        ("2018-02-17 22:59:59", "2018-02-17 23:00:00", ["before", "first"]),
        ("2018-02-17", "2018-02-17 22:59:59", ["before"]),
        ("2018-02-18 00:00:00", "2018-02-18 00:00:00", ["after"]),
    ],
)
def test_a_span_means_both_hours(api: Api, tickets: dict[str, int], inicio: str, fim: str, found: list[str]) -> None:
    """It begins in the first and ends in the second, whichever was meant: nothing that was is left out."""
    body = assert_success(api.get("atendimento/todos", params={"data_inicio": inicio, "data_fim": fim}))

    assert ids(body["atendimentos"]) == [tickets[name] for name in reversed(found)]


@pytest.mark.operation("GET cliente/atendimento")
def test_so_it_does_for_a_client(api: Api, tickets: dict[str, int]) -> None:
    query = {"busca": "id_cliente_servico", "termo_busca": "11000", "data_inicio": "2018-02-17 23:30:00"}

    body = assert_success(api.get("cliente/atendimento", params=query | {"data_fim": "2018-02-17"}), "suscess")

    assert sorted(ids(body["atendimentos"])) == [tickets["first"], tickets["second"]]


def test_one_hour_lies_between_two_that_read_the_same(api: Api, clock: Clock) -> None:
    """The deadline of a ticket is an hour in every sample: it has passed when the clock shows the same again."""
    clock.set(FIRST)
    id_atendimento = abrir(api)["atendimento"]["id_atendimento"]
    first = bruto(api, id_atendimento)
    clock.set(SECOND)

    second: dict[str, Any] = bruto(api, id_atendimento)

    assert first["data_cadastro"] == second["data_cadastro"] == "2018-02-17 23:30:00"
    assert (first["minutos_em_aberto"], first["tempo_restante"]) == (0, "1h 0min")
    assert (second["minutos_em_aberto"], second["tempo_restante"]) == (60, "0min")
    assert second["percentual_tempo_restante"] == listado(api, id_atendimento)["percentual_tempo_restante"] == 0


def test_what_reads_the_same_is_told_apart_by_its_timestamp(api: Api, tickets: dict[str, int]) -> None:
    first, second = (listado(api, tickets[name]) for name in ("first", "second"))

    assert first["data_cadastro"] == second["data_cadastro"]
    assert second["data_cadastro_timestamp"] - first["data_cadastro_timestamp"] == 3_600_000
