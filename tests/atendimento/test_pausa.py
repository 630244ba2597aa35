"""A deadline that stands still (design §5, `parado`; docs/decisions/0014)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.atendimento.prazo import SEM_PARADA, Parada, prazo, restante
from tests.mesa import Mesa
from tests.support import Api, Change, Clock, Restart, Rows, abrir, assert_success, bruto, listado

OPENED = datetime(2026, 1, 15, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOVE = "2026-01-15T09:00:00-03:00"
PAUSA, ANALISE = 65, 23
DERIVADOS = ("tempo_restante", "percentual_tempo_restante", "percentual_color_class")

spans = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=6)


@given(spans)
def test_only_the_time_that_runs_counts(spans: list[tuple[int, int]]) -> None:
    now, parada, ran = OPENED, SEM_PARADA, 0
    for running, standing in spans:
        now, ran = now + running * MINUTE, ran + running
        parada = parada.seguir(now, parar=True)
        frozen = prazo(OPENED, None, 60, now, parada)[1:]
        now += standing * MINUTE
        assert prazo(OPENED, None, 60, now, parada)[1:] == frozen == prazo(OPENED, None, 60, OPENED + ran * MINUTE)[1:]
        parada = parada.seguir(now, parar=False)

    found = prazo(OPENED, None, 60, now, parada)
    assert found[1:] == prazo(OPENED, None, 60, OPENED + ran * MINUTE)[1:]
    assert found.minutos_em_aberto == (now - OPENED) // MINUTE, "it is open all the same"


def test_a_pause_said_twice_began_once() -> None:
    once = SEM_PARADA.seguir(OPENED, parar=True)

    assert once.seguir(OPENED + MINUTE, parar=True) == once == Parada(OPENED, 0)
    assert once.seguir(OPENED + MINUTE, parar=False) == Parada(None, 60)
    assert SEM_PARADA.seguir(OPENED, parar=False) == SEM_PARADA


@pytest.mark.parametrize(
    ("paused", "title"), [(30, "Prazo pausado com 30min restantes"), (184, "Prazo pausado vencido há 2h 4min")]
)
def test_the_chip_of_what_stands_still(paused: int, title: str) -> None:
    parada = SEM_PARADA.seguir(OPENED + paused * MINUTE, parar=True)

    assert restante(OPENED, 60, OPENED + timedelta(days=9), parada) == ("parado", "pausado", title, "")


def test_the_chip_of_what_stood_still() -> None:
    found = restante(OPENED, 60, OPENED + 90 * MINUTE, Parada(None, 60 * 60))

    assert found == ("alerta", "30min", "Prazo: 15/01/2026 11:00 · 50% restante", "2026-01-15T14:00:00Z")


@pytest.fixture
def pausing(change: Change, restart: Restart) -> None:
    """The contract's world, with a status that pauses."""
    change("UPDATE atendimento_status SET pausa_prazo = true WHERE id_atendimento_status = :id", id=PAUSA)
    restart(now=NOVE)


def give(api: Api, ident: int, status: int) -> Any:
    return assert_success(api.put(f"atendimento/{ident}", json={"id_atendimento_status": status}))["atendimento"]


def derived(item: dict[str, Any]) -> list[Any]:
    return [item[name] for name in DERIVADOS]


@pytest.mark.usefixtures("pausing")
def test_what_the_integration_answers(api: Api, clock: Clock) -> None:
    ident = abrir(api)["atendimento"]["id_atendimento"]
    clock.advance(seconds=20 * 60)
    paused = give(api, ident, PAUSA)
    assert derived(paused) == ["40min", 66, "white-fg md-green-bg"]

    clock.advance(seconds=10 * 3600)
    later = bruto(api, ident)
    assert derived(later) == derived(listado(api, ident)) == derived(paused)
    assert later["minutos_em_aberto"] == 620
    assert set(later) == set(bruto(api, 300))

    going = give(api, ident, ANALISE)
    assert derived(going) == derived(paused)
    clock.advance(seconds=50 * 60)
    assert derived(bruto(api, ident)) == ["-10min", 0, "white-fg md-red-bg"]


@pytest.mark.usefixtures("pausing")
def test_opened_paused(api: Api, clock: Clock) -> None:
    ident = abrir(api, id_atendimento_status=PAUSA)["atendimento"]["id_atendimento"]
    clock.advance(seconds=3600)

    assert derived(bruto(api, ident))[0] == "1h 0min"


@pytest.mark.usefixtures("pausing")
def test_closed_and_opened_again_while_paused(mesa: Mesa, clock: Clock, rows: Rows) -> None:
    def kept() -> tuple[bool, int]:
        [row] = rows("SELECT parado_desde, segundos_parado FROM atendimento WHERE id_atendimento = 110")
        return row["parado_desde"] is not None, row["segundos_parado"]

    mesa.post("/atendimentos/110", {"id_atendimento_status": str(PAUSA)})
    clock.advance(seconds=600)
    mesa.post("/atendimentos/110/fechar", {"id_motivo_fechamento_atendimento": "17"})
    assert kept() == (False, 600)

    clock.advance(seconds=60)
    mesa.post("/atendimentos/110/reabrir")
    assert kept() == (True, 600)
    clock.advance(seconds=40)
    mesa.post("/atendimentos/110", {"id_atendimento_status": str(ANALISE)})
    assert kept() == (False, 700)


@pytest.mark.usefixtures("pausing")
def test_on_the_screens(mesa: Mesa) -> None:
    for answer in (
        mesa.post("/atendimentos/110", {"id_atendimento_status": str(PAUSA)}),
        mesa.get("/fila"),
        mesa.get("/atendimentos/110"),
    ):
        [chip] = re.findall(r'<span class="prazo .*?</span></span>', answer.text, re.DOTALL)
        assert 'class="prazo parado"' in chip
        assert "#clock-pause" in chip
        assert ">pausado<" in chip
        assert "data-vence" not in chip
    assert re.findall(r'id="grupo-(\w+)"', mesa.get("/fila").text) == ["parado"]
    assert ">Vencidos <" in mesa.get("/fila/vencidos").text
    assert 'id="linha-110"' not in mesa.get("/fila/vencidos").text


def test_without_such_a_status_nobody_is_offered_to_wait(
    mesa: Mesa, change: Change, restart: Restart, rows: Rows
) -> None:
    assert "Enviar e aguardar cliente" not in mesa.get("/atendimentos/300").text

    change("UPDATE atendimento_status SET prefixo = 'aguardando_cliente' WHERE id_atendimento_status = :id", id=PAUSA)
    restart(now=NOVE)
    assert "Enviar e aguardar cliente" in mesa.get("/atendimentos/300").text
    mesa.post("/atendimentos/300/mensagens", {"mensagem": "E a luz do modem?", "aguardar": "1"})
    assert rows("SELECT id_atendimento_status FROM atendimento WHERE id_atendimento = 300") == [
        {"id_atendimento_status": PAUSA}
    ]
