"""The integração's routes of the telephone exchange (contract pbx.md)."""

from fastapi import Depends

from plantao.acesso.guard import Autor, exige
from plantao.kit.route import Now, Pedido, Router, Tx
from plantao.pbx.contract import Ligacao, LigacaoCanceladaReply, LigacaoNotificadaReply
from plantao.pbx.rules import ligacao as rules

router = Router(prefix="/pbx/ligacao", dependencies=[Depends(exige("pbx"))])


@router.post("/notificar")
async def notificar(ligacao: Pedido[Ligacao], tx: Tx, autor: Autor, now: Now) -> LigacaoNotificadaReply:
    """Anuncia uma ligação que toca: abre a janela de quem é chamado."""
    await rules.notificar(tx, ligacao, autor, now)
    return LigacaoNotificadaReply(msg=LigacaoNotificadaReply.TEXTO)


@router.post("/cancelar")
async def cancelar(ligacao: Pedido[Ligacao], tx: Tx, autor: Autor, now: Now) -> LigacaoCanceladaReply:
    """Retira uma ligação perdida ou atendida em outro lugar: fecha a janela que ainda não foi usada."""
    await rules.cancelar(tx, ligacao, autor, now)
    return LigacaoCanceladaReply(msg=LigacaoCanceladaReply.TEXTO)
