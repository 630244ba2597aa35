"""Who calls, and who is called (contract pbx.md, steps 1 and 2)."""

from typing import NamedTuple

import sqlalchemy as sa

from plantao import acesso, cliente
from plantao.cliente.queries import Identificado
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.db import change, param
from plantao.kit.events import publish
from plantao.kit.tx import Read, Tx
from plantao.pbx.contract import Ligacao
from plantao.pbx.model import ligacao
from plantao.pbx.queries import janela as consultas
from plantao.pbx.rules.eventos import IdentificacaoDemora, JanelaMudou


class Dito(NamedTuple):
    """What the exchange says of who calls."""

    telefone: str | None
    id_cliente: int | None
    codigo_cliente: int | None


class Identificacao(NamedTuple):
    """Who calls: one client, or several who may; or `demora`: it is not known yet."""

    cliente: Identificado | None
    candidatos: list[Identificado]
    demora: bool = False


def dito(pedido: Ligacao) -> Dito:
    """What a notice or a cancel says of who calls."""
    telefone = pedido.telefone.como_veio if pedido.telefone else None
    return Dito(telefone, pedido.id_cliente, pedido.codigo_cliente)


async def identificar(read: Read, dito: Dito) -> Identificacao:
    """Who calls: by `id_cliente`, else `codigo_cliente`, else by the telephones of active clients, by their keys."""
    id_cliente = dito.id_cliente
    if id_cliente is None and dito.codigo_cliente is not None:
        id_cliente = await cliente.queries.id_do_codigo(read, dito.codigo_cliente)
    if id_cliente is not None:
        [quem] = await cliente.queries.identificados(read, [id_cliente])
        return Identificacao(quem, [])
    telefone = ler_telefone(dito.telefone or "")
    if telefone is None:
        return Identificacao(None, [])
    certezas: dict[Identificado, int] = {}
    for linha in await cliente.queries.por_chave_de_telefone(read, telefone.chave):
        guardado = ler_telefone(linha.telefone)
        certeza = semelhanca(telefone, guardado) if guardado else 0
        quem = Identificado(linha.id_cliente, linha.codigo_cliente, linha.nome_razaosocial)
        certezas[quem] = max(certeza, certezas.get(quem, 0))
    maior = max(certezas.values(), default=0)
    achados = [quem for quem, certeza in certezas.items() if certeza == maior and maior > 0]
    return Identificacao(achados[0], []) if len(achados) == 1 else Identificacao(None, achados)


async def completar(tx: Tx, demora: IdentificacaoDemora) -> None:
    """Say in the window who calls, now that there was time; whoever uses it already is offered it to choose."""
    linha = await consultas.linha_para_mudar(tx, demora.id_ligacao)
    if linha is None or not linha.identificando:
        return
    quem = await identificar(tx, Dito(demora.telefone, demora.id_cliente, demora.codigo_cliente))
    id_cliente, candidatos = linha.id_cliente, [c.id_cliente for c in quem.candidatos]
    if quem.cliente and linha.em_uso:
        candidatos = [quem.cliente.id_cliente]
    elif quem.cliente:
        id_cliente = quem.cliente.id_cliente
    await tx.run(_completar, id=linha.id_ligacao, id_cliente=id_cliente, candidatos=candidatos)
    mudou = JanelaMudou(id_ligacao=linha.id_ligacao, aba=linha.aba)
    para = ["todos"] if linha.id_usuario is None else [f"usuario:{linha.id_usuario}"]
    publish(tx, mudou, about=f"ligacao:{linha.id_ligacao}", to=para, by=None, now=linha.data_cadastro)


async def chamado(read: Read, pedido: Ligacao) -> int | None:
    """Who is called; when extension and internal id name two users the extension decides."""
    found = None
    if pedido.ramal is not None:
        found = await acesso.queries.usuario_do_ramal(read, pedido.ramal)
    if found is None and pedido.identificador_interno is not None:
        found = await acesso.queries.usuario_do_identificador(read, pedido.identificador_interno)
    return found


_l = ligacao.c
_completar = change(
    sa.update(ligacao)
    .where(_l.id_ligacao == param("id", _l.id_ligacao))
    .values(
        identificando=False,
        id_cliente=param("id_cliente", _l.id_cliente),
        candidatos=param("candidatos", _l.candidatos),
    )
)
