"""The open tickets kept in order from one look at the queue to the next (docs/decisions/0011)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plantao.atendimento.queries import abertos
from plantao.atendimento.queries.abertos import Abertos, Ordenados
from plantao.kit.settings import Settings
from plantao.kit.tx import reading
from tests.mesa import ATENDENTE, BIANCA, Mesa
from tests.server import Server
from tests.support import Api, Change, abrir
from tests.transactions import open_transaction

PAUSA, ANALISE = 65, 23
TICKET = "/atendimentos/110"


@pytest.fixture
def look(server: Server) -> Callable[..., Ordenados]:
    """What a look at the queue finds, or one that remembers nothing."""

    async def take(holder: Abertos) -> Ordenados:
        async with reading(server.app.state.database) as read:
            return await holder.agora(read)

    def once(*, anew: bool = False) -> Ordenados:
        assert server.client.portal is not None
        return server.client.portal.call(take, Abertos() if anew else server.app.state.abertos)

    return once


def test_what_is_remembered_is_what_there_is(
    mesa: Mesa, api: Api, change: Change, look: Callable[..., Ordenados]
) -> None:
    change("UPDATE atendimento_status SET pausa_prazo = :sim WHERE id_atendimento_status = :id", sim=True, id=PAUSA)
    first = look()
    assert 110 in first.por_id
    assert len(first.por_id) == len(first.postos) > 40

    def now() -> Ordenados:
        found = look()
        assert found == look(anew=True)
        assert [p.id_atendimento for p in found.postos] == [p.id_atendimento for p in sorted(found.postos)]
        assert set(found.por_id) == {posto.id_atendimento for posto in found.postos}
        return found

    opened = abrir(api)["atendimento"]["id_atendimento"]
    assert opened in now().por_id
    mesa.post(f"{TICKET}/responsaveis", {"responsaveis[]": [str(ATENDENTE), str(BIANCA)]})
    assert now().por_id[110].deles == {ATENDENTE, BIANCA}
    mesa.post(TICKET, {"id_tipo_atendimento": "1"})
    assert now().por_id[110].id_tipo_atendimento == 1
    mesa.post(TICKET, {"id_atendimento_status": str(ANALISE)})
    now()
    mesa.post(f"{TICKET}/mensagens", {"mensagem": "Nada muda de lugar"})
    assert now().por_id[110].deles == {ATENDENTE, BIANCA}
    mesa.post(f"{TICKET}/fechar", {"id_motivo_fechamento_atendimento": "17"})
    assert 110 not in now().por_id
    mesa.post(f"{TICKET}/reabrir")
    assert 110 in now().por_id
    assert 110 in first.por_id, "who is looking still has what they looked at"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time everything is read again."""
    whole: list[str] = []
    begin = abertos._do_comeco

    async def counting(*args: Any) -> Any:
        whole.append("")
        return await begin(*args)

    monkeypatch.setattr(abertos, "_do_comeco", counting)
    return whole


def test_only_what_is_new_is_read(mesa: Mesa, look: Callable[..., Ordenados], counted: list[str]) -> None:
    for _ in range(3):
        mesa.post(f"{TICKET}/mensagens", {"mensagem": "Oi"})
        look()
    assert len(counted) == 1


def test_after_too_much_everything_is_read(
    mesa: Mesa, look: Callable[..., Ordenados], counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abertos, "DEMAIS", 2)
    look()
    for _ in range(3):
        mesa.post(f"{TICKET}/mensagens", {"mensagem": "Oi"})
    assert look() == look(anew=True)
    assert len(counted) == 3


def test_a_new_limit_moves_all_of_its_kind(change: Change, server: Server, look: Callable[..., Ordenados]) -> None:
    before = look()
    kind = before.por_id[110].id_tipo_atendimento
    change("UPDATE tipo_atendimento SET prazo_minutos = 1 WHERE id_tipo_atendimento = :id", id=kind)
    server.stop()
    server.start()
    assert look().por_id[110].posto.prazo < before.por_id[110].posto.prazo


def test_what_an_import_writes_is_seen_in_time(
    change: Change, look: Callable[..., Ordenados], monkeypatch: pytest.MonkeyPatch
) -> None:
    look()
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = 110")
    assert 110 in look().por_id
    monkeypatch.setattr(abertos, "RELER_SECONDS", 0.0)
    assert 110 not in look().por_id


def test_no_open_transaction_of_others_hides_what_one_did(
    mesa: Mesa, settings: Settings, look: Callable[..., Ordenados]
) -> None:
    """On PostgreSQL it holds back the event, and not what is remembered of it."""
    look()
    with open_transaction(settings):
        mesa.post(f"{TICKET}/fechar", {"id_motivo_fechamento_atendimento": "17"})
        assert 110 not in look().por_id
        mesa.post(f"{TICKET}/reabrir")
        assert 110 in look().por_id
    assert look() == look(anew=True)


def test_one_that_reads_an_older_moment_takes_nothing_back(
    mesa: Mesa, server: Server, look: Callable[..., Ordenados]
) -> None:
    holder: Abertos = server.app.state.abertos
    look()
    old = holder._guardado
    assert old
    mesa.post(f"{TICKET}/fechar", {"id_motivo_fechamento_atendimento": "17"})
    look()

    holder._guardar(old)

    assert 110 not in look().por_id
