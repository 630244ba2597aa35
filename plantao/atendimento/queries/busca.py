"""Tickets by their protocolos, and whom a text means: a client by what is known of them, or by such a number."""

import sqlalchemy as sa

from plantao.atendimento.model import atendimento
from plantao.cliente.model import cliente_servico
from plantao.cliente.queries import busca
from plantao.cliente.queries.busca import Pagina
from plantao.kit.db import any_of, column, param, query
from plantao.kit.search import Fragments, readings
from plantao.kit.tx import Read

PARTE = 4
"""Fewer digits are no part of a protocolo or a telephone."""
INTEIRO = 14
"""With so many digits, the beginning of a protocolo is no part of another."""

_a = atendimento.c
VIVO = sa.and_(~_a.rascunho, _a.deleted_at.is_(None))

protocolos = Fragments("atendimento", _a.id_atendimento, _a.protocolo)

_que_comecam = column(
    sa.select(_a.id_atendimento)
    .where(_a.protocolo >= param("de", _a.protocolo), _a.protocolo < param("ate", _a.protocolo), VIVO)
    .order_by(_a.protocolo.desc())
    .limit(param("limite", sa.BigInteger())),
    int,
)
_donos = query(
    sa.select(_a.id_atendimento, cliente_servico.c.id_cliente)
    .join(cliente_servico, cliente_servico.c.id_cliente_servico == _a.id_cliente_servico)
    .where(any_of(_a.id_atendimento, "ids"), VIVO),
    lambda id_atendimento, id_cliente: (id_atendimento, id_cliente),
)


def numero(texto: str) -> str:
    """The digits of the only number that was typed, if there is nothing else."""
    lidas = readings(texto)
    return lidas[0][0] if lidas and len(lidas[0]) == 1 and lidas[0][0].isdigit() else ""


async def por_protocolo(read: Read, digitos: str, limite: int) -> list[int]:
    """The tickets whose protocolo begins with these digits, then those that have them elsewhere."""
    if len(digitos) < PARTE:
        return []
    # In every collation a letter comes after the digits.
    ids = await read.all(_que_comecam, de=digitos, ate=f"{digitos}a", limite=limite)
    if len(ids) < limite and not (ids and len(digitos) >= INTEIRO):
        ids += [i for i in await protocolos.hold(read, [digitos], limite) if i not in ids]
    return ids


async def clientes(read: Read, texto: str, limite: int, depois: str = "") -> Pagina:
    """A page of the clients a text may mean; when it means nobody, those of the tickets it may be the protocolo of."""
    achados = await busca.pagina(read, texto, limite, depois)
    if achados.ids or depois:
        return achados
    ids = await por_protocolo(read, numero(texto), limite)
    dono = dict(await read.all(_donos, ids=ids)) if ids else {}
    return Pagina(list(dict.fromkeys(dono[i] for i in ids if i in dono)), "")
