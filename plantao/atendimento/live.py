"""What screens are told of a ticket: to fetch the queue, the ticket, its customer again."""

from typing import get_args

import sqlalchemy as sa

from plantao.anexo.rules import AnexoAdicionado
from plantao.atendimento.model import atendimento
from plantao.atendimento.rules.eventos import DoAtendimento
from plantao.cliente.model import cliente_servico
from plantao.kit.db import column, param
from plantao.kit.events import Happened
from plantao.kit.live import Aviso, shows, sinal
from plantao.kit.tx import Read
from plantao.ordem_servico.rules import OrdemServicoAberta, OrdemServicoFinalizada

DaOrdem = OrdemServicoAberta | OrdemServicoFinalizada

_cliente = column(
    sa.select(cliente_servico.c.id_cliente)
    .join(atendimento, atendimento.c.id_cliente_servico == cliente_servico.c.id_cliente_servico)
    .where(atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento)),
    int,
)


@shows(*get_args(DoAtendimento))
async def mudou(read: Read, happened: Happened, evento: DoAtendimento) -> list[Aviso]:
    """A ticket is not what it was."""
    return await sinais(read, evento.id_atendimento)


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
