"""What is measured: R1, R1 deep, R2 and R3 of performance.md, as requests and as the calls their routes make."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.world import API_USER, BEGIN, END, World
from plantao import schema
from plantao.acesso.guard import Programa
from plantao.acesso.model import DOCUMENTADO
from plantao.atendimento import api
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.contract.do_cliente import BuscaAtendimento
from plantao.atendimento.contract.listar import FiltrosTodos
from plantao.kit.settings import Settings
from plantao.kit.time import local, real_clock
from plantao.kit.tx import Tx

INTEGRACAO = "/api/v1/integracao/"
REQUESTS = 16
"""How many different requests of a kind take turns."""
PAGE, TICKETS_OF_CLIENT = 50, 20
AUTHOR = Programa(
    id_usuario=API_USER, name="Bench", ip="127.0.0.1", id_oauth_client=1, perfil=DOCUMENTADO, complementos=False
)

Bag = dict[str, Any]
Call = Callable[[Tx, Bag], Awaitable[Any]]


@dataclass(frozen=True)
class Request:
    """One request, as it travels and as the bag its route reads."""

    method: str
    path: str
    body: str
    bag: Bag


@dataclass(frozen=True)
class Case:
    """A kind of request: `call` does what its route does; `connections` load the server, `bare` ones the database."""

    name: str
    requests: list[Request]
    call: Call
    writes: bool
    connections: int
    bare: dict[str, int]
    goals: dict[str, float]


async def _todos(read: Tx, bag: Bag) -> Any:
    return await api.todos(await FiltrosTodos.ler(bag, read), read, AUTHOR, real_clock())


async def _do_cliente(read: Tx, bag: Bag) -> Any:
    return await api.do_cliente(await BuscaAtendimento.ler(bag, read), read)


async def _abrir(tx: Tx, bag: Bag) -> Any:
    return await api.abrir(await NovoAtendimento.ler(bag, tx), tx, AUTHOR, real_clock())


async def cases(settings: Settings, world: World) -> list[Case]:
    """Every case on this data; bare connections as in performance.md §1."""
    reading, writing = {"sqlite": 1, "postgres": 2}, {"sqlite": 1, "postgres": 8}
    documents = await schema.run(settings, _documents)
    new = [_new(n, world) for n in range(REQUESTS)]
    return [
        Case("R1", _windows(), _todos, False, 8, reading, {"sqlite": 0.60, "postgres": 0.60}),
        Case("R1 deep", _deep(world), _todos, False, 8, reading, {"postgres": 0.55}),
        Case(
            "R2", [_of_client(d) for d in documents], _do_cliente, False, 8, reading, {"sqlite": 0.25, "postgres": 0.35}
        ),
        Case("R3", new, _abrir, True, 8, writing, {"sqlite": 1.0, "postgres": 0.45}),
        Case("R3, 32 connections", new, _abrir, True, 32, writing, {"sqlite": 1.5}),
    ]


def _get(path: str, bag: Bag) -> Request:
    return Request("GET", f"{INTEGRACAO}{path}?{urlencode(bag)}", "", bag)


def _page(**more: str) -> Request:
    relations = {"relacoes": "cliente_servico,usuarios_responsaveis", "itens_por_pagina": str(PAGE)}
    return _get("atendimento/todos", relations | more)


def _windows() -> list[Request]:
    """The first page of 31 days, at different times of the five years."""
    starts = [BEGIN + n * (END - BEGIN - timedelta(days=40)) / REQUESTS for n in range(1, REQUESTS + 1)]
    days = [(local(start).date(), local(start).date() + timedelta(days=30)) for start in starts]
    return [_page(pagina="0", data_inicio=str(first), data_fim=str(last)) for first, last in days]


def _deep(world: World) -> list[Request]:
    """Pages about half-way through all five years."""
    first, last = str(local(BEGIN).date()), str(local(END).date())
    middle = world.tickets // 2 // PAGE
    return [_page(pagina=str(middle + n), data_inicio=first, data_fim=last) for n in range(REQUESTS)]


def _documents(connection: sa.Connection) -> list[str]:
    """Of clients with at least a page of tickets, and not very many more."""
    found = connection.execute(
        sa.text(
            "SELECT c.cpf_cnpj FROM cliente c JOIN cliente_servico s ON s.id_cliente = c.id_cliente "
            "JOIN atendimento a ON a.id_cliente_servico = s.id_cliente_servico GROUP BY c.id_cliente, c.cpf_cnpj "
            "HAVING count(*) BETWEEN :least AND 60 ORDER BY c.id_cliente LIMIT :many"
        ),
        {"least": TICKETS_OF_CLIENT, "many": REQUESTS},
    )
    return [row[0] for row in found]


def _of_client(document: str) -> Request:
    bag = {"busca": "cpf_cnpj", "termo_busca": document, "limit": str(TICKETS_OF_CLIENT), "apenas_pendente": "nao"}
    return _get("cliente/atendimento", bag)


def _new(n: int, world: World) -> Request:
    """Every second one with a service order."""
    bag = {
        "id_cliente_servico": n * world.services // REQUESTS + 1,
        "descricao": "Cliente relata lentidão à noite e quedas desde ontem.",
        "nome": "Nome do Solicitante",
        "telefone": "37999112233",
        "email": "teste@teste.com.br",
        "abrir_os": n % 2 == 1,
    }
    return Request("POST", f"{INTEGRACAO}atendimento", json.dumps(bag), bag)
