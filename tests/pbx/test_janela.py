"""The window of a call on the server: what it shows, what is done in it, and how it ends (design §7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from plantao.app import open_database
from plantao.kit.events import writing
from plantao.pbx.jobs import expirar
from tests.mesa import ATENDENTE, Mesa
from tests.server import Server
from tests.support import LIGACAO, Api, Clock, Rows, assert_success

NOTIFICAR, CANCELAR = "pbx/ligacao/notificar", "pbx/ligacao/cancelar"
DE_AGENTE07 = {"identificador_interno": "agente07", "telefone": 31987450163}


@pytest.fixture
def ring(api: Api, rows: Rows) -> Callable[..., int]:
    """Announce a call; answers its id."""

    def announce(**change: Any) -> int:
        assert_success(api.post(NOTIFICAR, json=LIGACAO | change))
        return int(rows("SELECT max(id_ligacao) AS id FROM ligacao")[0]["id"])

    return announce


@pytest.fixture
def do(mesa: Mesa) -> Callable[..., dict[str, Any]]:
    """Do something in a window; answers it as it is then, or the refusal."""

    def act(id_ligacao: int, verb: str, **data: Any) -> dict[str, Any]:
        found: dict[str, Any] = mesa.json(f"/chamadas/{id_ligacao}/{verb}", data)
        return found

    return act


def active(mesa: Mesa) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mesa.get("/chamadas/ativas").json()["chamadas"]
    return found


def call(rows: Rows, id_ligacao: int) -> dict[str, Any]:
    [found] = rows("SELECT * FROM ligacao WHERE id_ligacao = :id", id=id_ligacao)
    return dict(found)


def test_the_window_of_a_known_caller(mesa: Mesa, ring: Callable[..., int]) -> None:
    id_ligacao = ring()

    [window] = active(mesa)

    assert (window["id"], window["estado"], window["nome"]) == (id_ligacao, "chamando", "Bianca Couto")
    assert window["telefone"] == "(37) 99991-2222"
    assert window["fala"] == "Ligação de Bianca Couto, (37) 99991-2222. F2 abre."
    for shown in ("862.***.***-81", "Cód. 1204", "Abrir atendimento e gerar protocolo", "Usar este", "ramal 111"):
        assert shown in window["html"]
    assert "86214941081" not in window["html"]


def test_the_only_active_service_comes_chosen(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()

    do(id_ligacao, "abrir")

    [opened] = rows("SELECT * FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert opened["id_cliente_servico"] == 12345


def test_opening_gives_the_protocolo_and_happens_once(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()

    first, again = do(id_ligacao, "abrir"), do(id_ligacao, "abrir")

    assert first["estado"] == again["estado"] == "aberta"
    linha = call(rows, id_ligacao)
    [opened] = rows("SELECT * FROM atendimento WHERE id_atendimento = :id", id=linha["id_atendimento"])
    assert " ".join(opened["protocolo"]) in first["html"]
    assert linha["status"] == "atendida"
    assert opened["id_usuario_abertura"] == opened["id_usuario_responsavel"] == linha["id_usuario"]
    assert opened["telefone_contato"] == "37999912222"
    assert "VIA API" not in opened["descricao_abertura"]
    assert (
        rows("SELECT count(*) AS n FROM atendimento WHERE data_cadastro = :d", d=opened["data_cadastro"])[0]["n"] == 1
    )


def test_what_the_customer_says_is_the_tickets_description(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")

    do(id_ligacao, "relato", texto="Luz vermelha na ONU")

    linha = call(rows, id_ligacao)
    [opened] = rows("SELECT * FROM atendimento WHERE id_atendimento = :id", id=linha["id_atendimento"])
    assert opened["descricao_abertura"] == linha["anotacao"] == "Luz vermelha na ONU"


def test_an_order_for_the_ticket_of_the_call(ring: Callable[..., int], do: Callable[..., Any], rows: Rows) -> None:
    id_ligacao = ring()
    assert do(id_ligacao, "ordem") == {"erro": "Abra o atendimento antes da ordem de serviço", "faltas": []}
    do(id_ligacao, "abrir")

    shown = do(id_ligacao, "ordem")

    [order] = rows("SELECT * FROM ordem_servico ORDER BY id_ordem_servico DESC LIMIT 1")
    assert order["id_atendimento"] == call(rows, id_ligacao)["id_atendimento"]
    assert f"Ordem Nº {order['numero']} aberta." in shown["html"]


def test_the_open_ticket_takes_the_call(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows, happened: Callable[[], list[str]]
) -> None:
    id_ligacao = ring()

    shown = do(id_ligacao, "usar-aberto", id_atendimento=300)

    assert (shown["estado"], call(rows, id_ligacao)["id_atendimento"]) == ("aberta", 300)
    assert "Protocolo 2 0 1 8" in shown["html"]
    assert "atendimento.ligacao" in happened()
    assert "atendimento.aberto" not in happened()


def test_a_ticket_of_somebody_else_does_not_take_the_call(ring: Callable[..., int], do: Callable[..., Any]) -> None:
    assert (
        do(ring(), "usar-aberto", id_atendimento=5448)["erro"] == "Este atendimento não está aberto para este cliente."
    )


def test_the_protocolo_is_told_once(
    ring: Callable[..., int], do: Callable[..., Any], happened: Callable[[], list[str]]
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")

    assert "Informado" in do(id_ligacao, "informado")["html"]
    do(id_ligacao, "informado")

    assert happened().count("atendimento.protocolo_informado") == 1


def test_an_unknown_number_is_tied_to_a_customer(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring(telefone=31987450163)
    [window] = active(mesa)
    assert "Nenhum cadastro com este telefone" in window["html"]
    assert do(id_ligacao, "abrir")["erro"] == "Escolha o cliente antes de abrir o atendimento"

    chosen = do(id_ligacao, "cliente", id_cliente=24930, guardar=True)

    assert chosen["nome"] == "Lavynia"
    [client] = rows("SELECT * FROM cliente WHERE id_cliente = 24930")
    assert client["telefone_primario"] == "31987450163"
    assert ring(telefone="(31) 98745-0163", ramal=112) != id_ligacao
    assert rows("SELECT id_cliente FROM ligacao ORDER BY id_ligacao DESC LIMIT 1")[0]["id_cliente"] == 24930


def test_a_full_card_keeps_its_numbers(
    ring: Callable[..., int], do: Callable[..., Any], change: Callable[..., None], rows: Rows
) -> None:
    change("UPDATE cliente SET telefone_secundario = '3732810001', telefone_terciario = '3732810002'")
    id_ligacao = ring(telefone=31987450163)

    chosen = do(id_ligacao, "cliente", id_cliente=24001, guardar=True)

    assert "O cadastro já tem três telefones" in chosen["html"]
    assert call(rows, id_ligacao)["id_cliente"] == 24001


def test_another_customer_may_be_chosen_until_the_ticket_is_open(
    ring: Callable[..., int], do: Callable[..., Any]
) -> None:
    id_ligacao = ring()
    assert do(id_ligacao, "trocar")["nome"] is None
    assert do(id_ligacao, "cliente", id_cliente=11201)["nome"] == "Cliente Exemplo"
    do(id_ligacao, "servico", id_cliente_servico=1234)
    do(id_ligacao, "abrir")
    assert do(id_ligacao, "cliente", id_cliente=24001)["erro"] == "O atendimento desta ligação já foi aberto."


def test_several_active_services_must_be_told_apart(ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring(telefone=37999990000)
    assert do(id_ligacao, "abrir")["erro"] == "Escolha o serviço do cliente"


def test_a_cancel_closes_the_unused_window(
    mesa: Mesa, api: Api, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "visivel")

    assert_success(api.post(CANCELAR, json=LIGACAO))

    assert active(mesa) == []
    assert (call(rows, id_ligacao)["status"], call(rows, id_ligacao)["janela"]) == ("cancelada", "fechada")


def test_a_cancel_leaves_the_window_in_use(
    mesa: Mesa, api: Api, ring: Callable[..., int], do: Callable[..., Any]
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "usar", aba="um")

    assert_success(api.post(CANCELAR, json=LIGACAO))

    [window] = active(mesa)
    assert (window["id"], window["estado"]) == (id_ligacao, "encerrada")
    assert "A ligação terminou, mas você já estava usando esta janela." in window["html"]
    assert do(id_ligacao, "abrir")["estado"] == "aberta"


def test_a_cancel_after_the_ticket_only_says_so(
    mesa: Mesa, api: Api, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")

    assert_success(api.post(CANCELAR, json=LIGACAO))

    [window] = active(mesa)
    assert window["estado"] == "aberta"
    assert "Ligação encerrada" in window["html"]
    assert call(rows, id_ligacao)["status"] == "atendida"


def test_a_cancel_that_overtakes_its_notice_suppresses_it_once(
    mesa: Mesa, api: Api, ring: Callable[..., int], clock: Clock, rows: Rows
) -> None:
    assert_success(api.post(CANCELAR, json=LIGACAO))
    clock.advance(seconds=3)

    missed = ring()
    assert (active(mesa), call(rows, missed)["status"]) == ([], "cancelada")

    clock.advance(seconds=3)
    ring()
    assert len(active(mesa)) == 1


def test_an_old_cancel_suppresses_nothing(mesa: Mesa, api: Api, ring: Callable[..., int], clock: Clock) -> None:
    assert_success(api.post(CANCELAR, json=LIGACAO))
    clock.advance(seconds=11)
    ring()
    assert len(active(mesa)) == 1


def test_a_second_cancel_of_a_call_is_not_kept_for_the_next(
    mesa: Mesa, api: Api, ring: Callable[..., int], clock: Clock
) -> None:
    ring()
    for _ in range(2):
        assert_success(api.post(CANCELAR, json=LIGACAO))
    clock.advance(seconds=2)
    ring()
    assert len(active(mesa)) == 1


def test_a_repeated_notice_keeps_what_was_done(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], clock: Clock
) -> None:
    id_ligacao = ring(telefone=31987450163)
    do(id_ligacao, "cliente", id_cliente=24930)
    clock.advance(seconds=20)

    assert ring(telefone=31987450163) == id_ligacao

    [window] = active(mesa)
    assert window["nome"] == "Lavynia"


def test_the_same_number_later_is_another_call_if_the_window_was_closed(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], clock: Clock, rows: Rows
) -> None:
    first = ring()
    do(first, "fechar")
    clock.advance(seconds=10)
    assert ring() == first
    assert active(mesa) == []

    clock.advance(seconds=31)
    second = ring()

    assert second != first
    assert [window["id"] for window in active(mesa)] == [second]
    assert call(rows, first)["status"] == "expirada"


def test_the_first_tab_to_touch_it_has_the_call(ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring()
    assert do(id_ligacao, "usar", aba="um")["aba"] == "um"
    assert do(id_ligacao, "usar", aba="um")["aba"] == "um"
    assert do(id_ligacao, "usar", aba="dois") == {"erro": "Esta ligação já foi aberta em outra aba.", "faltas": []}
    assert do(id_ligacao, "usar", aba="dois", retomar=True)["aba"] == "dois"


def test_minimised_and_brought_back(mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring()
    assert do(id_ligacao, "minimizar")["minimizada"]
    assert active(mesa)[0]["minimizada"]
    assert not do(id_ligacao, "restaurar")["minimizada"]
    assert do(id_ligacao, "fechar")["estado"] == "fechada"


def test_a_window_nobody_uses_becomes_the_pill_and_then_the_log(
    mesa: Mesa, server: Server, ring: Callable[..., int], clock: Clock
) -> None:
    async def tidy() -> None:
        database = await open_database(server.settings)
        async with writing(database, lambda: None) as tx:
            await expirar(tx, clock())
        await database.close()

    ring()
    clock.advance(seconds=9 * 60)
    asyncio.run(tidy())
    assert not active(mesa)[0]["minimizada"]

    clock.advance(seconds=2 * 60)
    asyncio.run(tidy())
    assert active(mesa)[0]["minimizada"]

    clock.advance(seconds=8 * 3600)
    asyncio.run(tidy())
    assert active(mesa) == []


def test_a_call_is_shown_to_whoever_is_called_and_to_nobody_else(mesa: Mesa, api: Api, rows: Rows) -> None:
    assert_success(api.post(NOTIFICAR, json=DE_AGENTE07))
    [linha] = rows("SELECT id_ligacao FROM ligacao")

    assert active(mesa) == []
    assert mesa.json(f"/chamadas/{linha['id_ligacao']}/abrir", {})["erro"].startswith("Esta ligação não existe")
    assert len(active(mesa.signed_in(ATENDENTE))) == 1


def test_the_log_lists_every_call(mesa: Mesa, api: Api, ring: Callable[..., int], do: Callable[..., Any]) -> None:
    do(ring(), "abrir")
    assert_success(api.post(NOTIFICAR, json=DE_AGENTE07))

    html = mesa.get("/chamadas").text

    assert html.index("(31) 98745-0163") < html.index("(37) 99991-2222")
    for shown in ("Bianca Couto", "Sem cadastro", "Atendida", "Tocando", "sem tela aberta"):
        assert shown in html


def test_nothing_a_stranger_wrote_becomes_markup(
    mesa: Mesa, ring: Callable[..., int], change: Callable[..., None]
) -> None:
    change("UPDATE cliente SET nome_razaosocial = '<img src=x onerror=alert(1)>'")
    ring(ligacao_params={"origem": "<script>alert(1)</script>"})

    [window] = active(mesa)

    assert "<img" not in window["html"]
    assert "<script" not in window["html"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in window["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in window["html"]


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"origem": "PBX", "atendente": "João"}, '<dt>origem</dt><dd class="corta">PBX</dd><dt>atendente</dt>'),
        (["fila 7"], '<dt>1</dt><dd class="corta">fila 7</dd>'),
        ({"fila": {"n": 7}}, "{&#34;n&#34;: 7}"),
        ({}, "Bianca Couto"),
    ],
)
def test_what_the_exchange_says_besides_is_shown(mesa: Mesa, ring: Callable[..., int], params: Any, shown: str) -> None:
    ring(ligacao_params=params)
    assert shown in active(mesa)[0]["html"]


def test_the_window_searches_the_base(mesa: Mesa, ring: Callable[..., int]) -> None:
    id_ligacao = ring(telefone=31987450163)

    found = mesa.get(f"/chamadas/{id_ligacao}/busca?q=lavyn").text
    nothing = mesa.get(f"/chamadas/{id_ligacao}/busca?q=ninguem%20assim").text

    assert 'data-valor="24930"' in found
    assert "Nada encontrado para “ninguem assim”." in nothing
