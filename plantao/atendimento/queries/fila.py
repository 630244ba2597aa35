"""The queue of the desk: every open ticket in the order of its deadline, one page at a time (docs/decisions/0011).

One covering index holds all that order, groups and counts need, of open tickets alone. A deadline is the ticket's hour
plus the limit of its kind, so nothing has to be kept in step: the order is made here, of a few columns, in memory.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import API, usuario, usuarios
from plantao.atendimento.model import (
    atendimento,
    atendimento_mensagem,
    atendimento_visto,
    statuses,
    tipos,
    usuarios_responsaveis,
)
from plantao.cliente.model import cliente, cliente_servico
from plantao.kit.db import any_of, param, query
from plantao.kit.time import from_micros, instant_of, local, to_micros
from plantao.kit.tx import Read

POR_PAGINA = 50
MAXIMO = 1000
"""No more rows than these are shown at once, however far somebody has scrolled."""
SEM_PRAZO = datetime(9999, 1, 1, tzinfo=UTC)

_a = atendimento.c
_m = atendimento_mensagem.c


class Visao(StrEnum):
    """Which open tickets are shown."""

    MEUS = "meus"
    SEM_DONO = "sem-dono"
    VENCIDOS = "vencidos"
    TODOS = "todos"


class Grupo(StrEnum):
    """How near the deadline is."""

    VENCIDO = "vencido"
    HOJE = "hoje"
    DEPOIS = "depois"
    PARADO = "parado"


class Filtro(NamedTuple):
    """What a view is narrowed to."""

    setor: int | None = None
    tipo: int | None = None


class _Aberto(NamedTuple):
    id_atendimento: int
    id_tipo_atendimento: int | None
    data_cadastro: datetime
    id_usuario_responsavel: int | None
    id_setor_responsavel: int | None
    rascunho: bool
    parado_desde: datetime | None
    segundos_parado: int
    meu: bool


class Posto(NamedTuple):
    """A ticket's place in the queue; tuples of it sort as the queue does."""

    parado: bool
    prazo: datetime
    id_atendimento: int


class Linha(NamedTuple):
    """A ticket as the queue shows it."""

    id_atendimento: int
    protocolo: str
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    id_usuario_responsavel: int | None
    descricao_abertura: str
    data_cadastro: datetime
    parado_desde: datetime | None
    segundos_parado: int
    id_cliente: int
    nome_razaosocial: str


