"""What can be asked about calls."""

from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.db import param, query
from plantao.kit.tx import Read
from plantao.pbx.model import TOCANDO, ligacao


class Tocando(NamedTuple):
    """A call that rings."""

    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    id_usuario: int | None
    telefone: str | None
    id_cliente: int | None


_l = ligacao.c
_COLUNAS = [_l[name] for name in Tocando._fields]
_do_usuario = sa.or_(
    _l.id_usuario == param("id_usuario", _l.id_usuario),
    _l.ramal == param("ramal", _l.ramal),
    _l.identificador_interno == param("interno", _l.identificador_interno),
)
_tocando = query(
    sa.select(*_COLUNAS).where(_l.status == TOCANDO, _do_usuario).order_by(_l.id_ligacao).with_for_update(),
    Tocando,
)


async def tocando(read: Read, id_usuario: int | None, ramal: str | None, interno: str | None) -> list[Tocando]:
    """The calls that ring for whoever was called, oldest first."""
    return await read.all(_tocando, id_usuario=id_usuario, ramal=ramal, interno=interno)
