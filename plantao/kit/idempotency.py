"""A write that is repeated is answered again, byte for byte, and done once (contract README rule 22)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.columns import Id, Instant, metadata
from plantao.kit.db import change, column, insert_unless_there, param, query
from plantao.kit.errors import Conflict
from plantao.kit.jobs import every
from plantao.kit.sentences import CHAVE_USADA
from plantao.kit.tx import Tx

KEPT = timedelta(hours=48)

idempotencia = sa.Table(
    "idempotencia",
    metadata,
    sa.Column("id_idempotencia", Id, primary_key=True),
    sa.Column("id_oauth_client", Id, nullable=False),
    sa.Column("metodo", sa.Text, nullable=False),
    sa.Column("caminho", sa.Text, nullable=False),
    sa.Column("chave", sa.Text, nullable=False),
    sa.Column("resumo", sa.Text, nullable=False),
    sa.Column("resposta", sa.LargeBinary),
    sa.Column("data_cadastro", Instant, nullable=False, index=True),
    sa.UniqueConstraint("id_oauth_client", "metodo", "caminho", "chave"),
)

_KEY = ("id_oauth_client", "metodo", "caminho", "chave")


class _Stored(NamedTuple):
    resumo: str
    resposta: bytes


_NAMES = (*_KEY, "resumo", "data_cadastro")
_claim = column(
    lambda d: insert_unless_there(idempotencia, _NAMES, _KEY, d).returning(idempotencia.c.id_idempotencia), int
)
_stored = query(
    sa.select(idempotencia.c.resumo, idempotencia.c.resposta).where(
        *(idempotencia.c[name] == param(name, idempotencia.c[name]) for name in _KEY)
    ),
    _Stored,
)
_keep = change(
    sa.update(idempotencia)
    .where(idempotencia.c.id_idempotencia == param("id", idempotencia.c.id_idempotencia))
    .values(resposta=param("resposta", idempotencia.c.resposta))
)
_sweep = change(
    sa.delete(idempotencia).where(idempotencia.c.data_cadastro < param("before", idempotencia.c.data_cadastro))
)


@dataclass(frozen=True, slots=True)
class Chave:
    """The key of one write of one client, and a digest of its data."""

    id_oauth_client: int
    metodo: str
    caminho: str
    chave: str
    resumo: str


class Repeated(Exception):
    """The write was done before; `resposta` is what was answered then."""

    def __init__(self, resposta: bytes) -> None:
        super().__init__()
        self.resposta = resposta


def resumir(*parts: bytes) -> str:
    """A digest of the query string and the body."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


async def begin(tx: Tx, chave: Chave, now: datetime) -> int:
    """Claim the key for this transaction, waiting for one that holds it; raises `Repeated` or `Conflict`."""
    who = {name: getattr(chave, name) for name in _KEY}
    claimed = await tx.first(_claim, **who, resumo=chave.resumo, data_cadastro=now)
    if claimed is not None:
        return claimed
    stored = await tx.one(_stored, **who)
    if stored.resumo != chave.resumo:
        raise Conflict(CHAVE_USADA)
    raise Repeated(stored.resposta)


async def keep(tx: Tx, claimed: int, resposta: bytes) -> None:
    """Store the answer beside the write."""
    await tx.run(_keep, id=claimed, resposta=resposta)


@every(hours=1)
async def sweep(tx: Tx, now: datetime) -> None:
    """Forget keys nobody repeats any more."""
    await tx.run(_sweep, before=now - KEPT)
