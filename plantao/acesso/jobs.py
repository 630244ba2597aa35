"""What is done every so often for who comes in."""

from datetime import datetime

from plantao.acesso.rules import requisicoes
from plantao.kit.jobs import every
from plantao.kit.tx import Tx


@every(hours=1)
async def podar_requisicoes(tx: Tx, now: datetime) -> None:
    """Forget what programs asked for long ago."""
    await requisicoes.podar(tx, now)
