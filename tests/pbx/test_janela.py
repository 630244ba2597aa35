"""The window of a call on the server: what it shows, what is done in it, and how it ends (design §7)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest

from plantao.kit.time import local
from plantao.kit.tx import Read
from plantao.pbx.rules import identificar
from tests.mesa import ATENDENTE, Mesa
from tests.pbx.ligacoes import CANCELAR, NOTIFICAR, active, call, tidy, work
from tests.server import Server
from tests.support import LIGACAO, Api, Clock, Happened, Rows, assert_success

DE_AGENTE07 = {"identificador_interno": "agente07", "telefone": 31987450163}
PERIODS = "SELECT id_periodo_dia FROM ordem_servico_disponibilidade WHERE id_ordem_servico = :id"


def newest_order(rows: Rows) -> dict[str, Any]:
    [found] = rows("SELECT * FROM ordem_servico ORDER BY id_ordem_servico DESC LIMIT 1")
    return dict(found)


def test_the_window_of_a_known_caller(mesa: Mesa, ring: Callable[..., int]) -> None:
    id_ligacao = ring()

    [window] = active(mesa)

    assert (window["id"], window["estado"], window["nome"]) == (id_ligacao, "chamando", "Bianca Couto")
    assert window["telefone"] == "(37) 99991-2222"
    assert window["fala"] == "Ligação de Bianca Couto, 37 9 9991 2222. F2 abre."
    for shown in ("862.***.***-81", "Cód. 1204", "Abrir atendimento e gerar protocolo", "Usar este", "ramal 111"):
        assert shown in window["html"]
    assert '<a href="/atendimentos/300?aba=ordens">Ver ordem</a>' in window["html"]
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


def test_an_order_for_the_ticket_of_the_call(ring: Callable[..., int], do: Callable[..., Any], rows: Rows) -> None:
    id_ligacao = ring()
    wanted = {"querida": True, "id_tipo_ordem_servico": 15, "id_periodo_dia": 2}
    assert do(id_ligacao, "visita", **wanted) == {"erro": "Abra o atendimento antes da ordem de serviço.", "faltas": []}
    do(id_ligacao, "abrir")
    before = newest_order(rows)

    shown = do(id_ligacao, "visita", **wanted)
    assert '<option value="15" selected>' in shown["html"]
    assert '<option value="2" selected>' in shown["html"]
    assert newest_order(rows) == before
    do(id_ligacao, "relato", texto="Luz vermelha na ONU")
    do(id_ligacao, "fechar")
    do(id_ligacao, "fechar")

    order = newest_order(rows)
    assert order["id_ordem_servico"] == before["id_ordem_servico"] + 1
    assert order["id_atendimento"] == call(rows, id_ligacao)["id_atendimento"]
    assert (order["id_tipo_ordem_servico"], order["descricao_abertura"]) == (15, "Luz vermelha na ONU")
    assert [row["id_periodo_dia"] for row in rows(PERIODS, id=order["id_ordem_servico"])] == [2]


def test_an_order_that_is_not_wanted_after_all_is_not_opened(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")
    before = newest_order(rows)
    do(id_ligacao, "visita", querida=True)
    assert "Qualquer período" not in do(id_ligacao, "visita", querida=False)["html"]
    do(id_ligacao, "fechar")
    assert newest_order(rows) == before


def test_a_kind_without_visits_offers_none(
    ring: Callable[..., int], do: Callable[..., Any], change: Callable[..., None], server: Server
) -> None:
    change("UPDATE tipo_atendimento SET permite_ordem_servico = false")
    server.stop()
    server.start()
    id_ligacao = ring()
    assert "Abrir ordem de serviço" not in do(id_ligacao, "abrir")["html"]
    assert do(id_ligacao, "visita", querida=True)["erro"] == "Este tipo de atendimento não tem ordem de serviço."


def test_a_window_left_for_hours_still_opens_the_order_that_was_wanted(
    server: Server, ring: Callable[..., int], do: Callable[..., Any], clock: Clock, rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")
    do(id_ligacao, "visita", querida=True)
    clock.advance(seconds=8 * 3600 + 1)

    for _ in range(2):
        tidy(server, clock)

    order = newest_order(rows)
    linha = call(rows, id_ligacao)
    assert linha["janela"] == "fechada"
    assert (order["id_atendimento"], order["id_usuario_abertura"]) == (linha["id_atendimento"], linha["id_usuario"])
    assert len(rows("SELECT 1 FROM ordem_servico WHERE id_atendimento = :id", id=linha["id_atendimento"])) == 1


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
    mesa: Mesa,
    ring: Callable[..., int],
    do: Callable[..., Any],
    happened: Callable[[], list[str]],
    change: Callable[..., None],
    rows: Rows,
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")
    ticket = call(rows, id_ligacao)["id_atendimento"]
    change(
        "INSERT INTO atendimento_checklist (id_atendimento_checklist, id_atendimento, titulo) VALUES (9, :id, 'Linha')",
        id=ticket,
    )
    for item in ("Informou o protocolo", "Conferiu o endereço"):
        change(
            "INSERT INTO atendimento_checklist_item (id_atendimento_checklist, titulo, concluido) VALUES (9, :t, :no)",
            t=item,
            no=False,
        )

    assert "Informado" in do(id_ligacao, "informado")["html"]
    do(id_ligacao, "informado")

    assert happened().count("atendimento.protocolo_informado") == 1
    done = rows("SELECT titulo FROM atendimento_checklist_item WHERE id_atendimento_checklist = 9 AND concluido")
    assert [row["titulo"] for row in done] == ["Informou o protocolo"]
    assert "informou o protocolo ao cliente" in mesa.get(f"/atendimentos/{ticket}").text


def test_an_unknown_number_is_tied_to_a_customer(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring(telefone=31987450163)
    [window] = active(mesa)
    assert "Nenhum cadastro com este telefone" in window["html"]
    assert do(id_ligacao, "abrir")["erro"] == "Escolha o cliente antes de abrir o atendimento."

    chosen = do(id_ligacao, "cliente", id_cliente=24930, guardar=True)

    assert chosen["nome"] == "Lavynia"
    [client] = rows("SELECT * FROM cliente WHERE id_cliente = 24930")
    assert client["telefone_primario"] == "31987450163"
    assert chosen["guardado"]
    assert ring(telefone="(31) 98745-0163", ramal=112) != id_ligacao
    assert rows("SELECT id_cliente FROM ligacao ORDER BY id_ligacao DESC LIMIT 1")[0]["id_cliente"] == 24930


@pytest.mark.parametrize(("verb", "still"), [("desatar", "Lavynia"), ("trocar", None)])
def test_a_number_tied_by_mistake_is_let_go(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows, verb: str, still: str | None
) -> None:
    id_ligacao = ring(telefone=31987450163)
    [before] = rows("SELECT * FROM cliente WHERE id_cliente = 24930")
    do(id_ligacao, "cliente", id_cliente=24930, guardar=True)

    undone = do(id_ligacao, verb)

    assert (undone["nome"], undone["guardado"]) == (still, False)
    assert rows("SELECT * FROM cliente WHERE id_cliente = 24930") == [before]
    assert rows("SELECT * FROM cliente_telefone WHERE telefone = '31987450163'") == []
    ring(telefone=31987450163, ramal=112)
    assert rows("SELECT id_cliente FROM ligacao ORDER BY id_ligacao DESC LIMIT 1")[0]["id_cliente"] is None


def test_a_number_that_was_there_before_is_not_let_go(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "trocar")
    assert not do(id_ligacao, "cliente", id_cliente=24001, guardar=True)["guardado"]
    do(id_ligacao, "desatar")
    assert rows("SELECT telefone_primario FROM cliente WHERE id_cliente = 24001")[0]["telefone_primario"]


def test_whoever_was_known_may_be_chosen_again(mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring()
    html = do(id_ligacao, "trocar")["html"]
    assert "Com quem você fala?" in html
    assert "Nenhum cadastro com este telefone" not in html
    assert 'data-valor="24001"' in html


def test_a_full_card_keeps_its_numbers(
    ring: Callable[..., int], do: Callable[..., Any], change: Callable[..., None], rows: Rows
) -> None:
    change("UPDATE cliente SET telefone_secundario = '3732810001', telefone_terciario = '3732810002'")
    id_ligacao = ring(telefone=31987450163)

    chosen = do(id_ligacao, "cliente", id_cliente=24001, guardar=True)

    assert chosen["aviso"] == "O cadastro já tem três telefones; este não foi guardado."
    assert not chosen["guardado"]
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
    assert do(id_ligacao, "abrir")["erro"] == "Escolha o serviço do cliente."


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


LONG = 6 * 60
"""Seconds after which a call does not ring any more."""


def test_a_late_cancel_closes_the_unused_window(
    mesa: Mesa, server: Server, api: Api, ring: Callable[..., int], clock: Clock, rows: Rows, happened: Happened
) -> None:
    id_ligacao, other = ring(), ring(telefone=31987450163)
    clock.advance(seconds=LONG)
    tidy(server, clock)
    assert len(active(mesa)) == 2

    assert_success(api.post(CANCELAR, json=LIGACAO))

    assert [window["id"] for window in active(mesa)] == [other]
    assert (call(rows, id_ligacao)["status"], call(rows, id_ligacao)["janela"]) == ("expirada", "fechada")
    assert happened()[-1] == "ligacao.janela_mudou"
    assert "ligacao.cancelada" not in happened()


def test_a_late_cancel_says_so_in_the_window_in_use(
    mesa: Mesa, server: Server, api: Api, ring: Callable[..., int], do: Callable[..., Any], clock: Clock
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "minimizar")
    clock.advance(seconds=LONG)
    tidy(server, clock)
    assert active(mesa)[0]["estado"] == "chamando"

    assert_success(api.post(CANCELAR, json=LIGACAO))

    [window] = active(mesa)
    assert (window["id"], window["estado"], window["minimizada"]) == (id_ligacao, "encerrada", True)
    assert do(id_ligacao, "abrir")["estado"] == "aberta"


@pytest.mark.parametrize("seconds", [30, LONG, 40 * 60])
def test_the_end_of_an_answered_call_takes_nothing_from_the_next(
    mesa: Mesa, api: Api, ring: Callable[..., int], do: Callable[..., Any], clock: Clock, seconds: int
) -> None:
    """The line falls, the exchange says so, and the customer calls again at once."""
    id_ligacao = ring()
    do(id_ligacao, "abrir")
    do(id_ligacao, "fechar")
    clock.advance(seconds=seconds)
    assert_success(api.post(CANCELAR, json=LIGACAO))
    clock.advance(seconds=5)

    again = ring()

    assert [window["id"] for window in active(mesa)] == [again]


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


TAKEN = {"erro": "Esta ligação já foi aberta em outra aba.", "faltas": []}


def test_the_first_tab_to_touch_it_has_the_call(mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring()
    for aba, retomar in ("um", False), ("um", False), ("dois", True):
        assert do(id_ligacao, "usar", aba=aba, retomar=retomar) == {}
        assert active(mesa)[0]["aba"] == aba
    assert do(id_ligacao, "usar", aba="um") == TAKEN


def test_what_is_done_first_claims_the_call_in_the_same_breath(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    before = len(rows("SELECT id FROM event WHERE name = 'ligacao.janela_mudou'"))

    shown = do(id_ligacao, "abrir", aba="um")

    assert (shown["estado"], shown["aba"], shown["em_uso"]) == ("aberta", "um", True)
    assert len(rows("SELECT id FROM event WHERE name = 'ligacao.janela_mudou'")) == before + 1
    assert do(id_ligacao, "relato", aba="dois", texto="Sem luz") == TAKEN
    assert do(id_ligacao, "abrir", aba="dois", retomar=True)["aba"] == "dois"
    assert call(rows, id_ligacao)["anotacao"] is None


def test_a_verb_of_a_tab_that_is_late_changes_nothing(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "usar", aba="um")

    assert do(id_ligacao, "abrir", aba="dois") == TAKEN

    assert (call(rows, id_ligacao)["id_atendimento"], call(rows, id_ligacao)["aba"]) == (None, "um")


def test_minimised_and_brought_back(mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any]) -> None:
    id_ligacao = ring()
    assert do(id_ligacao, "minimizar")["minimizada"]
    assert active(mesa)[0]["minimizada"]
    assert not do(id_ligacao, "restaurar")["minimizada"]
    assert do(id_ligacao, "fechar")["estado"] == "fechada"


def test_a_window_nobody_uses_becomes_the_pill_and_then_the_log(
    mesa: Mesa, server: Server, ring: Callable[..., int], clock: Clock
) -> None:
    ring()
    clock.advance(seconds=9 * 60)
    tidy(server, clock)
    assert not active(mesa)[0]["minimizada"]

    clock.advance(seconds=2 * 60)
    tidy(server, clock)
    assert active(mesa)[0]["minimizada"]
    assert active(mesa)[0]["estado"] == "chamando"

    clock.advance(seconds=8 * 3600)
    tidy(server, clock)
    assert active(mesa) == []


def test_a_call_is_shown_to_whoever_is_called_and_to_nobody_else(mesa: Mesa, api: Api, rows: Rows) -> None:
    assert_success(api.post(NOTIFICAR, json=DE_AGENTE07))
    [linha] = rows("SELECT id_ligacao FROM ligacao")

    assert active(mesa) == []
    assert mesa.json(f"/chamadas/{linha['id_ligacao']}/abrir", {})["erro"].startswith("Esta ligação não existe")
    assert len(active(mesa.signed_in(ATENDENTE))) == 1


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
    assert "<mark>Lavyn</mark>ia" in found
    assert "1 cliente encontrado." in found
    assert "Nada encontrado para “ninguem assim”." in nothing


@pytest.mark.parametrize("part", [slice(None), slice(0, 12), slice(-6, None)])
def test_the_window_finds_whose_a_protocolo_is(
    mesa: Mesa, ring: Callable[..., int], rows: Rows, change: Callable[..., None], part: slice
) -> None:
    change("UPDATE atendimento SET protocolo = '20181116105812345678' WHERE id_atendimento = 300")
    found = mesa.get(f"/chamadas/{ring()}/busca?q={'20181116105812345678'[part]}").text
    assert re.findall(r'data-valor="(\d+)"', found) == ["24001"]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("answered", ", com Bianca — “Luz vermelha”."),
        ("used", ", com Bianca — “Luz vermelha”."),
        ("lost", ", não atendida."),
        ("unknown", "."),
    ],
)
def test_the_last_call_was_with_whoever_answered_it(
    mesa: Mesa,
    server: Server,
    api: Api,
    ring: Callable[..., int],
    do: Callable[..., Any],
    clock: Clock,
    ending: str,
    said: str,
) -> None:
    before, at = ring(), f"{local(clock()):%H:%M}"
    if ending in ("answered", "used"):
        do(before, "relato", texto="Luz vermelha")
    if ending == "answered":
        do(before, "abrir")
    if ending in ("used", "lost"):
        assert_success(api.post(CANCELAR, json=LIGACAO))
    do(before, "fechar")
    clock.advance(seconds=LONG)
    tidy(server, clock)
    ring()

    [window] = active(mesa)

    assert f"<b>2ª ligação em 7 dias.</b> Última: {at}{said}</p>" in window["html"]


def test_a_visit_of_today_says_so(
    mesa: Mesa, ring: Callable[..., int], change: Callable[..., None], clock: Clock
) -> None:
    clock.advance(seconds=(local(clock()).replace(hour=14, minute=0) - local(clock())).total_seconds())
    ring()
    change(
        "UPDATE ordem_servico SET data_termino_programado = NULL, "
        "data_inicio_programado = (SELECT data_cadastro FROM ligacao)"
    )
    for page in (active(mesa)[0]["html"], mesa.get("/clientes/24001").text):
        assert "hoje, 14h<" in page


def test_an_open_ticket_of_the_same_kind_is_asked_about(
    ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    tickets = rows("SELECT count(*) AS n FROM atendimento")
    id_ligacao = ring()
    do(id_ligacao, "tipo", id_tipo_atendimento=1)

    asked = do(id_ligacao, "abrir", id_tipo_atendimento=28)

    assert (asked["estado"], asked["pergunta"]) == ("chamando", True)
    assert "Já existe um atendimento aberto de “SAC”</b>, de 16/11/2018 às 10:58." in asked["html"]
    assert "Continuar no aberto" in asked["html"]
    assert not do(id_ligacao, "tipo", id_tipo_atendimento=125)["pergunta"]
    assert rows("SELECT count(*) AS n FROM atendimento") == tickets

    do(id_ligacao, "tipo", id_tipo_atendimento=1)
    do(id_ligacao, "abrir")
    assert do(id_ligacao, "abrir", outro=True)["estado"] == "aberta"
    [opened] = rows("SELECT * FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert opened["id_tipo_atendimento"] == 1
    assert rows("SELECT count(*) AS n FROM atendimento")[0]["n"] == tickets[0]["n"] + 1


def test_the_kind_that_is_shown_is_the_kind_that_is_opened(
    mesa: Mesa, ring: Callable[..., int], do: Callable[..., Any], rows: Rows
) -> None:
    """What is most frequent may be another by the time the button is pressed."""
    id_ligacao = ring()
    do(id_ligacao, "abrir", id_tipo_atendimento=132)
    assert rows("SELECT id_tipo_atendimento AS t FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")[0]["t"] == 132


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Whoever looks for a client waits; calling this ends that."""
    waited = []
    found = identificar.identificar

    async def wait(read: Read, dito: identificar.Dito) -> identificar.Identificacao:
        waited.append(dito)
        await asyncio.Event().wait()
        return await found(read, dito)

    monkeypatch.setattr(identificar, "identificar", wait)
    monkeypatch.setattr("plantao.pbx.api.IDENTIFICA_SECONDS", 0.15)

    def end() -> None:
        assert waited
        monkeypatch.setattr(identificar, "identificar", found)

    return end


