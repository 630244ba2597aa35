"""Clients written as people write them, by plain SQL, and searched as the desk searches them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from plantao.app import open_database
from plantao.cliente.queries import busca
from plantao.kit.settings import Settings
from plantao.kit.tx import reading

Achar = Callable[..., list[int]]
Cadastrar = Callable[..., None]


@pytest.fixture
def cadastrar(change: Callable[..., None]) -> Cadastrar:
    def write(id_cliente: int, nome: str, **outros: Any) -> None:
        values = {
            "id_cliente": id_cliente,
            "nome_razaosocial": nome,
            "codigo_cliente": 900_000 + id_cliente,
            "uuid": f"teste-{id_cliente}",
        } | outros
        names = ", ".join(values)
        change(
            f"INSERT INTO cliente ({names}, data_cadastro) "
            f"SELECT {', '.join(f'CAST(:{n} AS {_kind(v)})' for n, v in values.items())}, data_cadastro "
            "FROM cliente WHERE id_cliente = 24001",
            **values,
        )

    return write


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "bigint" if isinstance(value, int) else "text"


@pytest.fixture
def morar(change: Callable[..., None]) -> Callable[..., None]:
    """Give a client a service at an address."""

    def write(id_cliente: int, endereco: str, numero: str, bairro: str) -> None:
        key = 70_000 + id_cliente
        values = {"key": key, "id": id_cliente, "endereco": endereco, "numero": numero, "bairro": bairro}
        typed = {name: f"CAST(:{name} AS {_kind(value)})" for name, value in values.items()}
        change(
            "INSERT INTO cliente_servico (id_cliente_servico, id_cliente, id_servico, numero_plano, valor, "
            "id_servico_status, data_cadastro, uuid) "
            f"SELECT {typed['key']}, {typed['id']}, id_servico, 1, 100, id_servico_status, data_cadastro, 'teste' "
            "FROM cliente_servico LIMIT 1",
            key=key,
            id=id_cliente,
        )
        change(
            "INSERT INTO endereco_numero (id_endereco_numero, endereco, numero, bairro, cep, id_cidade) "
            f"VALUES ({typed['key']}, {typed['endereco']}, {typed['numero']}, {typed['bairro']}, '35560000', 7674)",
            key=key,
            endereco=endereco,
            numero=numero,
            bairro=bairro,
        )
        change(
            "INSERT INTO cliente_servico_endereco (id_cliente_servico_endereco, id_cliente_servico, "
            "id_endereco_numero, tipo) VALUES (:key, :key, :key, 'instalacao')",
            key=key,
        )

    return write


@pytest.fixture
def achar(settings: Settings) -> Achar:
    """Who is found, in order; page after page when `paginas` says how long one is."""

    async def search(texto: str, limite: int, paginas: int) -> list[int]:
        database = await open_database(settings)
        async with reading(database) as read:
            if not paginas:
                ids = await busca.clientes(read, texto, limite)
            else:
                ids, depois = await busca.pagina(read, texto, paginas)
                while depois:
                    mais, depois = await busca.pagina(read, texto, paginas, depois)
                    assert 0 < len(mais) <= paginas
                    ids += mais
        await database.close()
        return ids

    return lambda texto, limite=20, paginas=0: asyncio.run(search(texto, limite, paginas))


@pytest.fixture
def sugerir(settings: Settings) -> Callable[[str], str | None]:
    async def suggest(texto: str) -> str | None:
        database = await open_database(settings)
        async with reading(database) as read:
            found = await busca.sugestao(read, texto)
        await database.close()
        return found

    return lambda texto: asyncio.run(suggest(texto))
