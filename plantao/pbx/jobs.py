"""What is done for calls every so often, and what is found out of one afterwards."""

from datetime import datetime

from plantao.kit.events import on
from plantao.kit.jobs import every
from plantao.kit.tx import Tx
from plantao.pbx.rules import identificar
from plantao.pbx.rules import ligacao as rules
from plantao.pbx.rules.eventos import IdentificacaoDemora


@every(minutes=1)
async def expirar(tx: Tx, now: datetime) -> None:
    """Stop what has been ringing for too long, and put away the windows nobody uses."""
    await rules.expirar(tx, now)
    await rules.recolher(tx, now)


@on(IdentificacaoDemora)
async def completar(tx: Tx, demora: IdentificacaoDemora) -> None:
    """Find out who calls without haste, and tell the window."""
    await identificar.completar(tx, demora)
