"""Who calls, and who is called (contract pbx.md, steps 1 and 2)."""

from typing import NamedTuple

from plantao import acesso, cliente
from plantao.cliente.queries import Identificado
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.tx import Read
from plantao.pbx.contract import Ligacao


class Identificacao(NamedTuple):
    """Who calls: one client, or several who may."""

    cliente: Identificado | None
    candidatos: list[Identificado]


async def identificar(read: Read, pedido: Ligacao) -> Identificacao:
    """Who calls: by `id_cliente`, else `codigo_cliente`, else by the telephones of active clients, by their keys."""
    id_cliente = pedido.id_cliente
    if id_cliente is None and pedido.codigo_cliente is not None:
        id_cliente = await cliente.queries.id_do_codigo(read, pedido.codigo_cliente)
    if id_cliente is not None:
        [quem] = await cliente.queries.identificados(read, [id_cliente])
        return Identificacao(quem, [])
    telefone = ler_telefone(pedido.telefone.como_veio) if pedido.telefone else None
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


async def chamado(read: Read, pedido: Ligacao) -> int | None:
    """Who is called; when extension and internal id name two users the extension decides."""
    found = None
    if pedido.ramal is not None:
        found = await acesso.queries.usuario_do_ramal(read, pedido.ramal)
    if found is None and pedido.identificador_interno is not None:
        found = await acesso.queries.usuario_do_identificador(read, pedido.identificador_interno)
    return found