def test_a_slow_identification_does_not_hold_the_window(
    mesa: Mesa,
    server: Server,
    ring: Callable[..., int],
    do: Callable[..., Any],
    slow: Callable[[], None],
    happened: Callable[[], list[str]],
    clock: Clock,
) -> None:
    """The number first, the client by a second event (design §7)."""
    id_ligacao = ring()
    [window] = active(mesa)
    assert (window["id"], window["nome"], window["telefone"]) == (id_ligacao, None, "(37) 99991-2222")
    assert "Buscando cliente…" in window["html"]
    assert "Nenhum cadastro" not in window["html"]
    assert "data-busca" in window["html"]
    assert happened() == ["ligacao.notificada", "ligacao.identificacao_demora"]

    slow()
    assert work(server, clock) >= 1

    [window] = active(mesa)
    assert window["nome"] == "Bianca Couto"
    assert "Buscando cliente…" not in window["html"]
    assert happened()[2:] == ["ligacao.janela_mudou"]
    work(server, clock)
    assert len(happened()) == 3


def test_a_slow_identification_takes_nothing_from_whoever_is_searching(
    mesa: Mesa,
    server: Server,
    ring: Callable[..., int],
    do: Callable[..., Any],
    slow: Callable[[], None],
    clock: Clock,
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "usar", aba="um")
    slow()
    work(server, clock)

    [window] = active(mesa)
    assert window["nome"] is None
    assert 'data-faz="cliente" data-campo="id_cliente" data-valor="24001"' in window["html"]
    assert "data-busca" in window["html"]


def test_a_slow_identification_leaves_the_customer_that_was_chosen(
    mesa: Mesa,
    server: Server,
    ring: Callable[..., int],
    do: Callable[..., Any],
    slow: Callable[[], None],
    clock: Clock,
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "cliente", id_cliente=11201)
    slow()
    work(server, clock)
    assert active(mesa)[0]["nome"] == "Cliente Exemplo"


def test_a_cancel_finds_its_call_by_the_number_alone(
    mesa: Mesa, api: Api, ring: Callable[..., int], slow: Callable[[], None]
) -> None:
    ring()
    assert_success(api.post(CANCELAR, json=LIGACAO))
    assert active(mesa) == []