class _Ultima(NamedTuple):
    id_atendimento: int
    id_atendimento_mensagem: int
    id_usuario: int
    mensagem: str
    interna: bool
    data_cadastro: datetime
    visto: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the queue: its ticket, its group, and the last thing written on it, perhaps new to who it concerns."""

    linha: Linha
    grupo: Grupo
    texto: str
    quando: datetime
    nova: bool


@dataclass(frozen=True, slots=True)
class Fila:
    """One page of the queue, and how much there is of everything."""

    visoes: dict[Visao, int]
    grupos: dict[Grupo, int]
    itens: list[Item]
    anterior: Grupo | None
    """The group that was being shown before this page."""
    proximo: str | None
    """Where the next page begins."""


_eh_meu = sa.exists().where(
    usuarios_responsaveis.c.id_atendimento == _a.id_atendimento,
    usuarios_responsaveis.c.id_usuario == param("eu", usuarios_responsaveis.c.id_usuario),
)
_abertos = query(
    sa.select(*(_a[nome] for nome in _Aberto._fields if nome != "meu"), _eh_meu.label("meu")).where(
        _a.data_fechamento.is_(None), _a.deleted_at.is_(None)
    ),
    _Aberto,
)
_linhas = query(
    sa.select(*(_a[nome] for nome in Linha._fields if nome in _a), cliente.c.id_cliente, cliente.c.nome_razaosocial)
    .select_from(atendimento)
    .join(cliente_servico, cliente_servico.c.id_cliente_servico == _a.id_cliente_servico)
    .join(cliente, cliente.c.id_cliente == cliente_servico.c.id_cliente)
    .where(any_of(_a.id_atendimento, "ids")),
    Linha,
)
_da_ultima = (
    sa.select(sa.func.max(_m.id_atendimento_mensagem))
    .where(any_of(_m.id_atendimento, "ids"), _m.ativo)
    .group_by(_m.id_atendimento)
)
_ultimas = query(
    sa.select(*(_m[nome] for nome in _Ultima._fields if nome != "visto"), atendimento_visto.c.id_atendimento_mensagem)
    .select_from(atendimento_mensagem)
    .outerjoin(
        atendimento_visto,
        sa.and_(
            atendimento_visto.c.id_atendimento == _m.id_atendimento,
            atendimento_visto.c.id_usuario == param("eu", atendimento_visto.c.id_usuario),
        ),
    )
    .where(_m.id_atendimento_mensagem.in_(_da_ultima)),
    _Ultima,
)
_robos = query(
    sa.select(usuario.c.id, usuario.c.permissoes, usuario.c.ramal),
    lambda ident, permissoes, ramal: (ident, permissoes, ramal),
)


async def robos(read: Read) -> frozenset[int]:
    """The users that only programs use: they own no ticket, and what they write was said by the customer."""
    return frozenset(ident for ident, permissoes, ramal in await read.all(_robos) if API in permissoes and not ramal)


async def fila(
    read: Read,
    visao: Visao,
    filtro: Filtro,
    eu: int,
    now: datetime,
    depois: Posto | None = None,
    quantos: int = POR_PAGINA,
) -> Fila:
    """The `quantos` tickets of a view after the place `depois`, and the counts of every view."""
    de_ninguem = await robos(read)
    abertos = [a for a in await read.all(_abertos, eu=eu) if not a.rascunho and _passa(a, filtro)]
    await tipos.need(read, (a.id_tipo_atendimento for a in abertos))
    limites = {tipo.id_tipo_atendimento: timedelta(minutes=tipo.prazo_minutos) for tipo in tipos}
    por_visao: dict[Visao, list[Posto]] = {v: [] for v in Visao}
    me_tocam: set[int] = set()
    for a in abertos:
        posto = Posto(a.parado_desde is not None, _vence(a, limites), a.id_atendimento)
        por_visao[Visao.TODOS].append(posto)
        if a.meu or a.id_usuario_responsavel == eu:
            por_visao[Visao.MEUS].append(posto)
            me_tocam.add(a.id_atendimento)
        elif a.id_usuario_responsavel is None or a.id_usuario_responsavel in de_ninguem:
            por_visao[Visao.SEM_DONO].append(posto)
            me_tocam.add(a.id_atendimento)
        if not posto.parado and posto.prazo <= now:
            por_visao[Visao.VENCIDOS].append(posto)
    postos = sorted(por_visao[visao])
    amanha = instant_of(local(now).date() + timedelta(days=1), time())
    inicio = bisect_right(postos, depois) if depois else 0
    pagina = postos[inicio : inicio + min(quantos, MAXIMO)]
    return Fila(
        visoes={v: len(achados) for v, achados in por_visao.items()},
        grupos=Counter(_grupo(posto, now, amanha) for posto in postos),
        itens=await _itens(read, {p.id_atendimento: _grupo(p, now, amanha) for p in pagina}, me_tocam, eu),
        anterior=_grupo(depois, now, amanha) if depois else None,
        proximo=escrever(pagina[-1]) if pagina and inicio + len(pagina) < len(postos) else None,
    )


def _vence(aberto: _Aberto, limites: dict[int, timedelta]) -> datetime:
    """When a ticket is due; of one that stands still, when it would be if it ran again since then."""
    limite = limites.get(aberto.id_tipo_atendimento or 0)
    if limite is None:
        return SEM_PRAZO
    vence = aberto.data_cadastro + limite
    return vence + timedelta(seconds=aberto.segundos_parado) if aberto.segundos_parado else vence


def _passa(aberto: _Aberto, filtro: Filtro) -> bool:
    return filtro.setor in (None, aberto.id_setor_responsavel) and filtro.tipo in (None, aberto.id_tipo_atendimento)


def _grupo(posto: Posto, now: datetime, amanha: datetime) -> Grupo:
    if posto.parado:
        return Grupo.PARADO
    if posto.prazo <= now:
        return Grupo.VENCIDO
    return Grupo.HOJE if posto.prazo < amanha else Grupo.DEPOIS


async def _itens(read: Read, grupos: dict[int, Grupo], me_tocam: set[int], eu: int) -> list[Item]:
    ids = list(grupos)
    linhas = {linha.id_atendimento: linha for linha in await read.all(_linhas, ids=ids)}
    ultimas = {ultima.id_atendimento: ultima for ultima in await read.all(_ultimas, ids=ids, eu=eu)}
    await statuses.need(read, (linha.id_atendimento_status for linha in linhas.values()))
    await usuarios.need(read, (linha.id_usuario_responsavel for linha in linhas.values()))
    return [_item(linhas[i], grupo, ultimas.get(i), eu if i in me_tocam else None) for i, grupo in grupos.items()]


def _item(linha: Linha, grupo: Grupo, ultima: _Ultima | None, eu: int | None) -> Item:
    if ultima is None:
        return Item(linha, grupo, linha.descricao_abertura, linha.data_cadastro, nova=False)
    nova = eu is not None and ultima.id_usuario != eu and ultima.id_atendimento_mensagem > (ultima.visto or 0)
    texto = f"Nota: {ultima.mensagem}" if ultima.interna else ultima.mensagem
    return Item(linha, grupo, texto, ultima.data_cadastro, nova=nova)


def escrever(posto: Posto) -> str:
    """A place of the queue as addresses carry it."""
    return f"{posto.parado:d}.{to_micros(posto.prazo)}.{posto.id_atendimento}"


def ler(texto: str) -> Posto | None:
    """The place of a text; None when it is none, and the queue begins at its beginning."""
    partes = texto.split(".")
    if len(partes) != 3 or not all(parte.isascii() and parte.isdigit() and len(parte) < 19 for parte in partes):
        return None
    parado, micros, ident = map(int, partes)
    return Posto(bool(parado), from_micros(min(micros, to_micros(SEM_PRAZO))), ident)
