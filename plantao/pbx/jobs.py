"""What is done for calls every so often."""

from datetime import datetime

from plantao.kit.jobs import every
from plantao.kit.tx import Tx
from plantao.pbx.rules import ligacao as rules


@every(minutes=1)
async def expirar(tx: Tx, now: datetime) -> None:
    """Stop what has been ringing for too long, and put away the windows nobody uses."""
    await rules.expirar(tx, now)
    await rules.recolher(tx, now)
