"""What is done for tickets every so often."""

from datetime import datetime

from plantao.atendimento.rules import blocos
from plantao.kit.jobs import every
from plantao.kit.tx import Tx


@every(minutes=1)
async def fechar_blocos(tx: Tx, now: datetime) -> None:
    """Count the blocks of ids that have filled up, so that lists need not."""
    await blocos.fechar(tx)
