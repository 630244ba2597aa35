"""The queue of the desk (design §12, "Queue"; docs/decisions/0011)."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from plantao.atendimento.queries.abertos import todos
from plantao.kit.postgres import PostgresConnection
from plantao.kit.settings import Settings
from plantao.kit.sqlite import SqliteConnection
from tests.mesa import ATENDENTE, TECNICO, Mesa
from tests.plans import plan
from tests.support import Change, Response, Restart, Rows

CADASTRO_300 = datetime.fromisoformat("2018-11-16T10:58:21-02:00")
HOJE = "2026-01-15T12:00:00-03:00"


def tickets(answer: Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(i) for i in re.findall(r'id="linha-(\d+)"', answer.text)]


def groups(answer: Response) -> list[tuple[str, str]]:
    return re.findall(r'id="grupo-(\w+)".*?class="conta"[^>]*>(\d+)', answer.text)


def counts(answer: Response) -> dict[str, str]:
    nav = answer.text.split('aria-label="Visões"')[1].split("</nav>")[0]
    return dict(re.findall(r"<a [^>]*>([^<]+) <span class=\"conta[^>]*>([^<]+)<", nav))


def open_ticket(change: Change, ident: int, cadastro: str, *, status: int = 23, tipo: int | None = 28) -> None:
    change(
        "INSERT INTO atendimento (id_atendimento, protocolo, id_cliente_servico, id_tipo_atendimento, "
        "id_atendimento_status, id_usuario_abertura, descricao_abertura, data_cadastro) "
        "SELECT :id, :protocolo, 12345, :tipo, :status, 1, 'Novo', data_cadastro "
        "FROM atendimento WHERE id_atendimento = 300",
        id=ident,
        protocolo=f"P{ident}",
        tipo=tipo,
        status=status,
    )
    move(change, ident, cadastro)


def move(change: Change, ident: int, cadastro: str) -> None:
    """Both databases know how long ago a ticket was, in seconds from another's hour."""
    seconds = int((datetime.fromisoformat(cadastro) - CADASTRO_300).total_seconds())
    for spelled in (f"data_cadastro + {seconds} * 1000000", f"data_cadastro + interval '{seconds} seconds'"):
        with suppress(sa.exc.DBAPIError):
            change(f"UPDATE atendimento SET data_cadastro = {spelled} WHERE id_atendimento = :id", id=ident)
            return


def test_views(mesa: Mesa) -> None:
    meus = mesa.get("/fila")
    assert tickets(meus) == [110]
    assert "<title>(1) Fila · Plantão</title>" in meus.text
    assert "Bianca Couto" in meus.text
    assert "Quedas de conexão" in meus.text

    sem_dono = tickets(mesa.get("/fila/sem-dono"))
    assert 300 in sem_dono, "a program that opened a ticket does not own it"
    assert not {110, 285, 1114} & set(sem_dono)

    todos = mesa.get("/fila/todos")
    assert counts(todos) == {"Meus": "1", "Sem dono": str(len(sem_dono)), "Vencidos": "43", "Todos": "43"}
    assert 1090 not in tickets(todos), "a draft is not in the queue"
    assert tickets(mesa.signed_in(ATENDENTE).get("/fila")) == [1114]


