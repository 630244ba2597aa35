"""The queue of the desk: views of the open tickets in order, one page at a time (docs/decisions/0011)."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import API, usuario, usuarios
from plantao.atendimento.model import (
    atendimento,
    atendimento_mensagem,
    atendimento_visto,
    statuses,
)
from plantao.atendimento.queries.abertos import SEM_PRAZO, Aberto, Ordenados, Posto
from plantao.cliente.model import cliente, cliente_servico
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import any_of, param, query
from plantao.kit.time import from_micros, instant_of, local, to_micros
from plantao.kit.tx import Read

POR_PAGINA = 50
MAXIMO = 1000
"""No more rows than these are shown at once, however far somebody has scrolled."""

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
    robos: frozenset[int]
    """Who is named on tickets and answers for none."""


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


async def nao_lidos(read: Read, abertos: Ordenados, eu: int) -> int:
    """Of how many of one's own open tickets the last thing written is new to oneself."""
    meus = [ident for ident, aberto in abertos.por_id.items() if eu in aberto.deles]
    return sum(_nova(ultima, eu) for ultima in await read.all(_ultimas, ids=meus[:MAXIMO], eu=eu)) if meus else 0


async def robos(read: Read) -> frozenset[int]:
    """The users that only programs use: they own no ticket, and what they write was said by the customer."""
    return frozenset(ident for ident, permissoes, ramal in await read.all(_robos) if API in permissoes and not ramal)


async def fila(
    read: Read,
    abertos: Ordenados,
    visao: Visao,
    filtro: Filtro,
    eu: int,
    now: datetime,
    depois: Posto | None = None,
    quantos: int = POR_PAGINA,
) -> Fila:
    """The `quantos` tickets of a view after the place `depois`, and the counts of every view."""
    programas = await robos(read)
    de_ninguem = {None, *programas}
    por_id, todos = abertos
    if filtro != Filtro():
        todos = [posto for posto in todos if _passa(por_id[posto.id_atendimento], filtro)]
    meus = [posto for posto in todos if eu in por_id[posto.id_atendimento].deles]
    sem_dono = [
        posto
        for posto in todos
        if (aberto := por_id[posto.id_atendimento]).id_usuario_responsavel in de_ninguem and eu not in aberto.deles
    ]
    vencidos = todos[: bisect_right(todos, _ate(now))]
    por_visao = {Visao.MEUS: meus, Visao.SEM_DONO: sem_dono, Visao.VENCIDOS: vencidos, Visao.TODOS: todos}
    postos = por_visao[visao]
    amanha = instant_of(local(now).date() + timedelta(days=1), time())
    inicio = bisect_right(postos, depois) if depois else 0
    pagina = postos[inicio : inicio + min(quantos, MAXIMO)]
    me_tocam = {posto.id_atendimento for posto in (*meus, *sem_dono)}
    return Fila(
        visoes={v: len(achados) for v, achados in por_visao.items()},
        grupos=_grupos(postos, now, amanha),
        itens=await _itens(read, {p.id_atendimento: _grupo(p, now, amanha) for p in pagina}, me_tocam, eu),
        anterior=_grupo(depois, now, amanha) if depois else None,
        proximo=escrever(pagina[-1]) if pagina and inicio + len(pagina) < len(postos) else None,
        robos=programas,
    )


def _passa(aberto: Aberto, filtro: Filtro) -> bool:
    return filtro.setor in (None, aberto.id_setor_responsavel) and filtro.tipo in (None, aberto.id_tipo_atendimento)


def _ate(prazo: datetime) -> Posto:
    """The last place of those that are due by then."""
    return Posto(parado=False, prazo=prazo, id_atendimento=INT64_MAX)


def _grupo(posto: Posto, now: datetime, amanha: datetime) -> Grupo:
    if posto.parado:
        return Grupo.PARADO
    if posto.prazo <= now:
        return Grupo.VENCIDO
    return Grupo.HOJE if posto.prazo < amanha else Grupo.DEPOIS


def _grupos(postos: list[Posto], now: datetime, amanha: datetime) -> dict[Grupo, int]:
    """How many are in each group that is not empty; they stand one after the other."""
    fins = [
        bisect_right(postos, _ate(now)),
        bisect_left(postos, Posto(parado=False, prazo=amanha, id_atendimento=0)),
        bisect_left(postos, Posto(parado=True, prazo=datetime.min.replace(tzinfo=UTC), id_atendimento=0)),
        len(postos),
    ]
    tamanhos = (fim - inicio for inicio, fim in pairwise([0, *fins]))
    return {grupo: quantos for grupo, quantos in zip(Grupo, tamanhos, strict=True) if quantos}


async def _itens(read: Read, grupos: dict[int, Grupo], me_tocam: set[int], eu: int) -> list[Item]:
    ids = list(grupos)
    linhas = {linha.id_atendimento: linha for linha in await read.all(_linhas, ids=ids)}
    ultimas = {ultima.id_atendimento: ultima for ultima in await read.all(_ultimas, ids=ids, eu=eu)}
    await statuses.need(read, (linha.id_atendimento_status for linha in linhas.values()))
    await usuarios.need(read, (linha.id_usuario_responsavel for linha in linhas.values()))
    return [
        _item(linhas[i], grupo, ultimas.get(i), eu if i in me_tocam else None)
        for i, grupo in grupos.items()
        if i in linhas
    ]


def _item(linha: Linha, grupo: Grupo, ultima: _Ultima | None, eu: int | None) -> Item:
    if ultima is None:
        return Item(linha, grupo, linha.descricao_abertura, linha.data_cadastro, nova=False)
    texto = f"Nota: {ultima.mensagem}" if ultima.interna else ultima.mensagem
    return Item(linha, grupo, texto, ultima.data_cadastro, nova=eu is not None and _nova(ultima, eu))


def _nova(ultima: _Ultima, eu: int) -> bool:
    return ultima.id_usuario != eu and ultima.id_atendimento_mensagem > (ultima.visto or 0)


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
