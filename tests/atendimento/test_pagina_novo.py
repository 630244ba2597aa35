"""The form of a new ticket: what it offers, what it refuses, and that it opens one ticket only."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mesa import ATENDENTE, BIANCA, TECNICO, Mesa
from tests.support import Change, Happened, Restart, Rows

FORM = "/atendimentos/novo"
COUNT = "SELECT count(*) AS n FROM atendimento"


@pytest.fixture
def customer(rows: Rows) -> dict[str, Any]:
    """The customer of ticket 300, its service, and the kind it has open."""
    [found] = rows(
        "SELECT s.id_cliente AS cliente, a.id_cliente_servico, a.id_tipo_atendimento FROM atendimento a "
        "JOIN cliente_servico s ON s.id_cliente_servico = a.id_cliente_servico WHERE a.id_atendimento = 300"
    )
    return found


def filled(customer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    sent = {nome: str(valor) for nome, valor in customer.items()}
    said = {"chave": "uma-chave", "descricao": "Sem acesso", "nome": "Bianca", "telefone": "(37) 99991-2222"}
    return sent | said | changes


def test_the_form(mesa: Mesa, customer: dict[str, Any]) -> None:
    empty = mesa.get(FORM)
    assert empty.status_code == 200
    assert "Nome, CPF/CNPJ, código, telefone, endereço ou protocolo" in empty.text
    assert 'href="/atendimentos/novo" aria-keyshortcuts="N"' in empty.text

    chosen = mesa.get(f"{FORM}?cliente={customer['cliente']}&servico={customer['id_cliente_servico']}").text
    assert f'name="cliente" value="{customer["cliente"]}"' in chosen
    assert re.search(rf'name="id_cliente_servico" value="{customer["id_cliente_servico"]}"', chosen)
    assert 'id="nome" name="nome"' in chosen
    assert re.search(rf'name="responsaveis\[\]" value="{BIANCA}" checked', chosen)
    assert not re.search(rf'name="responsaveis\[\]" value="{ATENDENTE}" checked', chosen)
    assert len(set(re.findall(r'name="chave" id="chave" value="([^"]+)"', empty.text + chosen))) == 2
    assert mesa.get(f"{FORM}?cliente={10**30}").status_code == 200
    assert mesa.get("/atendimentos/novos").status_code == 404


def test_who_may_not_see_customers_does_not_open_for_them(mesa: Mesa, change: Change) -> None:
    change("UPDATE usuario SET papel = 'tecnico' WHERE id = :id", id=TECNICO)
    assert mesa.signed_in(TECNICO).get(FORM).status_code == 403
    assert mesa.anonymous.get(FORM).status_code == 303


def test_the_customer_is_searched(mesa: Mesa) -> None:
    found = mesa.at(FORM).get(f"{FORM}/clientes?q=bianca couto")
    assert "Bianca Couto" in found.text
    assert f'hx-get="{FORM}?cliente=' in found.text
    assert "<html" not in found.text
    assert "Nada encontrado para “zzqx”" in mesa.at(FORM).get(f"{FORM}/clientes?q=zzqx").text
    assert mesa.at(FORM).get(f"{FORM}/clientes?q=").text.strip() == ""


def test_the_customer_is_found_by_a_protocolo(mesa: Mesa, customer: dict[str, Any], change: Change) -> None:
    change("UPDATE atendimento SET protocolo = '20181116105812345678' WHERE id_atendimento = 300")
    for typed in ("20181116105812345678", "2018 1116 1058 1234 5678", "812345678"):
        found = mesa.at(FORM).get(f"{FORM}/clientes?q={typed}").text
        assert re.findall(r'href="/atendimentos/novo\?cliente=(\d+)"', found) == [str(customer["cliente"])]
    change("UPDATE atendimento SET rascunho = true WHERE id_atendimento = 300")
    assert "Nada encontrado" in mesa.at(FORM).get(f"{FORM}/clientes?q=20181116105812345678").text


def test_an_open_ticket_of_the_kind_warns_before(mesa: Mesa, customer: dict[str, Any], change: Change) -> None:
    def chosen(kind: int) -> str:
        return mesa.at(FORM).get(f"{FORM}?cliente={customer['cliente']}&id_tipo_atendimento={kind}").text

    kind = customer["id_tipo_atendimento"]
    warned = chosen(kind)
    assert "Já existe um atendimento aberto de “SAC”" in warned
    assert re.search(r"de \S+ às \d\d:\d\d\. <a href=\"/atendimentos/\d+\">Continuar nele</a>", warned)
    assert "vence em" in warned
    assert "<html" not in warned
    assert "Já existe" not in chosen(125)
    change("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_tipo_atendimento = :kind", kind=kind)
    assert "Já existe" not in chosen(kind)


def test_what_is_missing_is_said_and_nothing_is_stored(
    mesa: Mesa, customer: dict[str, Any], rows: Rows, happened: Happened
) -> None:
    before = rows(COUNT)
    empty = mesa.post("/atendimentos", {})
    assert empty.status_code == 422
    assert "Escolha o cliente" in empty.text

    wrong = filled(customer, telefone="9991-222", id_tipo_atendimento="", descricao="<b>Só isto</b>")
    answer = mesa.at(FORM).post("/atendimentos", wrong)
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "Faltam 2 informações." in answer.text
    assert '<a href="#telefone">Telefone de contato</a>: informe o DDD e o número.' in answer.text
    assert "Escolha o tipo do atendimento" in answer.text
    assert (
        'id="telefone" name="telefone" class="in" aria-invalid="true" aria-describedby="telefone-erro"' in answer.text
    )
    assert 'value="9991-222"' in answer.text
    assert "&lt;b&gt;Só isto&lt;/b&gt;" in answer.text
    assert 'value="uma-chave"' in answer.text
    assert "Falta 1 informação." in mesa.post("/atendimentos", filled(customer, email="x")).text
    assert rows(COUNT) == before
    assert happened() == []


@pytest.mark.parametrize(
    ("change_", "said"),
    [
        ({"id_cliente_servico": "999999"}, "Escolha o serviço do cliente"),
        ({"cliente": "999999"}, "Escolha o cliente"),
        ({"cliente": str(10**30)}, "Escolha o cliente"),
        ({"id_tipo_atendimento": "999999"}, "Escolha o tipo do atendimento"),
        ({"responsaveis[]": ["777"]}, "Escolha os responsáveis de novo"),
        ({"nome": " "}, "Informe o nome de quem está falando"),
        ({"chave": ""}, "Abra o formulário de novo"),
    ],
)
def test_each_fault_has_its_sentence(
    mesa: Mesa, customer: dict[str, Any], change_: dict[str, Any], said: str, rows: Rows
) -> None:
    before = rows(COUNT)
    answer = mesa.post("/atendimentos", filled(customer, **change_))
    assert answer.status_code == 422
    assert (said[:1].lower() + said[1:]) in answer.text
    assert rows(COUNT) == before


def test_the_service_of_another_customer(mesa: Mesa, customer: dict[str, Any], rows: Rows) -> None:
    [other] = rows(
        "SELECT min(id_cliente_servico) AS id FROM cliente_servico WHERE id_cliente <> :id", id=customer["cliente"]
    )
    answer = mesa.post("/atendimentos", filled(customer, id_cliente_servico=str(other["id"])))
    assert answer.status_code == 422
    assert "escolha o serviço do cliente" in answer.text


def test_it_opens(mesa: Mesa, customer: dict[str, Any], rows: Rows, happened: Happened) -> None:
    sent = filled(customer, **{"email": "b@example.com", "responsaveis[]": [str(ATENDENTE), str(BIANCA)]})
    answer = mesa.post("/atendimentos", sent)

    assert answer.status_code == 303
    [new] = rows("SELECT * FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert answer.headers["location"] == f"/atendimentos/{new['id_atendimento']}"
    assert mesa.get(answer.headers["location"]).status_code == 200
    assert (new["telefone_contato"], new["email_contato"]) == ("37999912222", "b@example.com")
    assert (new["descricao_abertura"], new["id_usuario_abertura"]) == ("Sem acesso", BIANCA)
    who = "SELECT id_usuario FROM usuarios_responsaveis WHERE id_atendimento = :id ORDER BY ordem"
    assert [row["id_usuario"] for row in rows(who, id=new["id_atendimento"])] == [ATENDENTE, BIANCA]
    assert happened() == ["atendimento.aberto"]


def test_a_form_opens_one_ticket(mesa: Mesa, customer: dict[str, Any], rows: Rows) -> None:
    first = mesa.post("/atendimentos", filled(customer))
    again = mesa.post("/atendimentos", filled(customer, descricao="Outra vez"))
    by_htmx = mesa.at(FORM).post("/atendimentos", filled(customer))
    assert again.headers["location"] == first.headers["location"] == by_htmx.headers["hx-redirect"]
    other = mesa.signed_in(ATENDENTE).post("/atendimentos", filled(customer))
    another = mesa.post("/atendimentos", filled(customer, chave="outra-chave"))
    assert len({first.headers["location"], other.headers["location"], another.headers["location"]}) == 3


def test_with_an_order(mesa: Mesa, customer: dict[str, Any], rows: Rows, happened: Happened) -> None:
    order = {"abrir_os": "1", "ids_tecnicos": str(TECNICO), "id_disponibilidade[]": ["1", "2"]}
    answer = mesa.post("/atendimentos", filled(customer, **order))
    assert answer.status_code == 303, answer.text
    [opened] = rows("SELECT * FROM ordem_servico ORDER BY id_ordem_servico DESC LIMIT 1")
    assert answer.headers["location"].endswith(f"/{opened['id_atendimento']}")
    of_order = "WHERE id_ordem_servico = :id"
    technicians = rows(f"SELECT id_usuario FROM ordem_servico_tecnico {of_order}", id=opened["id_ordem_servico"])
    periods = rows(
        f"SELECT id_periodo_dia FROM ordem_servico_disponibilidade {of_order}", id=opened["id_ordem_servico"]
    )
    assert [row["id_usuario"] for row in technicians] == [TECNICO]
    assert sorted(row["id_periodo_dia"] for row in periods) == [1, 2]
    assert sorted(happened()) == ["atendimento.aberto", "ordem_servico.aberta"]


def test_a_kind_without_orders(
    mesa: Mesa, customer: dict[str, Any], rows: Rows, change: Change, restart: Restart
) -> None:
    change("UPDATE tipo_atendimento SET permite_ordem_servico = false")
    restart(now="2026-01-15 09:10:00")
    before = rows(COUNT)
    refused = mesa.post("/atendimentos", filled(customer, abrir_os="1"))
    assert refused.status_code == 422
    assert "Este tipo de atendimento não tem ordem de serviço" in refused.text
    assert rows(COUNT) == before
    assert mesa.post("/atendimentos", filled(customer)).status_code == 303


def test_a_ticket_is_opened_in_the_situation_that_was_chosen(mesa: Mesa, customer: dict[str, Any], rows: Rows) -> None:
    closing = rows("SELECT id_atendimento_status AS id FROM atendimento_status WHERE fechamento")[0]["id"]
    [before] = rows(COUNT)
    refused = mesa.post("/atendimentos", filled(customer, id_atendimento_status=str(closing)))
    assert refused.status_code == 422
    assert "Escolha a situação de novo" in refused.text
    assert rows(COUNT) == [before]

    files = [("files", ("sinal.txt", b"-27,8 dBm", "text/plain"))]
    opened, again = (mesa.post("/atendimentos", filled(customer, id_atendimento_status="22"), files) for _ in range(2))
    assert opened.status_code == again.status_code == 303
    ident = int(opened.headers["location"].rpartition("/")[2])
    assert rows("SELECT id_atendimento_status AS id FROM atendimento WHERE id_atendimento = :id", id=ident) == [
        {"id": 22}
    ]
    kept = rows("SELECT count(*) AS n FROM anexo WHERE dono = 'atendimento' AND id_dono = :id", id=ident)
    assert kept == [{"n": 1}], "the form came twice, its files once"