def test_order_and_groups(mesa: Mesa, change: Change, restart: Restart) -> None:
    change("UPDATE tipo_atendimento SET prazo_minutos = 1440 WHERE id_tipo_atendimento = 28")
    for ident, cadastro, status, tipo in (
        (9001, "2026-01-15T11:00:00-03:00", 23, 28),
        (9002, "2026-01-14T13:00:00-03:00", 23, 28),
        (9003, "2026-01-14T11:00:00-03:00", 23, 28),
        (9004, "2026-01-01T08:00:00-03:00", 23, 28),
        (9005, "2026-01-15T11:30:00-03:00", 23, None),
        (9006, "2026-01-15T11:30:00-03:00", 23, 1),
    ):
        open_ticket(change, ident, cadastro, status=status, tipo=tipo)
    change("UPDATE atendimento SET parado_desde = data_cadastro WHERE id_atendimento = 9004")
    restart(now=HOJE)

    todos = mesa.get("/fila/todos")

    shown = [i for i in tickets(todos) if i > 9000]
    assert shown == [9003, 9006, 9002, 9001, 9005, 9004]
    assert [g for g, _ in groups(todos)] == ["vencido", "hoje", "depois", "parado"]
    assert dict(groups(todos)) | {"vencido": ""} == {"vencido": "", "hoje": "2", "depois": "2", "parado": "1"}
    assert "pausado" in todos.text


def test_filters(mesa: Mesa) -> None:
    of_kind = mesa.get("/fila/todos?tipo=28")
    assert set(tickets(of_kind)) < set(tickets(mesa.get("/fila/todos")))
    assert 'href="/fila/todos"' in of_kind.text
    assert 'href="/fila/vencidos?tipo=28"' in of_kind.text
    assert tickets(mesa.get("/fila/todos?setor=3")) == []
    assert mesa.get("/fila/todos?tipo=abc").status_code == 422
    assert mesa.get("/fila/outra").status_code == 404


def test_pages_by_cursor(mesa: Mesa, change: Change) -> None:
    for n in range(120):
        open_ticket(change, 9000 + n, f"2026-01-10T08:{n % 60:02}:00-03:00")
    every: list[int] = []
    answer = mesa.get("/fila/todos")
    while True:
        every += tickets(answer)
        more = re.search(r'hx-get="(/fila/todos\?depois=[^"]+)"', answer.text)
        if more is None:
            break
        answer = mesa.at("/fila/todos").get(more[1])
        assert "grupo-vencido" not in answer.text
        assert '<section class="fila"' not in answer.text
    assert len(every) == len(set(every)) == 163
    assert tickets(mesa.get("/fila/todos?quantos=120")) == every[:120]
    assert tickets(mesa.at("/fila/todos").get("/fila/todos?depois=lixo")) == every[:50]


def test_a_fragment_is_the_list_alone(mesa: Mesa) -> None:
    answer = mesa.at("/fila?atendimento=110").get("/fila?atendimento=110")

    assert "<html" not in answer.text
    assert answer.text.count("<section") == 1
    assert 'id="atd"' not in answer.text
    assert re.search(r'data-atendimento="110"[^>]*aria-current="true"', answer.text, re.DOTALL)


def test_beside_a_ticket(mesa: Mesa) -> None:
    answer = mesa.get("/fila/sem-dono?tipo=1&atendimento=300&aba=ordens")

    assert 'id="atd"' in answer.text
    assert "data-solto" not in answer.text
    assert "Nº 320" in answer.text
    assert 'href="/fila/sem-dono?tipo=1&amp;atendimento=300&amp;aba=anexos"' in answer.text
    assert mesa.get("/fila?atendimento=999999").status_code == 404


def test_the_counter_of_what_is_new(mesa: Mesa) -> None:
    other = mesa.signed_in(ATENDENTE)

    def unread(who: Mesa) -> str:
        answer = who.at("/clientes").get("/fila/nao-lidos")
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())

    assert unread(mesa) == ""
    other.post("/atendimentos/110/mensagens", {"mensagem": "O sinal voltou"})
    other.post("/atendimentos/300/mensagens", {"mensagem": "É de ninguém"})
    assert unread(mesa) == "1 1 não lido"
    assert unread(other) == ""

    mesa.post("/atendimentos/300/assumir")
    assert unread(mesa) == "2 2 não lidos"
    mesa.post("/atendimentos/110/mensagens", {"mensagem": "Obrigado"})
    mesa.post("/atendimentos/300/fechar", {"id_motivo_fechamento_atendimento": "17"})
    assert unread(mesa) == ""
    assert mesa.anonymous.at("/fila").get("/fila/nao-lidos").status_code == 401


