"""The integração's routes of the telephone exchange (contract pbx.md)."""

import asyncio
from typing import Annotated

from fastapi import Depends, Request

from plantao.acesso.guard import Autor, exige
from plantao.kit.route import Now, Pedido, Router, Tx, mark
from plantao.kit.tx import reading
from plantao.pbx.contract import Ligacao, LigacaoCanceladaReply, LigacaoNotificadaReply
from plantao.pbx.rules import identificar
from plantao.pbx.rules import ligacao as rules

IDENTIFICA_SECONDS = 0.15
"""Whoever takes longer to be found does not hold the window (design §7)."""

IDENTIFIED = "identified"
"""How far a notice or a cancel comes besides."""

router = Router(prefix="/pbx/ligacao", dependencies=[Depends(exige("pbx"))])


async def _quem_liga(request: Request, ligacao: Pedido[Ligacao]) -> identificar.Identificacao:
    """Who calls, by a look of its own: one that is given up half-way harms no transaction."""
    try:
        async with asyncio.timeout(IDENTIFICA_SECONDS), reading(request.app.state.database) as read:
            return await identificar.identificar(read, identificar.dito(ligacao))
    except TimeoutError:
        return identificar.Identificacao(None, [], demora=True)
    finally:
        mark(request, IDENTIFIED)


QuemLiga = Annotated[identificar.Identificacao, Depends(_quem_liga)]


@router.post("/notificar")
async def notificar(
    ligacao: Pedido[Ligacao], quem_liga: QuemLiga, tx: Tx, autor: Autor, now: Now
) -> LigacaoNotificadaReply:
    """Anuncia uma ligação que toca: abre a janela de quem é chamado."""
    await rules.notificar(tx, ligacao, autor, now, quem_liga)
    return LigacaoNotificadaReply(msg=LigacaoNotificadaReply.TEXTO)


@router.post("/cancelar")
async def cancelar(
    ligacao: Pedido[Ligacao], quem_liga: QuemLiga, tx: Tx, autor: Autor, now: Now
) -> LigacaoCanceladaReply:
    """Retira uma ligação perdida ou atendida em outro lugar: fecha a janela que ainda não foi usada."""
    await rules.cancelar(tx, ligacao, autor, now, quem_liga)
    return LigacaoCanceladaReply(msg=LigacaoCanceladaReply.TEXTO)
