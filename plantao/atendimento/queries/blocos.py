"""Totals and pages without walking them: how many tickets each thousand of ids holds (docs/decisions/0002).

Lists are ordered by `id_atendimento`, filtered by date. A block's row says how many tickets it holds and between which
dates, so that whole blocks are counted and skipped unread; only blocks at the edge of the span, or not closed yet, are
counted exactly. A row whose `quantidade` is null must be counted again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.atendimento.model import BLOCO, atendimento, atendimento_bloco
from plantao.kit.db import aside, column, each, param, query
from plantao.kit.tx import Read

_b = atendimento_bloco.c
_a = atendimento.c


class _Bloco(NamedTuple):
    bloco: int
    quantidade: int | None
    menor: datetime | None
    maior: datetime | None


class Contado(NamedTuple):
    """A block and how many of its tickets a list shows."""

    bloco: int
    quantidade: int


class Trecho(NamedTuple):
    """Where a page lies: among the ids from `primeiro` to `ultimo`, after skipping `pular` of them."""

    primeiro: int
    ultimo: int
    pular: int


_inicio = param("inicio", _a.data_cadastro)
_fim = param("fim", _a.data_cadastro)
_vivo = _a.deleted_at.is_(None)
_ultimo_bloco = sa.select(sa.func.max(_b.bloco)).scalar_subquery()
_blocos = query(
    sa.select(_b.bloco, _b.quantidade, _b.menor_data_cadastro, _b.maior_data_cadastro)
    .where(
        sa.or_(
            _b.quantidade.is_(None),
            _b.bloco == _ultimo_bloco,
            sa.and_(_b.maior_data_cadastro >= _inicio, _b.menor_data_cadastro <= _fim),
        )
    )
    .order_by(_b.bloco),
    _Bloco,
)
_tamanho: sa.ColumnElement[int] = sa.literal_column(str(BLOCO), sa.BigInteger())
_do_bloco = _a.id_atendimento // _tamanho
_no_periodo = sa.and_(aside(_a.data_cadastro) >= _inicio, aside(_a.data_cadastro) <= _fim)
_desde = _a.id_atendimento >= param("desde", _a.id_atendimento)
_abertos = query(sa.select(_do_bloco, sa.func.count()).where(_desde, _vivo, _no_periodo).group_by(_do_bloco), Contado)


def _contar(dialect: sa.Dialect) -> sa.Executable:
    cada = each("blocos", dialect)
    bloco = cada.c.value
    linhas = cada.join(atendimento, _no_bloco(bloco))
    return sa.select(bloco, sa.func.count()).select_from(linhas).where(_vivo, _no_periodo).group_by(bloco)


def _no_bloco(bloco: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.and_(_a.id_atendimento >= bloco * _tamanho, _a.id_atendimento < (bloco + 1) * _tamanho)


_parciais = query(_contar, Contado)


async def contar(read: Read, inicio: datetime, fim: datetime) -> list[Contado]:
    """How many tickets of the span each block holds, the newest block first; blocks without any are left out."""
    fechados = await read.all(_blocos, inicio=inicio, fim=fim)
    contados = [Contado(b.bloco, b.quantidade) for b in fechados if b.quantidade and _dentro(b, inicio, fim)]
    parciais = [b.bloco for b in fechados if b.quantidade is None or _na_borda(b, inicio, fim)]
    if parciais:
        contados += await read.all(_parciais, blocos=parciais, inicio=inicio, fim=fim)
    desde = (fechados[-1].bloco + 1) * BLOCO if fechados else 0
    contados += await read.all(_abertos, desde=desde, inicio=inicio, fim=fim)
    return sorted(contados, reverse=True)


def _dentro(bloco: _Bloco, inicio: datetime, fim: datetime) -> bool:
    return bloco.menor is not None and bloco.maior is not None and inicio <= bloco.menor and bloco.maior <= fim


def _na_borda(bloco: _Bloco, inicio: datetime, fim: datetime) -> bool:
    toca = bloco.menor is not None and bloco.maior is not None and bloco.menor <= fim and bloco.maior >= inicio
    return toca and not _dentro(bloco, inicio, fim)


def localizar(contados: Sequence[Contado], pular: int, quantos: int) -> Trecho | None:
    """Where the page of `quantos` tickets after the newest `pular` lies; None behind the last."""
    n = 0
    while n < len(contados) and pular >= contados[n].quantidade:
        pular -= contados[n].quantidade
        n += 1
    if n == len(contados):
        return None
    ultimo, faltam = contados[n].bloco, pular + quantos - contados[n].quantidade
    while faltam > 0 and n + 1 < len(contados):
        n += 1
        faltam -= contados[n].quantidade
    return Trecho(contados[n].bloco * BLOCO, (ultimo + 1) * BLOCO - 1, pular)


_marcados = column(sa.select(_b.bloco).where(_b.quantidade.is_(None)).order_by(_b.bloco), int)
_maior_fechado = query(sa.select(_ultimo_bloco), lambda maior: maior)
_cheios = column(
    sa.select(_do_bloco)
    .where(
        _desde, _a.id_atendimento < sa.select(sa.func.max(_a.id_atendimento) // _tamanho * _tamanho).scalar_subquery()
    )
    .group_by(_do_bloco)
    .order_by(_do_bloco)
    .limit(param("limite", sa.Integer())),
    int,
)


def _resumir(dialect: sa.Dialect) -> sa.Executable:
    cada = each("blocos", dialect)
    bloco = cada.c.value
    linhas = cada.outerjoin(atendimento, sa.and_(_no_bloco(bloco), _vivo))
    datas = sa.func.min(_a.data_cadastro), sa.func.max(_a.data_cadastro)
    return sa.select(bloco, sa.func.count(_a.id_atendimento), *datas).select_from(linhas).group_by(bloco)


_resumos = query(_resumir, _Bloco)


async def a_fechar(read: Read, limite: int) -> list[int]:
    """The blocks to be counted: those marked, and those in which no new id will be given."""
    marcados = await read.all(_marcados)
    maior = await read.first(_maior_fechado)
    desde = 0 if maior is None else (maior + 1) * BLOCO
    return [*marcados, *await read.all(_cheios, desde=desde, limite=limite)]


async def resumir(read: Read, blocos: Sequence[int]) -> list[dict[str, object]]:
    """The rows of these blocks, counted now."""
    return [
        {
            "bloco": b.bloco,
            "quantidade": b.quantidade,
            "menor_data_cadastro": b.menor,
            "maior_data_cadastro": b.maior,
        }
        for b in await read.all(_resumos, blocos=list(blocos))
    ]
