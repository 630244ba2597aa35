"""Undoing the closing of a ticket, at once and by who closed it (design §6, "Destructive actions")."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from plantao import ordem_servico
from plantao.acesso.guard import Quem
from plantao.atendimento.model import atendimento, statuses
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import AtendimentoFechado, AtendimentoReaberto, publicar
from plantao.kit.db import change, param
from plantao.kit.errors import Refusal
from plantao.kit.events import history
from plantao.kit.tx import Tx

JANELA = timedelta(minutes=2)
"""The toast that offers it stays eight seconds, and waits while somebody points at it."""

_reabrir = change(
    sa.update(atendimento)
    .where(atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento))
    .values(
        id_atendimento_status=param("status", atendimento.c.id_atendimento_status),
        parado_desde=param("parado_desde", atendimento.c.parado_desde),
        data_fechamento=None,
        id_usuario_fechamento=None,
        id_motivo_fechamento_atendimento=None,
        descricao_fechamento=None,
        status_fechamento=None,
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
    status = statuses[antes.id_atendimento_status]
    parada = linha.parada.seguir(linha.data_fechamento, parar=status.pausa_prazo)
    await tx.run(
        _reabrir, id=linha.id_atendimento, status=status.id_atendimento_status, parado_desde=parada.parado_desde
    )
    await ordem_servico.rules.reabrir(tx, {int(ident): status for ident, status in antes.ordens.items()})
    publicar(tx, AtendimentoReaberto(id_atendimento=linha.id_atendimento), autor, now)
