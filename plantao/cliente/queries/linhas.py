"""Clients as a list shows them, and one as its page does."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from plantao.cliente.model import (
    HABILITADO,
    busca_cliente,
    cidades,
    cliente,
    cliente_servico,
    cliente_servico_endereco,
    endereco_numero,
    servico_statuses,
    servicos,
)
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import any_of, param, query
from plantao.kit.tx import Read


class Quem(NamedTuple):
    """A client's own data."""

    id_cliente: int
    codigo_cliente: int
    nome_razaosocial: str
    nome_fantasia: str | None
    tipo_pessoa: str
    cpf_cnpj: str | None
    telefone_primario: str | None
    telefone_secundario: str | None
    telefone_terciario: str | None
    email_principal: str | None
    email_secundario: str | None
    data_cadastro: datetime
    ativo: bool

    @property
    def telefones(self) -> list[str]:
        """Every telephone, as it was written."""
        return [t for t in (self.telefone_primario, self.telefone_secundario, self.telefone_terciario) if t]

    @property
    def emails(self) -> list[str]:
        """Every address of electronic mail."""
        return [e for e in (self.email_principal, self.email_secundario) if e]


class Contratado(NamedTuple):
    """A client's service."""

    id_cliente_servico: int
    id_cliente: int
    id_servico: int
    numero_plano: int
    valor: Decimal
    id_servico_status: int
    data_cadastro: datetime
    data_habilitacao: datetime | None
    data_cancelamento: datetime | None


class Onde(NamedTuple):
    """An address of a client's service."""

    id_cliente_servico: int
    id_cliente: int
    tipo: str
    id_endereco_numero: int
    endereco: str
    numero: str
    complemento: str | None
    bairro: str
    referencia: str | None
    cep: str
    id_cidade: int
    longitude: float | None
    latitude: float | None


class Cadastro(NamedTuple):
    """A client with its services and their addresses."""

    quem: Quem
    servicos: list[Contratado]
    enderecos: list[Onde]

    @property
    def sugerido(self) -> int | None:
        """The service that is meant unless another is chosen: the only active one, or the only one."""
        ativos = [s for s in self.servicos if servico_statuses[s.id_servico_status].prefixo == HABILITADO]
        candidatos = ativos or self.servicos
        return candidatos[0].id_cliente_servico if len(candidatos) == 1 else None


class Recentes(NamedTuple):
    """A page of the clients when nothing is searched, and the cursor of those that follow."""

    ids: list[int]
    depois: str


class _Ordem(NamedTuple):
    ordem: int
    id_cliente: int


_cs, _en, _cse = cliente_servico.c, endereco_numero.c, cliente_servico_endereco.c
_quem = query(sa.select(*(cliente.c[name] for name in Quem._fields)).where(any_of(cliente.c.id_cliente, "ids")), Quem)
_servicos = query(
    sa.select(*(_cs[name] for name in Contratado._fields))
    .where(any_of(_cs.id_cliente, "ids"))
    .order_by(_cs.id_cliente_servico),
    Contratado,
)
_DE_OUTRAS = {"id_cliente_servico": _cs.id_cliente_servico, "id_cliente": _cs.id_cliente, "tipo": _cse.tipo}
_enderecos = query(
    sa.select(*(_DE_OUTRAS[name] if name in _DE_OUTRAS else _en[name] for name in Onde._fields))
    .select_from(cliente_servico)
    .join(cliente_servico_endereco, _cse.id_cliente_servico == _cs.id_cliente_servico)
    .join(endereco_numero, _en.id_endereco_numero == _cse.id_endereco_numero)
    .where(any_of(_cs.id_cliente, "ids"))
    .order_by(_cse.id_cliente_servico_endereco),
    Onde,
)
_recentes = query(
    sa.select(busca_cliente.c.ordem, busca_cliente.c.id_cliente)
    .where(busca_cliente.c.ordem < param("antes", busca_cliente.c.ordem))
    .order_by(busca_cliente.c.ordem.desc())
    .limit(param("limite", busca_cliente.c.ordem)),
    _Ordem,
)


async def cadastros(read: Read, ids: Sequence[int]) -> list[Cadastro]:
    """Clients with their services and addresses, in the order of `ids`."""
    if not ids:
        return []
    pessoas = {row.id_cliente: row for row in await read.all(_quem, ids=ids)}
    contratados = await read.all(_servicos, ids=ids)
    enderecos = await read.all(_enderecos, ids=ids)
    await servicos.need(read, (row.id_servico for row in contratados))
    await cidades.need(read, (row.id_cidade for row in enderecos))
    return [
        Cadastro(
            pessoas[i],
            [row for row in contratados if row.id_cliente == i],
            [row for row in enderecos if row.id_cliente == i],
        )
        for i in ids
        if i in pessoas
    ]


async def recentes(read: Read, limite: int, depois: str = "") -> Recentes:
    """The active clients, the newest first, and then the inactive."""
    antes = int(depois) if depois.lstrip("-").isdecimal() else INT64_MAX
    rows = await read.all(_recentes, antes=antes, limite=limite + 1)
    mais = str(rows[limite - 1].ordem) if len(rows) > limite else ""
    return Recentes([row.id_cliente for row in rows[:limite]], mais)
