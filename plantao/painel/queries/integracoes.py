"""The programs of the API as the page of integrations lists them, and what each asked for lately."""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import oauth_client, oauth_token, requisicao, requisicao_hora
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import param, query
from plantao.kit.tx import Read

UM_DIA = timedelta(hours=24)
PAGINA = 50


class ClienteListado(NamedTuple):
    """A program, what is shown of its secret, when it was last given a token, and how often it called in a day."""

    id_oauth_client: int
    nome: str
    segredo_final: str | None
    perfil_compat: str
    complementos: bool
    redes: list[str]
    ativo: bool
    data_cadastro: datetime
    ultimo_token: datetime | None
    ultima_chamada: datetime | None
    total: int
    erros: int


class Requisicao(NamedTuple):
    """A request of a program, and with what it was answered."""

    numero: int
    quando: datetime
    metodo: str
    rota: str
    caminho: str
    http: int
    erro: str | None
    ms: float
    ip: str | None


class Rota(NamedTuple):
    """How often a program asked for what in a day; `resumidas` of them were only counted."""

    metodo: str
    rota: str
    total: int
    erros: int
    resumidas: int


_c, _r, _h = oauth_client.c, requisicao.c, requisicao_hora.c
_recente = _h.hora > param("desde", _h.hora)


def _soma(coluna: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    dele = _h.id_oauth_client == _c.id_oauth_client
    return sa.select(sa.func.coalesce(sa.func.sum(coluna), 0)).where(dele, _recente).scalar_subquery()


_CONTADOS = {
    "ultimo_token": sa.select(sa.func.max(oauth_token.c.emissao))
    .where(oauth_token.c.id_oauth_client == _c.id_oauth_client)
    .scalar_subquery(),
    "ultima_chamada": sa.select(_r.quando)
    .where(_r.id_oauth_client == _c.id_oauth_client)
    .order_by(_r.numero.desc())
    .limit(1)
    .scalar_subquery(),
    "total": _soma(_h.total),
    "erros": _soma(_h.erros),
}
_clientes = query(
    sa.select(*(_CONTADOS[name] if name in _CONTADOS else _c[name] for name in ClienteListado._fields)).order_by(
        _c.id_oauth_client
    ),
    ClienteListado,
)
_dele = (
    sa.select(*(_r[name] for name in Requisicao._fields))
    .where(_r.id_oauth_client == param("id", _r.id_oauth_client), _r.numero < param("antes", _r.numero))
    .order_by(_r.numero.desc())
    .limit(PAGINA + 1)
)
_requisicoes = query(_dele, Requisicao)
_com_erro = query(_dele.where(_r.erro.is_not(None)), Requisicao)
_rotas = query(
    sa.select(_h.metodo, _h.rota, *(sa.func.sum(_h[name]).label(name) for name in ("total", "erros", "resumidas")))
    .where(_h.id_oauth_client == param("id", _h.id_oauth_client), _recente)
    .group_by(_h.metodo, _h.rota)
    .order_by(sa.desc("total"), _h.rota, _h.metodo),
    Rota,
)


async def clientes(read: Read, now: datetime) -> list[ClienteListado]:
    """Every program, oldest first."""
    return await read.all(_clientes, desde=now - UM_DIA)


async def requisicoes(read: Read, id_oauth_client: int, antes: int, *, so_erros: bool) -> list[Requisicao]:
    """The last requests of a program before the cursor, newest first; one more than a page when there are more."""
    asked = _com_erro if so_erros else _requisicoes
    return await read.all(asked, id=id_oauth_client, antes=antes if 0 < antes <= INT64_MAX else INT64_MAX)


async def rotas(read: Read, id_oauth_client: int, now: datetime) -> list[Rota]:
    """What a program asked for in the last day, counted by whole hours, most often first."""
    return await read.all(_rotas, id=id_oauth_client, desde=now - UM_DIA)
