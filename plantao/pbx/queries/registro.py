"""The log of calls."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import usuarios
from plantao.atendimento.model import atendimento
from plantao.cliente.model import cliente
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import param, query
from plantao.kit.tx import Read
from plantao.pbx.model import CANCELADA, ligacao

PAGINA = 50


class Registrada(NamedTuple):
    """A call as the log lists it."""

    id_ligacao: int
    telefone: str | None
    ramal: str | None
    id_usuario: int | None
    id_cliente: int | None
    nome_razaosocial: str | None
    status: str
    data_cadastro: datetime
    data_cancelamento: datetime | None
    em_uso: datetime | None
    visivel: datetime | None
    anotacao: str | None
    id_atendimento: int | None
    protocolo: str | None

    @property
    def atendente(self) -> str | None:
        """Who was called."""
        found = usuarios.get(self.id_usuario)
        return found.name if found else None


_OUTRAS = {"nome_razaosocial": cliente.c.nome_razaosocial, "protocolo": atendimento.c.protocolo}
_linhas = (
    sa.select(*(_OUTRAS[name] if name in _OUTRAS else ligacao.c[name] for name in Registrada._fields))
    .select_from(ligacao)
    .outerjoin(cliente, cliente.c.id_cliente == ligacao.c.id_cliente)
    .outerjoin(atendimento, atendimento.c.id_atendimento == ligacao.c.id_atendimento)
    .where(ligacao.c.id_ligacao < param("antes", ligacao.c.id_ligacao))
    .order_by(ligacao.c.id_ligacao.desc())
    .limit(PAGINA + 1)
)
_todas = query(_linhas, Registrada)
_perdidas = query(_linhas.where(ligacao.c.status == CANCELADA, ligacao.c.em_uso.is_(None)), Registrada)


async def pagina(read: Read, antes: int, *, perdidas: bool) -> list[Registrada]:
    """The calls before one, or those of them that nobody took, newest first; one more than a page if there are."""
    rows = await read.all(_perdidas if perdidas else _todas, antes=antes or INT64_MAX)
    await usuarios.need(read, (row.id_usuario for row in rows))
    return rows
