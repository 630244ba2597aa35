"""A call that was announced to try the exchange, and how far it has come."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.atendimento.model import atendimento
from plantao.cliente.model import cliente, cliente_telefone
from plantao.kit.br import telefone_pbx
from plantao.kit.db import Statement, param, query
from plantao.kit.tx import Read
from plantao.pbx.model import ligacao

ALGUNS = 20
"""How many telephones are enough to choose from."""


class Simulada(NamedTuple):
    """A call, whom it is for and who calls, and when its window was on a screen."""

    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    id_usuario: int | None
    telefone: str | None
    candidatos: list[int]
    identificando: bool
    status: str
    notificada: datetime | None
    visivel: datetime | None
    data_cancelamento: datetime | None
    nome_razaosocial: str | None
    codigo_cliente: int | None
    protocolo: str | None
    aberto: datetime | None


_DE_OUTROS = {
    "nome_razaosocial": cliente.c.nome_razaosocial,
    "codigo_cliente": cliente.c.codigo_cliente,
    "protocolo": atendimento.c.protocolo,
    "aberto": atendimento.c.data_cadastro,
}
_l = ligacao.c
_alguma = (
    sa.select(*(_DE_OUTROS[name] if name in _DE_OUTROS else _l[name] for name in Simulada._fields))
    .select_from(ligacao)
    .outerjoin(cliente, cliente.c.id_cliente == _l.id_cliente)
    .outerjoin(atendimento, atendimento.c.id_atendimento == _l.id_atendimento)
)
_uma = query(_alguma.where(_l.id_ligacao == param("id", _l.id_ligacao)), Simulada)
_ultima = query(
    _alguma.where(_l.ramal == param("ramal", _l.ramal)).order_by(_l.id_ligacao.desc()).limit(1),
    Simulada,
)


def _conhecidos(quantos: sa.ColumnElement[bool], *por: sa.ColumnElement[str]) -> Statement[tuple[int, str]]:
    return query(
        sa.select(sa.func.min(_t.id_cliente), sa.func.min(_t.telefone))
        .where(_t.id_cliente.in_(sa.select(cliente.c.id_cliente).where(cliente.c.ativo)))
        .group_by(_t.chave, *por)
        .having(quantos)
        .limit(ALGUNS),
        lambda id_cliente, telefone: (id_cliente, telefone),
    )


_t = cliente_telefone.c
_donos = sa.func.count(_t.id_cliente.distinct())
_de_um = _conhecidos(_donos == 1)
_de_varios = _conhecidos(_donos > 1, _t.telefone)


async def uma(read: Read, id_ligacao: int) -> Simulada | None:
    """A call."""
    return await read.first(_uma, id=id_ligacao)


async def ultima(read: Read, ramal: str) -> Simulada | None:
    """The newest call of an extension."""
    return await read.first(_ultima, ramal=ramal)


async def telefones(read: Read, *, de_varios: bool) -> list[str]:
    """A few telephones by which one client is known, each another's, or several; as an exchange sends them."""
    achados = dict(await read.all(_de_varios if de_varios else _de_um))
    return list(filter(None, map(telefone_pbx, achados.values())))
