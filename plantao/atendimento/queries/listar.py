"""Lists of tickets: a page of columns, its total, one query for an asked relation (contract atendimento.md §2, §3)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from msgspec import UNSET

from plantao import cliente, ordem_servico
from plantao.acesso.model import usuarios
from plantao.atendimento.contract.formatado import Checklist
from plantao.atendimento.contract.listar import (
    AtendimentoListado,
    Filtros,
    Pivot,
    ResponsavelListado,
    StatusListado,
    TipoListado,
)
from plantao.atendimento.model import atendimento, statuses, tipos
from plantao.atendimento.prazo import Parada, prazo
from plantao.atendimento.queries import relacoes
from plantao.atendimento.queries.blocos import contar, localizar
from plantao.atendimento.queries.formatado import datas_do_atendimento
from plantao.cliente.model import cliente_servico
from plantao.kit.db import Statement, any_of, aside, column, param, query
from plantao.kit.time import data_hora
from plantao.kit.tx import Read

SEMPRE = datetime.min.replace(tzinfo=UTC)
NUNCA = datetime.max.replace(tzinfo=UTC)

_a = atendimento.c


class Linha(NamedTuple):
    """The columns of a ticket that lists show."""

    id_atendimento: int
    id_atendimento_status: int
    id_tipo_atendimento: int | None
    id_cliente_servico: int
    id_usuario_responsavel: int | None
    id_usuario_abertura: int
    protocolo: str
    data_cadastro: datetime
    data_fechamento: datetime | None
    rascunho: bool
    status_fechamento: str | None
    descricao_fechamento: str | None
    id_motivo_fechamento_atendimento: int | None
    deleted_at: datetime | None
    avaliacao: float | None
    comentario_avaliacao: str | None
    parado_desde: datetime | None
    segundos_parado: int


@dataclass(frozen=True, slots=True)
class Pagina:
    """One page of rows, and how many rows there are in all."""

    linhas: list[Linha]
    total: int


_COLUNAS = [_a[name] for name in Linha._fields]
_inicio, _fim = param("inicio", _a.data_cadastro), param("fim", _a.data_cadastro)
_quantos, _pular = param("quantos", sa.Integer()), param("pular", sa.BigInteger())
_newest_first = _a.id_atendimento.desc()

_trecho = query(
    sa.select(*_COLUNAS)
    .where(
        _a.id_atendimento.between(param("primeiro", _a.id_atendimento), param("ultimo", _a.id_atendimento)),
        _a.deleted_at.is_(None),
        aside(_a.data_cadastro).between(_inicio, _fim),
    )
    .order_by(_newest_first)
    .limit(_quantos)
    .offset(_pular),
    Linha,
)
_por_ids = query(sa.select(*_COLUNAS).where(any_of(_a.id_atendimento, "ids")).order_by(_newest_first), Linha)


async def pagina(read: Read, filtros: Filtros, pular: int, quantos: int) -> Pagina:
    """The `quantos` tickets after the newest `pular` that pass the filters."""
    inicio, fim = filtros.data_inicio or SEMPRE, filtros.data_fim or NUNCA
    usados = _usados(filtros)
    if usados:
        return await _pagina_filtrada(read, filtros, usados, pular, quantos)
    contados = await contar(read, inicio, fim)
    total = sum(contado.quantidade for contado in contados)
    trecho = localizar(contados, pular, quantos)
    if trecho is None:
        return Pagina([], total)
    onde = {"primeiro": trecho.primeiro, "ultimo": trecho.ultimo, "pular": trecho.pular}
    return Pagina(await read.all(_trecho, inicio=inicio, fim=fim, quantos=quantos, **onde), total)


def _usados(filtros: Filtros) -> frozenset[str]:
    """The filters that per-block counts do not know."""
    usados = {nome for nome in ("tipo_atendimento", "status_atendimento", "id_servico") if getattr(filtros, nome)}
    com_data = filtros.data_inicio or filtros.data_fim
    return frozenset(usados | ({"data_fechamento"} if com_data and filtros.tipo_data == "data_fechamento" else set()))


async def _pagina_filtrada(read: Read, filtros: Filtros, usados: frozenset[str], pular: int, quantos: int) -> Pagina:
    valores = {
        "inicio": filtros.data_inicio or SEMPRE,
        "fim": filtros.data_fim or NUNCA,
        "tipos": filtros.tipo_atendimento,
        "statuses": filtros.status_atendimento,
        "servicos": filtros.id_servico,
    }
    com_data = bool(filtros.data_inicio or filtros.data_fim)
    contagem, ids = _filtrada(usados, com_data)
    total = await read.one(contagem, **valores)
    if pular >= total:
        return Pagina([], total)
    achados = await read.all(ids, **valores, pular=pular, quantos=quantos)
    return Pagina(await read.all(_por_ids, ids=achados), total)


@cache
def _filtrada(usados: frozenset[str], com_data: bool) -> tuple[Statement[int], Statement[int]]:
    do_plano = sa.select(cliente_servico.c.id_cliente_servico).where(any_of(cliente_servico.c.id_servico, "servicos"))
    condicoes: dict[str, sa.ColumnElement[bool]] = {
        "tipo_atendimento": any_of(_a.id_tipo_atendimento, "tipos"),
        "status_atendimento": any_of(_a.id_atendimento_status, "statuses"),
        "id_servico": _a.id_cliente_servico.in_(do_plano),
        "data_fechamento": _a.data_fechamento.between(_inicio, _fim),
    }
    onde = [_a.deleted_at.is_(None), *(condicoes[nome] for nome in sorted(usados))]
    if com_data and "data_fechamento" not in usados:
        onde.append(_a.data_cadastro.between(_inicio, _fim))
    contagem = column(sa.select(sa.func.count()).select_from(atendimento).where(*onde), int)
    ids = sa.select(_a.id_atendimento).where(*onde).order_by(_newest_first).limit(_quantos).offset(_pular)
    return contagem, column(ids, int)


async def listados(
    read: Read,
    linhas: list[Linha],
    pedidas: frozenset[str],
    id_usuario: int,
    now: datetime,
    sempre: frozenset[str] = frozenset(),
) -> list[AtendimentoListado]:
    """The rows of a page as they are written, with the relations asked for and those `sempre` shown."""
    ids = [linha.id_atendimento for linha in linhas]
    contagens = await ordem_servico.queries.contagens(read, ids)
    responsaveis = await relacoes.responsaveis(read, ids)
    checklists = await relacoes.checklists(read, ids) if "checklists" in pedidas else {}
    itens = []
    for linha in linhas:
        item = _listado(linha, now, (checklists.get(linha.id_atendimento, []) if pedidas else None))
        contagem = contagens.get(linha.id_atendimento)
        item.ordem_servico_count = contagem.total if contagem else 0
        item.ordem_servico_fechada = contagem.fechadas if contagem else 0
        item.ordem_servico_aberta = item.ordem_servico_count - item.ordem_servico_fechada
        item.ingressado = id_usuario in responsaveis.get(linha.id_atendimento, ())
        itens.append(item)
    await _relacionar(read, linhas, itens, pedidas | sempre, responsaveis)
    return itens


async def _relacionar(
    read: Read,
    linhas: list[Linha],
    itens: list[AtendimentoListado],
    pedidas: frozenset[str],
    responsaveis: dict[int, list[int]],
) -> None:
    if "cliente_servico" in pedidas:
        servicos = await cliente.queries.longos(read, (linha.id_cliente_servico for linha in linhas))
        for item in itens:
            item.cliente_servico = servicos[item.id_cliente_servico]
    if "usuarios_responsaveis" in pedidas:
        for item in itens:
            quem = responsaveis.get(item.id_atendimento, [])
            item.usuarios_responsaveis = [_responsavel(item.id_atendimento, i) for i in quem]
    if "atendimento_mensagem" in pedidas:
        mensagens = await relacoes.mensagens(read, [linha.id_atendimento for linha in linhas])
        for item in itens:
            item.atendimento_mensagem = mensagens.get(item.id_atendimento, [])


def _responsavel(id_atendimento: int, id_usuario: int) -> ResponsavelListado:
    usuario = usuarios[id_usuario]
    return ResponsavelListado(
        id=usuario.id,
        name=usuario.name,
        id_imagem_upload=usuario.id_imagem_upload,
        pivot=Pivot(id_atendimento=id_atendimento, id_usuario=id_usuario),
        imagem=None,
    )


def _listado(linha: Linha, now: datetime, checklists: list[Checklist] | None) -> AtendimentoListado:
    status = statuses[linha.id_atendimento_status]
    tipo = tipos.get(linha.id_tipo_atendimento)
    tipo_listado = None
    if tipo:
        tipo_listado = TipoListado(id_tipo_atendimento=tipo.id_tipo_atendimento, descricao=tipo.descricao)
        if checklists is not None:
            tipo_listado.checklists = checklists
    limite, parada = tipo.prazo_minutos if tipo else None, Parada(linha.parado_desde, linha.segundos_parado)
    derivados = prazo(linha.data_cadastro, linha.data_fechamento, limite, now, parada)
    return AtendimentoListado(
        id_atendimento=linha.id_atendimento,
        id_atendimento_status=linha.id_atendimento_status,
        id_tipo_atendimento=linha.id_tipo_atendimento,
        id_cliente_servico=linha.id_cliente_servico,
        id_usuario_responsavel=linha.id_usuario_responsavel,
        id_usuario_abertura=linha.id_usuario_abertura,
        protocolo=linha.protocolo,
        rascunho=linha.rascunho,
        status_fechamento=linha.status_fechamento,
        descricao_fechamento=linha.descricao_fechamento,
        id_motivo_fechamento_atendimento=linha.id_motivo_fechamento_atendimento,
        deleted_at=data_hora(linha.deleted_at) if linha.deleted_at else None,
        avaliacao=linha.avaliacao,
        comentario_avaliacao=linha.comentario_avaliacao,
        ordem_servico_count=0,
        ingressado=False,
        minutos_em_aberto=derivados.minutos_em_aberto,
        tempo_restante=derivados.tempo_restante,
        percentual_tempo_restante=derivados.percentual_tempo_restante,
        percentual_color_class=derivados.percentual_color_class,
        status=StatusListado(
            id_atendimento_status=status.id_atendimento_status,
            prefixo=status.prefixo,
            descricao=status.descricao,
            cor=status.cor,
            abrir_ordem_servico=status.abrir_ordem_servico,
            display=status.display,
        ),
        tipo_atendimento=tipo_listado,
        **datas_do_atendimento(linha.data_cadastro, linha.data_fechamento),
    )


async def para_paginador(read: Read, itens: list[AtendimentoListado]) -> None:
    """Give the items the form they have inside the paginator: with the files counted, orders only in all."""
    contagem = await relacoes.contagem_de_anexos(read, [item.id_atendimento for item in itens])
    for item in itens:
        item.anexos_count = contagem.get(item.id_atendimento, 0)
        item.ordem_servico_fechada = item.ordem_servico_aberta = UNSET