def test_the_dot_of_what_is_new(mesa: Mesa) -> None:
    other = mesa.signed_in(ATENDENTE)
    assert "Mensagem nova" not in mesa.get("/fila").text

    other.post("/atendimentos/110/mensagens", {"mensagem": "O sinal voltou"})
    assert "Mensagem nova" in mesa.get("/fila").text
    assert "O sinal voltou" in mesa.get("/fila").text
    assert "Mensagem nova" not in other.get("/fila/vencidos?tipo=28").text, "neither one's own nor another's concern"

    last = re.search(r'data-ultima="(\d+)"', mesa.get("/atendimentos/110").text)
    assert last
    for _ in range(2):
        assert mesa.post("/atendimentos/110/visto", {"mensagem": last[1]}).status_code == 204
    assert "Mensagem nova" not in mesa.get("/fila").text


def test_assume_a_selection(mesa: Mesa, rows: Rows) -> None:
    answer = mesa.at("/fila/sem-dono").post("/fila/assumir", {"ids": "300,5410"})

    assert (answer.status_code, answer.headers["hx-trigger"]) == (204, "plantao:fila")
    assert tickets(mesa.get("/fila")) == [110, 300, 5410]
    assert rows("SELECT id_usuario FROM usuarios_responsaveis WHERE id_atendimento = 300") == [{"id_usuario": 56}]
    assert mesa.at("/fila").post("/fila/assumir", {"ids": "300,999999"}).status_code == 404
    assert mesa.at("/fila").post("/fila/assumir", {}).status_code == 422


def test_empty(mesa: Mesa) -> None:
    answer = mesa.signed_in(4903).get("/fila")

    assert "Tudo em dia" in answer.text
    assert "Nenhum atendimento com você." in answer.text


def test_who_comes_in(mesa: Mesa) -> None:
    assert mesa.anonymous.get("/fila").headers["location"] == "/entrar?volta=%2Ffila"
    assert mesa.anonymous.at("/fila").get("/fila").status_code == 401
    assert mesa.signed_in(TECNICO).get("/fila").status_code == 200


def test_names_are_only_text(mesa: Mesa, change: Change) -> None:
    change("UPDATE cliente SET nome_razaosocial = :x", x="<script>alert(1)</script>")
    change("UPDATE atendimento SET descricao_abertura = :x", x="<img src=x onerror=alert(2)>")

    for path in ("/fila/todos", "/atendimentos/300", "/fila/todos?atendimento=300"):
        answer = mesa.get(path).text
        assert "<script>alert" not in answer
        assert "<img src=x" not in answer
        assert "&lt;script&gt;" in answer


def test_queries_do_not_grow_with_rows(mesa: Mesa, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for kind in (SqliteConnection, PostgresConnection):
        fetch = kind.fetch

        async def counting(self: Any, prepared: Any, values: Any, fetch: Any = fetch) -> Any:
            if not re.search(r"FROM (acesso_geracao|event|task)\b", prepared.sql):  # the tail looks whenever it likes
                asked.append(prepared.sql)
            return await fetch(self, prepared, values)

        monkeypatch.setattr(kind, "fetch", counting)
    mesa.get("/fila/todos")
    first = len(asked)
    asked.clear()
    mesa.get("/fila")
    few = len(asked)
    asked.clear()
    mesa.get("/fila/todos")

    assert first == few + 2
    assert len(asked) == few <= 6, asked


def test_only_open_tickets_are_looked_at(mesa: Mesa, settings: Settings) -> None:
    """It takes one of the two indexes that know which are open."""
    found = plan(settings, todos)

    assert re.search("ix_atendimento_aberto|ix_atendimento_data_fechamento", found), found
    assert not re.search(r"Seq Scan on atendimento\b|SCAN atendimento(?! USING)", found), found
