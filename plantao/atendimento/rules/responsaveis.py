"""Who answers for a ticket."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.model import DESTINO_USUARIO, atendimento, usuarios_responsaveis
from plantao.atendimento.queries import relacoes
from plantao.atendimento.queries.fila import robos
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import ResponsaveisMudaram, publicar
from plantao.kit.db import change, param
from plantao.kit.errors import Refusal
from plantao.kit.tx import Tx

_um = atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento)
_primeiro = change(
    sa.update(atendimento)
    .where(_um)
    .values(
        id_usuario_responsavel=param("responsavel", atendimento.c.id_usuario_responsavel),
        destino=param("destino", atendimento.c.destino),
    )
)
_nenhum = change(
    sa.delete(usuarios_responsaveis).where(
        usuarios_responsaveis.c.id_atendimento == param("id", usuarios_responsaveis.c.id_atendimento)
    )
)


async def assumir(tx: Tx, linha: Bruto, autor: Quem, now: datetime) -> None:
    """Answer for a ticket before all others; a program that was named for want of anybody is not kept."""
    antes = await _responsaveis(tx, linha)
    ficam = [quem for quem in antes if quem not in {autor.id_usuario, *await robos(tx)}]
    await _mudar(tx, linha, antes, [autor.id_usuario, *ficam], autor, now)


async def mudar_responsaveis(tx: Tx, linha: Bruto, responsaveis: Sequence[int], autor: Quem, now: datetime) -> None:
    """Let these users answer for a ticket, the first before the others."""
    if not responsaveis:
        raise Refusal("Escolha ao menos um responsável")
    await _mudar(tx, linha, await _responsaveis(tx, linha), list(dict.fromkeys(responsaveis)), autor, now)


async def _responsaveis(tx: Tx, linha: Bruto) -> list[int]:
    if linha.data_fechamento is not None:
        raise Refusal("Este atendimento já está fechado")
    found = (await relacoes.responsaveis(tx, [linha.id_atendimento])).get(linha.id_atendimento, [])
    return found or ([linha.id_usuario_responsavel] if linha.id_usuario_responsavel else [])


async def _mudar(tx: Tx, linha: Bruto, antes: list[int], agora: list[int], autor: Quem, now: datetime) -> None:
    if agora == antes:
        return
    await tx.run(_nenhum, id=linha.id_atendimento)
    rows = [{"id_atendimento": linha.id_atendimento, "id_usuario": u, "ordem": n} for n, u in enumerate(agora)]
    await tx.insert_many(usuarios_responsaveis, rows)
    await tx.run(_primeiro, id=linha.id_atendimento, responsavel=agora[0], destino=DESTINO_USUARIO)
    mudaram = ResponsaveisMudaram(id_atendimento=linha.id_atendimento, responsaveis=agora, antes=antes)
    publicar(tx, mudaram, autor, now)
