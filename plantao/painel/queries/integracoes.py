"""The programs of the API as the page of integrations lists them."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import oauth_client, oauth_token
from plantao.kit.db import query
from plantao.kit.tx import Read


class ClienteListado(NamedTuple):
    """A program, what is shown of its secret, and when it was last given a token."""

    id_oauth_client: int
    nome: str
    segredo_final: str | None
    perfil_compat: str
    complementos: bool
    redes: list[str]
    ativo: bool
    data_cadastro: datetime
    ultimo_token: datetime | None


_c = oauth_client.c
_ultimo_token = (
    sa.select(sa.func.max(oauth_token.c.emissao))
    .where(oauth_token.c.id_oauth_client == _c.id_oauth_client)
    .scalar_subquery()
)
_clientes = query(
    sa.select(*(_ultimo_token if name == "ultimo_token" else _c[name] for name in ClienteListado._fields)).order_by(
        _c.id_oauth_client
    ),
    ClienteListado,
)


async def clientes(read: Read) -> list[ClienteListado]:
    """Every program, oldest first."""
    return await read.all(_clientes)
