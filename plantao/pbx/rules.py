"""A call rings, is withdrawn, or rings too long (contract pbx.md)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa

from plantao import acesso, cliente
from plantao.acesso.guard import Quem
from plantao.cliente.queries import Identificado
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.db import any_of, change, column, param
from plantao.kit.events import Event, publish
from plantao.kit.time import data_hora
from plantao.kit.tx import Read, Tx
from plantao.pbx import queries
from plantao.pbx.contract import Ligacao
from plantao.pbx.model import CANCELADA, EXPIRADA, TOCANDO, ligacao
from plantao.pbx.queries import Tocando

TOCA_NO_MAXIMO = timedelta(minutes=5)


class LigacaoNotificada(Event, frozen=True, kw_only=True):
    """A call rings; this is what the window shows (pbx.md, "Push event")."""

    name: ClassVar[str] = "ligacao.notificada"
    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    telefone: str | None
    cliente: dict[str, Any] | None
    candidatos: list[dict[str, Any]]
    ligacao_params: Any
    data_cadastro: str


class LigacaoCancelada(Event, frozen=True, kw_only=True):
    """A call is withdrawn; its window closes."""

    name: ClassVar[str] = "ligacao.cancelada"
    id_ligacao: int


class LigacaoExpirada(Event, frozen=True, kw_only=True):
    """A call rang for too long without anybody saying how it ended."""

    name: ClassVar[str] = "ligacao.expirada"
    id_ligacao: int


class Identificacao(NamedTuple):
    """Who calls: one client, or several who may."""

    cliente: Identificado | None
    candidatos: list[Identificado]


async def notificar(tx: Tx, pedido: Ligacao, autor: Quem, now: datetime) -> int:
    """Keep the call and show it to whoever is called; the same call again updates the one that rings."""
    id_usuario = await _usuario(tx, pedido)
    quem = await identificar(tx, pedido)
    valores: dict[str, Any] = {
        "ramal": pedido.ramal,
        "identificador_interno": pedido.identificador_interno,
        "id_usuario": id_usuario,
        "telefone": None if pedido.telefone is None else str(pedido.telefone),
        "id_cliente": quem.cliente.id_cliente if quem.cliente else None,
        "candidatos": [c.id_cliente for c in quem.candidatos],
        "ligacao_params": pedido.ligacao_params or {},
    }
    await _um_de_cada_vez(tx, id_usuario, pedido)
    await expirar(tx, now)
    dele = [t for t in await _tocando(tx, id_usuario, pedido) if t.id_usuario == id_usuario]
    repetida = next((t for t in dele if _mesma(t, pedido, quem)), None)
    if repetida:
        id_ligacao = repetida.id_ligacao
        await tx.run(_atualizar, id=id_ligacao, **valores)
    else:
        id_ligacao = await tx.insert(ligacao, **valores, status=TOCANDO, data_cadastro=now)
    evento = LigacaoNotificada(
        id_ligacao=id_ligacao,
        ramal=pedido.ramal,
        identificador_interno=pedido.identificador_interno,
        telefone=valores["telefone"],
        cliente=quem.cliente._asdict() if quem.cliente else None,
        candidatos=[c._asdict() for c in quem.candidatos],
        ligacao_params=valores["ligacao_params"],
        data_cadastro=data_hora(now),
    )
    publish(tx, evento, about=f"ligacao:{id_ligacao}", to=_para(id_usuario), by=autor.id_usuario, now=now)
    return id_ligacao


async def cancelar(tx: Tx, pedido: Ligacao, autor: Quem, now: datetime) -> None:
    """Withdraw every ringing call of whoever was called and whoever called; that there is none is fine."""
    id_usuario = await _usuario(tx, pedido)
    quem = await identificar(tx, pedido)
    await _um_de_cada_vez(tx, id_usuario, pedido)
    canceladas = [t for t in await _tocando(tx, id_usuario, pedido) if _mesma(t, pedido, quem)]
    await tx.run(_encerrar, ids=[t.id_ligacao for t in canceladas], status=CANCELADA, quando=now)
    for toca in canceladas:
        evento = LigacaoCancelada(id_ligacao=toca.id_ligacao)
        para = _para(toca.id_usuario)
        publish(tx, evento, about=f"ligacao:{toca.id_ligacao}", to=para, by=autor.id_usuario, now=now)


async def expirar(tx: Tx, now: datetime) -> None:
    """Stop what has been ringing for too long."""
    for id_ligacao in await tx.all(_vencer, antes=now - TOCA_NO_MAXIMO):
        evento = LigacaoExpirada(id_ligacao=id_ligacao)
        publish(tx, evento, about=f"ligacao:{id_ligacao}", to=["todos"], by=None, now=now)


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


async def _usuario(read: Read, pedido: Ligacao) -> int | None:
    """Who is called; when extension and internal id name two users the extension decides."""
    found = None
    if pedido.ramal is not None:
        found = await acesso.queries.usuario_do_ramal(read, pedido.ramal)
    if found is None and pedido.identificador_interno is not None:
        found = await acesso.queries.usuario_do_identificador(read, pedido.identificador_interno)
    return found


async def _um_de_cada_vez(tx: Tx, id_usuario: int | None, pedido: Ligacao) -> None:
    """What is said of one user's calls is done in the order in which it was said."""
    quem = id_usuario if id_usuario is not None else f"{pedido.ramal}/{pedido.identificador_interno}"
    await tx.serialize(f"ligacao:{quem}")


async def _tocando(read: Read, id_usuario: int | None, pedido: Ligacao) -> list[Tocando]:
    return await queries.tocando(read, id_usuario, pedido.ramal, pedido.identificador_interno)


def _mesma(toca: Tocando, pedido: Ligacao, quem: Identificacao) -> bool:
    """Whether the same telephone or the same client calls."""
    if pedido.telefone is not None and toca.telefone is not None:
        a, b = ler_telefone(pedido.telefone.como_veio), ler_telefone(toca.telefone)
        if toca.telefone == pedido.telefone or (a and b and semelhanca(a, b) > 0):
            return True
    return quem.cliente is not None and toca.id_cliente == quem.cliente.id_cliente


def _para(id_usuario: int | None) -> list[str]:
    return ["todos"] if id_usuario is None else [f"usuario:{id_usuario}"]


_atualizaveis = (
    "ramal", "identificador_interno", "id_usuario", "telefone", "id_cliente", "candidatos", "ligacao_params",
)  # fmt: skip
_atualizar = change(
    sa.update(ligacao)
    .where(ligacao.c.id_ligacao == param("id", ligacao.c.id_ligacao))
    .values({nome: param(nome, ligacao.c[nome]) for nome in _atualizaveis})
)
_encerrar = change(
    sa.update(ligacao)
    .where(any_of(ligacao.c.id_ligacao, "ids"), ligacao.c.status == TOCANDO)
    .values(status=param("status", ligacao.c.status), data_cancelamento=param("quando", ligacao.c.data_cancelamento))
)
_vencer = column(
    sa.update(ligacao)
    .where(ligacao.c.status == TOCANDO, ligacao.c.data_cadastro < param("antes", ligacao.c.data_cadastro))
    .values(status=EXPIRADA)
    .returning(ligacao.c.id_ligacao),
    int,
)
