"""Keeps the per-block counts that lists are paged by (docs/decisions/0002)."""

import sqlalchemy as sa

from plantao.atendimento.model import BLOCO, atendimento, atendimento_bloco
from plantao.atendimento.queries.blocos import a_fechar, resumir
from plantao.kit.db import any_of, change, insert_or_set, param
from plantao.kit.tx import Tx

POR_VEZ = 10_000

_esquecer = change(sa.delete(atendimento_bloco).where(any_of(atendimento_bloco.c.bloco, "blocos")))
_bloco = param("bloco", atendimento_bloco.c.bloco)
_fechado = sa.select(_bloco).where(sa.select(sa.func.max(atendimento_bloco.c.bloco)).scalar_subquery() >= _bloco)
_marcar = change(lambda d: insert_or_set(atendimento_bloco, ["bloco"], _fechado, {"quantidade": None}, d))


async def fechar(tx: Tx) -> int:
    """Count the blocks that need it; answers how many.

    Ids are given before the transactions that use them commit: the table is held still for the instant of the count,
    so that no ticket of a counted block can appear afterwards.
    """
    if not await a_fechar(tx, POR_VEZ):
        return 0
    await tx.hold_still(atendimento)
    blocos = await a_fechar(tx, POR_VEZ)
    if blocos:
        await tx.run(_esquecer, blocos=blocos)
        await tx.insert_many(atendimento_bloco, await resumir(tx, blocos))
    return len(blocos)


async def marcar(tx: Tx, id_atendimento: int) -> None:
    """The block of a ticket that was added late, or taken out, must be counted again."""
    await tx.run(_marcar, bloco=id_atendimento // BLOCO)
