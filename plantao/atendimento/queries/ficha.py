"""A ticket as its page shows it: so many queries, however much hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from plantao import cliente, ordem_servico
from plantao.acesso.model import usuarios
from plantao.anexo.model import anexo
from plantao.atendimento.model import (
    atendimento,
    atendimento_checklist,
    atendimento_checklist_item,
    atendimento_mensagem,
    atendimento_visto,
    motivos,
    origens,
    statuses,
    tipos,
)
from plantao.atendimento.queries import relacoes
from plantao.atendimento.queries.fila import robos
from plantao.atendimento.queries.novo import Anterior, recentes
from plantao.cliente.contract import ClienteServicoListado
from plantao.cliente.queries import Resumo
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import any_of, column, param, query
from plantao.kit.events import Happened, event
from plantao.kit.tx import Read, Tx
from plantao.ordem_servico.queries import OrdemDoAtendimento

NOTA = "atendimento_mensagem"
"""What owns the files of an internal note: those who count the files of the ticket do not see them."""
MENSAGENS = 300
"""How many messages are shown at first, and how many more whenever older ones are asked for."""
FATOS = 500

_a = atendimento.c
_m = atendimento_mensagem.c


class Aberto(NamedTuple):
    """The columns of a ticket that its page shows."""

    id_atendimento: int
    protocolo: str
    id_cliente_servico: int
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    id_usuario_abertura: int
    id_usuario_responsavel: int | None
    id_usuario_fechamento: int | None
    id_origem_contato: int | None
    id_motivo_fechamento_atendimento: int | None
    descricao_abertura: str
    descricao_fechamento: str | None
    data_cadastro: datetime
    data_fechamento: datetime | None
    parado_desde: datetime | None
    segundos_parado: int
    nome_contato: str | None
    telefone_contato: str | None


class Mensagem(NamedTuple):
    """Something written on a ticket."""

    id_atendimento_mensagem: int
    id_usuario: int
    mensagem: str
    data_cadastro: datetime
    interna: bool


class Anexo(NamedTuple):
    """A file of a ticket, or of one of its internal notes."""

    id_anexo: int
    dono: str
    id_dono: int
    nome: str
    tamanho: int
    tipo: str
    chave: str
    id_usuario: int
    data_cadastro: datetime


class ItemChecklist(NamedTuple):
    """Something to be done, in its list."""

    id_atendimento_checklist_item: int
    lista: str
    titulo: str
    concluido: bool


@dataclass(frozen=True, slots=True)
class Ficha:
    """Everything of a ticket."""

    atendimento: Aberto
    responsaveis: list[int]
    mensagens: list[Mensagem]
    mensagens_no_total: int
    mais_antigas: int | None
    """Since which message to show, for the next older ones to be there too."""
    visto: int
    anexos: list[Anexo]
    ordens: list[OrdemDoAtendimento]
    tecnicos: dict[int, list[int]]
    fatos: list[Happened]
    checklist: list[ItemChecklist]
    servico: ClienteServicoListado
    resumo: Resumo
    recentes: list[Anterior]
    robos: frozenset[int]


_id = param("id", _a.id_atendimento)
_um = query(
    sa.select(*(_a[nome] for nome in Aberto._fields)).where(_a.id_atendimento == _id, _a.deleted_at.is_(None)), Aberto
)
_mensagens = query(
    sa.select(*(_m[nome] for nome in Mensagem._fields))
    .where(_m.id_atendimento == _id, _m.ativo, _m.id_atendimento_mensagem >= param("desde", _m.id_atendimento_mensagem))
    .order_by(_m.id_atendimento_mensagem.desc())
    .limit(param("quantas", sa.BigInteger())),
    Mensagem,
)
_anteriores = (
    sa.select(_m.id_atendimento_mensagem)
    .where(_m.id_atendimento == _id, _m.ativo, _m.id_atendimento_mensagem < param("antes", _m.id_atendimento_mensagem))
    .order_by(_m.id_atendimento_mensagem.desc())
    .limit(MENSAGENS)
    .subquery()
)
_mais_antigas = column(sa.select(sa.func.min(_anteriores.c.id_atendimento_mensagem)), int)
_visto = (
    sa.select(atendimento_visto.c.id_atendimento_mensagem)
    .where(
        atendimento_visto.c.id_atendimento == _id,
        atendimento_visto.c.id_usuario == param("eu", atendimento_visto.c.id_usuario),
    )
    .scalar_subquery()
)
_contagem = query(
    sa.select(sa.func.count(), sa.func.coalesce(_visto, 0)).where(_m.id_atendimento == _id, _m.ativo),
    lambda total, visto: (total, visto),
)
_notas = sa.select(_m.id_atendimento_mensagem).where(_m.id_atendimento == _id, _m.interna)
_do_atendimento = sa.or_(
    sa.and_(anexo.c.dono == relacoes.DONO, anexo.c.id_dono == _id),
    sa.and_(anexo.c.dono == NOTA, anexo.c.id_dono.in_(_notas)),
)
_anexos = query(
    sa.select(*(anexo.c[nome] for nome in Anexo._fields)).where(_do_atendimento).order_by(anexo.c.id_anexo), Anexo
)
_um_anexo = query(
    sa.select(*(anexo.c[nome] for nome in Anexo._fields)).where(
        _do_atendimento, anexo.c.id_anexo == param("anexo", anexo.c.id_anexo)
    ),
    Anexo,
)
_fatos = query(
    sa.select(*(event.c[nome] for nome in Happened._fields))
    .where(any_of(event.c.about, "sobre"))
    .order_by(event.c.id.desc())
    .limit(FATOS),
    Happened,
)
_checklist = query(
    sa.select(
        atendimento_checklist_item.c.id_atendimento_checklist_item,
        atendimento_checklist.c.titulo.label("lista"),
        atendimento_checklist_item.c.titulo,
        atendimento_checklist_item.c.concluido,
    )
    .join(
        atendimento_checklist,
        atendimento_checklist.c.id_atendimento_checklist == atendimento_checklist_item.c.id_atendimento_checklist,
    )
    .where(atendimento_checklist.c.id_atendimento == _id)
    .order_by(
        atendimento_checklist.c.id_atendimento_checklist, atendimento_checklist_item.c.id_atendimento_checklist_item
    ),
    ItemChecklist,
)


async def ficha(read: Read, id_atendimento: int, eu: int, desde: int | None = None) -> Ficha | None:
    """A ticket that is not deleted, with everything its page shows: of its messages those `desde` one, or the last."""
    found = None if id_atendimento > INT64_MAX else await read.first(_um, id=id_atendimento)
    if found is None:
        return None
    servico = (await cliente.queries.longos(read, [found.id_cliente_servico]))[found.id_cliente_servico]
    ordens = await ordem_servico.queries.dos_atendimentos(read, [id_atendimento])
    quantas = MENSAGENS if desde is None else INT64_MAX
    mensagens = await read.all(_mensagens, id=id_atendimento, desde=desde or 0, quantas=quantas)
    total, visto = await read.one(_contagem, id=id_atendimento, eu=eu)
    sobre = [f"atendimento:{id_atendimento}", *(f"ordem_servico:{ordem.id_ordem_servico}" for ordem in ordens)]
    fatos = [*_a_publicar(read, sobre), *await read.all(_fatos, sobre=sobre)]
    achada = Ficha(
        atendimento=found,
        responsaveis=await _responsaveis(read, found),
        mensagens=mensagens[::-1],
        mensagens_no_total=total,
        mais_antigas=await _antes_de(read, id_atendimento, mensagens) if total > len(mensagens) else None,
        visto=visto,
        anexos=await read.all(_anexos, id=id_atendimento),
        ordens=ordens,
        tecnicos=await ordem_servico.queries.tecnicos(read, (ordem.id_ordem_servico for ordem in ordens)),
        fatos=fatos[::-1],
        checklist=await read.all(_checklist, id=id_atendimento),
        servico=servico,
        resumo=(await cliente.queries.resumos(read, [found.id_cliente_servico]))[found.id_cliente_servico],
        recentes=await recentes(read, servico.id_cliente, menos=id_atendimento),
        robos=await robos(read),
    )
    await _precisar(read, achada)
    return achada


async def _antes_de(read: Read, id_atendimento: int, mensagens: Sequence[Mensagem]) -> int | None:
    antes = mensagens[-1].id_atendimento_mensagem if mensagens else INT64_MAX
    return await read.first(_mais_antigas, id=id_atendimento, antes=antes)


def _a_publicar(read: Read, sobre: Sequence[str]) -> list[Happened]:
    """What this very transaction has done, the newest first: it is written down only when it ends."""
    feitos = read.published if isinstance(read, Tx) else []
    return [
        Happened(0, -n, p.event.name, p.about, list(p.audience), msgspec.to_builtins(p.event), p.id_usuario, p.now)
        for n, p in enumerate(reversed(feitos), start=1)
        if p.about in sobre
    ]


async def _responsaveis(read: Read, linha: Aberto) -> list[int]:
    found = (await relacoes.responsaveis(read, [linha.id_atendimento])).get(linha.id_atendimento, [])
    return found or ([linha.id_usuario_responsavel] if linha.id_usuario_responsavel else [])


async def _precisar(read: Read, achada: Ficha) -> None:
    """Whatever the ticket names is in its catalogue."""
    linha = achada.atendimento
    quem: Sequence[int | None] = [
        linha.id_usuario_abertura,
        linha.id_usuario_fechamento,
        *achada.responsaveis,
        *(mensagem.id_usuario for mensagem in achada.mensagens),
        *(arquivo.id_usuario for arquivo in achada.anexos),
        *(fato.id_usuario for fato in achada.fatos),
    ]
    await usuarios.need(read, quem)
    await tipos.need(read, [linha.id_tipo_atendimento])
    await statuses.need(read, [linha.id_atendimento_status])
    await motivos.need(read, [linha.id_motivo_fechamento_atendimento])
    await origens.need(read, [linha.id_origem_contato])


async def um_anexo(read: Read, id_atendimento: int, id_anexo: int) -> Anexo | None:
    """A file of a ticket, or of one of its notes; another's is not found."""
    if max(id_atendimento, id_anexo) > INT64_MAX:
        return None
    return await read.first(_um_anexo, id=id_atendimento, anexo=id_anexo)
