"""What screens are told of a ticket: to fetch the queue, the ticket, its customer again."""

from typing import get_args

import sqlalchemy as sa

from plantao.anexo.rules import AnexoAdicionado
from plantao.atendimento.model import atendimento, usuarios_responsaveis
from plantao.atendimento.rules.eventos import DoAtendimento, ResponsaveisMudaram
from plantao.cliente.model import cliente_servico
from plantao.kit.db import column, param
from plantao.kit.events import Happened
from plantao.kit.live import Aviso, shows, sinal
from plantao.kit.tx import Read
from plantao.ordem_servico.rules import OrdemServicoAberta, OrdemServicoFinalizada

DaOrdem = OrdemServicoAberta | OrdemServicoFinalizada

_a, _r = atendimento.c, usuarios_responsaveis.c
_um = _a.id_atendimento == param("id", _a.id_atendimento)
_cliente = column(
    sa.select(cliente_servico.c.id_cliente)
    .join(atendimento, _a.id_cliente_servico == cliente_servico.c.id_cliente_servico)
    .where(_um),
    int,
)
_deles = column(
    sa.select(_r.id_usuario)
    .where(_r.id_atendimento == param("id", _r.id_atendimento))
    .union(sa.select(_a.id_usuario_responsavel).where(_um, _a.id_usuario_responsavel.is_not(None))),
    int,
)


@shows(*get_args(DoAtendimento))
async def mudou(read: Read, happened: Happened, evento: DoAtendimento) -> list[Aviso]:
    """A ticket is not what it was; those who answer for it, or did, may have more to read, or less."""
    deles = await read.all(_deles, id=evento.id_atendimento)
    antes = evento.antes if isinstance(evento, ResponsaveisMudaram) else []
    contam = sinal("plantao:nao-lidos", [f"usuario:{id_usuario}" for id_usuario in {*deles, *antes}])
    return [*await sinais(read, evento.id_atendimento), contam]


@shows(*get_args(DaOrdem))
async def ordem_mudou(read: Read, happened: Happened, evento: DaOrdem) -> list[Aviso]:
    """An order of a ticket is not what it was."""
    return await sinais(read, evento.id_atendimento) if evento.id_atendimento is not None else []


@shows(AnexoAdicionado)
async def anexado(read: Read, happened: Happened, evento: AnexoAdicionado) -> list[Aviso]:
    """A file was added; those of internal notes come with the note."""
    dono, _, ident = happened.about.partition(":")
    return await sinais(read, int(ident)) if dono == "atendimento" else []


async def sinais(read: Read, id_atendimento: int) -> list[Aviso]:
    """Let the queue, the ticket and its customer be fetched again."""
    id_cliente = await read.first(_cliente, id=id_atendimento)
    dele = [sinal(f"plantao:cliente-{id_cliente}")] if id_cliente is not None else []
    return [sinal("plantao:fila"), sinal(f"plantao:atendimento-{id_atendimento}"), *dele]
