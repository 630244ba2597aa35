"""What programs asked for lately: every request is counted, and the last of them are kept one by one."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao.acesso import queries
from plantao.acesso.model import oauth_token, requisicao, requisicao_hora
from plantao.kit.db import any_of, change, column, param, query
from plantao.kit.tx import Tx

GUARDADAS = 20_000
"""How many of a program's requests are kept one by one."""
POR_VEZ = 200
"""How many of them are kept of one second; whoever keeps to the limits does not ask for more at once."""
GUARDA = timedelta(days=7)
LONGO = 200
FORA = re.compile(r"\S+@\S+|\d[\d.\-/]{7,}|[\x00-\x1f\x7f]")
"""What is left out: what may be somebody's (an address, a document, a telephone), and what is no text to a database."""
BUG = 500
"""From here on the sentence is ours alone, and the code in it may look like a telephone."""


class Feita(NamedTuple):
    """A request that was answered, of a program known by its id or yet to be known by the digest of its token."""

    id_oauth_client: int | None
    resumo: str | None
    quando: datetime
    metodo: str
    rota: str
    caminho: str
    http: int
    erro: str | None
    ms: float
    ip: str | None


async def registrar(tx: Tx, feitas: Sequence[Feita]) -> None:
    """Count requests and keep them; those of nobody we know are left out."""
    conhecidas = sorted(await _atribuidas(tx, feitas), key=_programa)
    for id_oauth_client, dele in groupby(conhecidas, key=_programa):
        await tx.serialize(f"requisicao:{id_oauth_client}")
        await _de_um(tx, id_oauth_client, list(dele))


async def podar(tx: Tx, now: datetime) -> None:
    """Forget what is older than a week, but for the last request of each program."""
    for cliente in await queries.clientes_api(tx):
        await tx.run(_podar, id=cliente.id_oauth_client, antes=now - GUARDA)
    await tx.run(_podar_horas, antes=now - GUARDA)


def _programa(feita: Feita) -> int:
    return feita.id_oauth_client or 0


async def _atribuidas(tx: Tx, feitas: Sequence[Feita]) -> list[Feita]:
    """Those of known programs; whoever was refused before being asked for a name may still hold a token we keep."""
    resumos = {f.resumo for f in feitas if f.id_oauth_client is None}
    donos = dict(await tx.all(_donos, resumos=sorted(filter(None, resumos)))) if resumos else {}
    conhecidas = (f._replace(id_oauth_client=f.id_oauth_client or donos.get(f.resumo or "")) for f in feitas)
    return [f for f in conhecidas if f.id_oauth_client is not None]


async def _de_um(tx: Tx, id_oauth_client: int, feitas: list[Feita]) -> None:
    """Keep what there is room for, what failed before what did not, and count it all."""
    com_erro_antes = sorted(feitas, key=lambda f: f.erro is None) if len(feitas) > POR_VEZ else feitas
    guardadas = sorted(com_erro_antes[:POR_VEZ], key=attrgetter("quando"))
    ultimo = await tx.first(_ultimo, id=id_oauth_client) or 0
    await tx.insert_many(requisicao, [_linha(feita, numero) for numero, feita in enumerate(guardadas, ultimo + 1)])
    await tx.run(_esquecer, id=id_oauth_client, ate=ultimo + len(guardadas) - GUARDADAS)
    total, erros, resumidas = (
        Counter(map(_da_hora, quais))
        for quais in (feitas, [f for f in feitas if f.erro is not None], com_erro_antes[POR_VEZ:])
    )
    for chave in sorted(total):
        onde = {"id_oauth_client": id_oauth_client} | dict(zip(("hora", "metodo", "rota"), chave, strict=True))
        somas = {"total": total[chave], "erros": erros[chave], "resumidas": resumidas[chave]}
        if not await tx.run(_somar, **onde, **somas):
            await tx.insert(requisicao_hora, **onde, **somas)


def _linha(feita: Feita, numero: int) -> dict[str, Any]:
    valores = feita._asdict() | {"numero": numero, "caminho": _sem_dados(feita.caminho)}
    del valores["resumo"]
    if feita.erro is not None and feita.http < BUG:
        valores["erro"] = _sem_dados(feita.erro)
    return valores


def _da_hora(feita: Feita) -> tuple[datetime, str, str]:
    return feita.quando.replace(minute=0, second=0, microsecond=0), feita.metodo, feita.rota


def _sem_dados(texto: str) -> str:
    return FORA.sub("…", texto)[:LONGO]


_r, _h = requisicao.c, requisicao_hora.c
_dele = _r.id_oauth_client == param("id", _r.id_oauth_client)
_donos = query(
    sa.select(oauth_token.c.resumo, oauth_token.c.id_oauth_client).where(any_of(oauth_token.c.resumo, "resumos")),
    lambda resumo, id_oauth_client: (resumo, id_oauth_client),
)
_ultimo = column(sa.select(_r.numero).where(_dele).order_by(_r.numero.desc()).limit(1), int)
_esquecer = change(sa.delete(requisicao).where(_dele, _r.numero <= param("ate", _r.numero)))
_somar = change(
    sa.update(requisicao_hora)
    .where(*(_h[nome] == param(nome, _h[nome]) for nome in ("id_oauth_client", "hora", "metodo", "rota")))
    .values({nome: _h[nome] + param(nome, _h[nome]) for nome in ("total", "erros", "resumidas")})
)
_primeira_nova = (
    sa.select(_r.numero)
    .where(_dele, _r.quando >= param("antes", _r.quando))
    .order_by(_r.numero)
    .limit(1)
    .scalar_subquery()
)
_ultima = sa.select(sa.func.max(_r.numero)).where(_dele).scalar_subquery()
_podar = change(sa.delete(requisicao).where(_dele, _r.numero < sa.func.coalesce(_primeira_nova, _ultima)))
_podar_horas = change(sa.delete(requisicao_hora).where(_h.hora < param("antes", _h.hora)))
