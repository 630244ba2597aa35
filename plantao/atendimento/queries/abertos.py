"""Every open ticket in the order of its deadline, kept from one look at the queue to the next (docs/decisions/0011).

A deadline is the ticket's hour plus the limit of its kind, so nothing has to be kept in step in the database. The whole
is read once; after that only the tickets of which the outbox tells something new: a desk's own change is in its next
look, and two hundred desks that look at once do not each put five thousand tickets in order.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import NamedTuple

import sqlalchemy as sa

from plantao.atendimento.model import atendimento, tipos, usuarios_responsaveis
from plantao.kit import events
from plantao.kit.db import any_of, query
from plantao.kit.tx import Read

SEM_PRAZO = datetime(9999, 1, 1, tzinfo=UTC)
RELER_SECONDS = 60.0
"""How long something may go unseen that was written past the rules, by an import."""
DEMAIS = 500
"""After more events than these the whole is read again."""

Limites = dict[int, timedelta]


class Posto(NamedTuple):
    """A ticket's place in the queue; tuples of it sort as the queue does."""

    parado: bool
    prazo: datetime
    id_atendimento: int


class Aberto(NamedTuple):
    """What the queue must know of an open ticket to count it and give it its place; `deles` answer for it."""

    posto: Posto
    id_tipo_atendimento: int | None
    id_setor_responsavel: int | None
    id_usuario_responsavel: int | None
    deles: frozenset[int]


class _Linha(NamedTuple):
    id_atendimento: int
    id_tipo_atendimento: int | None
    data_cadastro: datetime
    id_usuario_responsavel: int | None
    id_setor_responsavel: int | None
    parado_desde: datetime | None
    segundos_parado: int


class _Deles(NamedTuple):
    id_atendimento: int
    id_usuario: int


class Ordenados(NamedTuple):
    """The open tickets by id, and their places in order; nobody changes them, for others are looking."""

    por_id: dict[int, Aberto]
    postos: list[Posto]

    def com(self, ids: Collection[int], lidos: Collection[Aberto]) -> "Ordenados":
        """The same with `ids` as they are now: those in `lidos` are open."""
        por_id, postos = dict(self.por_id), list(self.postos)
        for ident in ids:
            if antes := por_id.pop(ident, None):
                del postos[bisect_left(postos, antes.posto)]
        for aberto in lidos:
            por_id[aberto.posto.id_atendimento] = aberto
            insort(postos, aberto.posto)
        return Ordenados(por_id, postos)


class _Guardado(NamedTuple):
    ordenados: Ordenados
    posicao: events.Position
    """Everything settled up to here is in it."""
    limites: Limites
    lido: float


_a, _r = atendimento.c, usuarios_responsaveis.c
_aberto = sa.and_(_a.data_fechamento.is_(None), _a.deleted_at.is_(None), ~_a.rascunho)
_linhas = sa.select(*(_a[nome] for nome in _Linha._fields)).where(_aberto)
_deles = (
    sa.select(_r.id_atendimento, _r.id_usuario).join(atendimento, _a.id_atendimento == _r.id_atendimento).where(_aberto)
)
todos = query(_linhas, _Linha)
_deles_de_todos = query(_deles, _Deles)
_alguns = query(_linhas.where(any_of(_a.id_atendimento, "ids")), _Linha)
_deles_de_alguns = query(_deles.where(any_of(_r.id_atendimento, "ids")), _Deles)


class Abertos:
    """The open tickets in order, for all the desks of this process."""

    def __init__(self) -> None:
        self._guardado: _Guardado | None = None

    async def agora(self, read: Read) -> Ordenados:
        """The open tickets as `read` sees them, or as they were to be a moment later."""
        posicao = await events.newest(read)
        antes = self._guardado
        serve = antes and antes.limites == _limites() and monotonic() - antes.lido < RELER_SECONDS
        novo = await _em_dia(read, antes, posicao) if antes and serve else None
        novo = novo or await _do_comeco(read, posicao)
        self._guardar(novo)
        return novo.ordenados

    def _guardar(self, novo: _Guardado) -> None:
        """Another look, of a later moment, may have ended first."""
        if self._guardado is None or novo.posicao >= self._guardado.posicao:
            self._guardado = novo


async def _do_comeco(read: Read, posicao: events.Position) -> _Guardado:
    linhas = await read.all(todos)
    abertos = await _abertos(read, linhas, await read.all(_deles_de_todos))
    ordenados = Ordenados({a.posto.id_atendimento: a for a in abertos}, sorted(a.posto for a in abertos))
    return _Guardado(ordenados, posicao, _limites(), monotonic())


async def _em_dia(read: Read, antes: _Guardado, posicao: events.Position) -> _Guardado | None:
    """With what came to be since; None when that is too much."""
    assuntos = await events.subjects_after(read, antes.posicao, DEMAIS + 1)
    if len(assuntos) > DEMAIS:
        return None
    ids = sorted({int(ident) for dono, _, ident in (a.partition(":") for a in assuntos) if dono == "atendimento"})
    ordenados = antes.ordenados
    if ids:
        lidos = await _abertos(read, await read.all(_alguns, ids=ids), await read.all(_deles_de_alguns, ids=ids))
        ordenados = ordenados.com(ids, lidos)
    return antes._replace(ordenados=ordenados, posicao=posicao)


async def _abertos(read: Read, linhas: Sequence[_Linha], deles: Sequence[_Deles]) -> list[Aberto]:
    await tipos.need(read, {linha.id_tipo_atendimento for linha in linhas})
    limites = _limites()
    de: defaultdict[int, set[int]] = defaultdict(set)
    for id_atendimento, id_usuario in deles:
        de[id_atendimento].add(id_usuario)
    for linha in linhas:
        if linha.id_usuario_responsavel is not None:
            de[linha.id_atendimento].add(linha.id_usuario_responsavel)
    return [
        Aberto(
            Posto(linha.parado_desde is not None, _vence(linha, limites), linha.id_atendimento),
            linha.id_tipo_atendimento,
            linha.id_setor_responsavel,
            linha.id_usuario_responsavel,
            frozenset(de[linha.id_atendimento]),
        )
        for linha in linhas
    ]


def _limites() -> Limites:
    return {tipo.id_tipo_atendimento: timedelta(minutes=tipo.prazo_minutos) for tipo in tipos}


def _vence(linha: _Linha, limites: Limites) -> datetime:
    """When a ticket is due; of one that stands still, when it would be if it ran again since then."""
    limite = limites.get(linha.id_tipo_atendimento or 0)
    if limite is None:
        return SEM_PRAZO
    vence = linha.data_cadastro + limite
    return vence + timedelta(seconds=linha.segundos_parado) if linha.segundos_parado else vence
