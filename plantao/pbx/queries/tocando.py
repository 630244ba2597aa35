"""The calls a notice or a cancel may be about."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao.kit.db import Statement, param, query
from plantao.kit.tx import Read
from plantao.pbx.model import ATENDIDA, EXPIRADA, TOCANDO, a_vista, ligacao, ligacao_cancelamento


class Tocando(NamedTuple):
    """A call, as far as another notice or a cancel must know it."""

    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    id_usuario: int | None
    telefone: str | None
    id_cliente: int | None
    janela: str
    em_uso: datetime | None
    notificada: datetime | None
    data_cancelamento: datetime | None


class Cancelamento(NamedTuple):
    """A cancel that found nothing ringing."""

    id_ligacao_cancelamento: int
    telefone: str | None
    id_cliente: int | None


class Mudada(NamedTuple):
    """A call whose window was put away, and whose it is."""

    id_ligacao: int
    id_usuario: int


_l = ligacao.c
_COLUNAS = [_l[name] for name in Tocando._fields]
_do_usuario = sa.or_(
    _l.id_usuario == param("id_usuario", _l.id_usuario),
    _l.ramal == param("ramal", _l.ramal),
    _l.identificador_interno == param("interno", _l.identificador_interno),
)
_tocando = query(
    sa.select(*_COLUNAS).where(_l.status == TOCANDO, _do_usuario).order_by(_l.id_ligacao).with_for_update(),
    Tocando,
)
_dele = sa.select(*_COLUNAS).where(_l.id_usuario == param("id_usuario", _l.id_usuario))
_parada = sa.or_(_l.status == ATENDIDA, _l.status == EXPIRADA)
_sem_fim = query(
    _dele.where(a_vista, _parada, _l.data_cancelamento.is_(None)).order_by(_l.id_ligacao),
    Tocando,
)
_ultimas = query(_dele.order_by(_l.id_ligacao.desc()).limit(20), Tocando)
_c = ligacao_cancelamento.c
_cancelamentos = query(
    sa.select(*(_c[name] for name in Cancelamento._fields))
    .where(_c.quem == param("quem", _c.quem), _c.data_cadastro >= param("desde", _c.data_cadastro))
    .order_by(_c.id_ligacao_cancelamento),
    Cancelamento,
)


def mudadas(mudanca: Any) -> Statement[Mudada]:
    """A change of windows that answers which, and whose."""
    return query(mudanca.returning(_l.id_ligacao, _l.id_usuario), Mudada)


async def tocando(read: Read, id_usuario: int | None, ramal: str | None, interno: str | None) -> list[Tocando]:
    """The calls that ring for whoever was called, oldest first."""
    return await read.all(_tocando, id_usuario=id_usuario, ramal=ramal, interno=interno)


async def sem_fim(read: Read, id_usuario: int | None) -> list[Tocando]:
    """The calls of a user that ring no more, have their window in sight, and of which nobody said that they ended."""
    return await read.all(_sem_fim, id_usuario=id_usuario)


async def ultimas(read: Read, id_usuario: int | None) -> list[Tocando]:
    """The last calls of a user, newest first."""
    return await read.all(_ultimas, id_usuario=id_usuario)


async def cancelamentos(read: Read, quem: str, desde: datetime) -> list[Cancelamento]:
    """The cancels for whoever is called that found nothing ringing."""
    return await read.all(_cancelamentos, quem=quem, desde=desde)
