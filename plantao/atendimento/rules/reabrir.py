"""Undoing the closing of a ticket, at once and by who closed it (design §6, "Destructive actions")."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.model import atendimento
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import AtendimentoFechado, AtendimentoReaberto, publicar
from plantao.kit.db import change, param
from plantao.kit.errors import Refusal
from plantao.kit.events import history
from plantao.kit.tx import Tx
from plantao.ordem_servico.model import ordem_servico

JANELA = timedelta(minutes=2)
"""The toast that offers it stays eight seconds, and waits while somebody points at it."""

_reabrir = change(
    sa.update(atendimento)
    .where(atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento))
    .values(
        id_atendimento_status=param("status", atendimento.c.id_atendimento_status),
        data_fechamento=None,
        id_usuario_fechamento=None,
        id_motivo_fechamento_atendimento=None,
        descricao_fechamento=None,
        status_fechamento=None,
    )
)
_reabrir_ordem = change(
    sa.update(ordem_servico)
    .where(ordem_servico.c.id_ordem_servico == param("id", ordem_servico.c.id_ordem_servico))
    .values(
        status=param("status", ordem_servico.c.status),
        status_fechamento=None,
        descricao_fechamento=None,
        id_usuario_fechamento=None,
    )
)


async def reabrir(tx: Tx, linha: Bruto, autor: Quem, now: datetime) -> None:
    """Put a ticket and its orders back as they were before they were closed a moment ago."""
    if linha.data_fechamento is None:
        return
    if linha.id_usuario_fechamento != autor.id_usuario or now - linha.data_fechamento > JANELA:
        raise Refusal("Já não é possível desfazer o fechamento. Abra um novo atendimento.")
    dados = next(
        fato.data
        for fato in reversed(await history(tx, f"atendimento:{linha.id_atendimento}"))
        if fato.name == AtendimentoFechado.name
    )
    antes = msgspec.convert(dados, AtendimentoFechado).antes
    if antes is None:
        raise Refusal("Este atendimento foi aberto e fechado de uma vez, e isso não se desfaz.")
    await tx.run(_reabrir, id=linha.id_atendimento, status=antes.id_atendimento_status)
    for id_ordem_servico, status in antes.ordens.items():
        await tx.run(_reabrir_ordem, id=int(id_ordem_servico), status=status)
    publicar(tx, AtendimentoReaberto(id_atendimento=linha.id_atendimento), autor, now)
