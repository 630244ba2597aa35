"""What may happen to a client; so far: being written down so that its telephones can be found."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao.cliente.model import cliente as tabela
from plantao.cliente.model import cliente_telefone
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.db import change, param, query
from plantao.kit.tx import Tx

TELEFONES = ("telefone_primario", "telefone_secundario", "telefone_terciario")


def telefones(cliente: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `cliente_telefone` that belong to a client's row; telephones nobody can call from have none."""
    lidos = [
        (posicao, cliente.get(nome), ler_telefone(cliente.get(nome) or "")) for posicao, nome in enumerate(TELEFONES)
    ]
    return [
        {"id_cliente": cliente["id_cliente"], "posicao": posicao, "chave": lido.chave, "telefone": texto}
        for posicao, texto, lido in lidos
        if lido
    ]


class _Telefones(NamedTuple):
    telefone_primario: str | None
    telefone_secundario: str | None
    telefone_terciario: str | None


_um = tabela.c.id_cliente == param("id", tabela.c.id_cliente)
_guardados = query(sa.select(*(tabela.c[nome] for nome in TELEFONES)).where(_um).with_for_update(), _Telefones)
_guardar = [
    change(sa.update(tabela).where(_um).values({nome: param("telefone", tabela.c[nome])})) for nome in TELEFONES
]


class Guardado(NamedTuple):
    """Whether a number was tied to a client, and why not if it could not be."""

    feito: bool
    porque: str | None = None


async def guardar_telefone(tx: Tx, id_cliente: int, telefone: str) -> Guardado:
    """Tie a number to a client. A number that is there already is fine."""
    lido = ler_telefone(telefone)
    if lido is None:
        return Guardado(False, "Este número não é de um telefone e não foi guardado no cadastro.")
    guardados = await tx.one(_guardados, id=id_cliente)
    lidos = [ler_telefone(texto or "") for texto in guardados]
    if any(outro and semelhanca(lido, outro) > 0 for outro in lidos):
        return Guardado(False)
    livre = next((posicao for posicao, texto in enumerate(guardados) if not texto), None)
    if livre is None:
        return Guardado(False, "O cadastro já tem três telefones; este não foi guardado.")
    await tx.run(_guardar[livre], id=id_cliente, telefone=telefone)
    await tx.insert(cliente_telefone, id_cliente=id_cliente, posicao=livre, chave=lido.chave, telefone=telefone)
    return Guardado(True)


_soltar = change(
    sa.delete(cliente_telefone).where(
        cliente_telefone.c.id_cliente == param("id", cliente_telefone.c.id_cliente),
        cliente_telefone.c.posicao == param("posicao", cliente_telefone.c.posicao),
    )
)


async def esquecer_telefone(tx: Tx, id_cliente: int, telefone: str) -> None:
    """Take back that a number was tied to a client."""
    guardados = await tx.one(_guardados, id=id_cliente)
    if telefone in guardados:
        posicao = guardados.index(telefone)
        await tx.run(_guardar[posicao], id=id_cliente, telefone=None)
        await tx.run(_soltar, id=id_cliente, posicao=posicao)
