"""A call rings, is withdrawn, or rings too long (contract pbx.md; design §7, "Order of arrival")."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.acesso.model import usuarios
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.db import any_of, change, column, param
from plantao.kit.events import publish
from plantao.kit.time import data_hora
from plantao.kit.tx import Read, Tx
from plantao.pbx.contract import Ligacao
from plantao.pbx.model import (
    ABERTA,
    CANCELADA,
    EXPIRADA,
    FECHADA,
    MINIMIZADA,
    TOCANDO,
    a_vista,
    ligacao,
    ligacao_cancelamento,
)
from plantao.pbx.queries import janela as janelas
from plantao.pbx.queries import tocando as consultas
from plantao.pbx.queries.tocando import Cancelamento, Tocando
from plantao.pbx.rules.eventos import (
    IdentificacaoDemora,
    JanelaMudou,
    LigacaoCancelada,
    LigacaoExpirada,
    LigacaoNotificada,
)
from plantao.pbx.rules.identificar import Identificacao, chamado, dito, identificar
from plantao.pbx.rules.janela import abrir_visita

TOCA_NO_MAXIMO = timedelta(minutes=5)
REPETE = timedelta(seconds=30)
"""How long after a notice another one is the same call even if its window was closed meanwhile."""
CONVERSA = timedelta(hours=1)
"""How long a call may be spoken: a cancel that finds nothing ringing is taken for the end of one so young."""
ULTRAPASSA = timedelta(seconds=10)
"""How long a cancel may come before its notice."""
RECOLHE = timedelta(minutes=10)
ARQUIVA = timedelta(hours=8)


async def notificar(tx: Tx, pedido: Ligacao, autor: Quem, now: datetime, quem_liga: Identificacao | None = None) -> int:
    """Keep the call and show it to whoever is called; the same call again updates the one that rings."""
    id_usuario = await chamado(tx, pedido)
    quem = quem_liga or await identificar(tx, dito(pedido))
    valores: dict[str, Any] = {
        "ramal": pedido.ramal,
        "identificador_interno": pedido.identificador_interno,
        "id_usuario": id_usuario,
        "telefone": None if pedido.telefone is None else str(pedido.telefone),
        "id_cliente": quem.cliente.id_cliente if quem.cliente else None,
        "candidatos": [c.id_cliente for c in quem.candidatos],
        "ligacao_params": pedido.ligacao_params or {},
        "notificada": now,
        "identificando": quem.demora,
    }
    chave = await _um_de_cada_vez(tx, id_usuario, pedido)
    await expirar(tx, now)
    if await _ultrapassada(tx, chave, pedido, quem, now):
        fim = {"status": CANCELADA, "janela": FECHADA, "data_cancelamento": now}
        id_ligacao: int = await tx.insert(ligacao, **valores, **fim, data_cadastro=now)
        _publicar_cancelada(tx, id_ligacao, id_usuario, autor, now)
        return id_ligacao
    dele = [t for t in await _tocando(tx, id_usuario, pedido) if t.id_usuario == id_usuario]
    mesmas = [t for t in dele if _mesma(t, pedido, quem)]
    repetida = next((t for t in mesmas if _repete(t, now)), None)
    if repetida:
        id_ligacao = repetida.id_ligacao
        await tx.run(_repetir if repetida.em_uso else _atualizar, id=id_ligacao, **valores)
    else:
        await tx.run(_encerrar, ids=[t.id_ligacao for t in mesmas], status=EXPIRADA, quando=None)
        id_ligacao = await tx.insert(ligacao, **valores, status=TOCANDO, janela=ABERTA, data_cadastro=now)
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
    if quem.demora:
        demora = IdentificacaoDemora(id_ligacao=id_ligacao, **dito(pedido)._asdict())
        publish(tx, demora, about=f"ligacao:{id_ligacao}", to=[], by=autor.id_usuario, now=now)
    return id_ligacao


async def cancelar(tx: Tx, pedido: Ligacao, autor: Quem, now: datetime, quem_liga: Identificacao | None = None) -> None:
    """Withdraw every ringing call of whoever was called and whoever called; that there is none is fine.

    Of one that rings no more, but has its window in sight, it is the end: that closes too if nobody used it.
    """
    id_usuario = await chamado(tx, pedido)
    quem = quem_liga or await identificar(tx, dito(pedido))
    chave = await _um_de_cada_vez(tx, id_usuario, pedido)
    canceladas = [t for t in await _tocando(tx, id_usuario, pedido) if _mesma(t, pedido, quem)]
    terminadas = [t for t in await consultas.sem_fim(tx, id_usuario) if _mesma(t, pedido, quem)]
    await tx.run(_encerrar, ids=[t.id_ligacao for t in canceladas], status=CANCELADA, quando=now)
    await tx.run(_terminar, ids=[t.id_ligacao for t in terminadas], quando=now)
    for toca in canceladas:
        _publicar_cancelada(tx, toca.id_ligacao, toca.id_usuario, autor, now)
    for terminada in terminadas:
        mudou = JanelaMudou(id_ligacao=terminada.id_ligacao, aba=None)
        about, para = f"ligacao:{terminada.id_ligacao}", _para(terminada.id_usuario)
        publish(tx, mudou, about=about, to=para, by=autor.id_usuario, now=now)
    if not canceladas and not terminadas:
        await _lembrar(tx, chave, id_usuario, pedido, quem, now)


async def expirar(tx: Tx, now: datetime) -> None:
    """Stop what has been ringing for too long; put away windows nobody uses."""
    for id_ligacao in await tx.all(_vencer, antes=now - TOCA_NO_MAXIMO):
        evento = LigacaoExpirada(id_ligacao=id_ligacao)
        publish(tx, evento, about=f"ligacao:{id_ligacao}", to=["todos"], by=None, now=now)


async def recolher(tx: Tx, now: datetime) -> None:
    """Turn windows unused for ten minutes into the pill, close those of hours ago, forget old cancels."""
    for linha in await janelas.com_visita(tx, now - ARQUIVA):
        dono = usuarios.get(linha.id_usuario)
        if dono:
            await abrir_visita(tx, linha, Quem(id_usuario=dono.id, name=dono.name, ip=None), now)
    recolhidas = await tx.all(_recolher, antes=now - RECOLHE)
    for mudada in [*recolhidas, *await tx.all(_arquivar, antes=now - ARQUIVA)]:
        mudou = JanelaMudou(id_ligacao=mudada.id_ligacao, aba=None)
        publish(tx, mudou, about=f"ligacao:{mudada.id_ligacao}", to=_para(mudada.id_usuario), by=None, now=now)
    await tx.run(_esquecer, antes=now - ULTRAPASSA)


def _publicar_cancelada(tx: Tx, id_ligacao: int, id_usuario: int | None, autor: Quem, now: datetime) -> None:
    evento = LigacaoCancelada(id_ligacao=id_ligacao)
    publish(tx, evento, about=f"ligacao:{id_ligacao}", to=_para(id_usuario), by=autor.id_usuario, now=now)


async def _um_de_cada_vez(tx: Tx, id_usuario: int | None, pedido: Ligacao) -> str:
    """What is said of one user's calls is done in the order in which it was said; answers the user's key."""
    chave = str(id_usuario) if id_usuario is not None else f"{pedido.ramal}/{pedido.identificador_interno}"
    await tx.serialize(f"ligacao:{chave}")
    return chave


async def _tocando(read: Read, id_usuario: int | None, pedido: Ligacao) -> list[Tocando]:
    return await consultas.tocando(read, id_usuario, pedido.ramal, pedido.identificador_interno)


def _repete(toca: Tocando, now: datetime) -> bool:
    return toca.janela != FECHADA or toca.notificada is None or now - toca.notificada <= REPETE


def _mesma(toca: Tocando | Cancelamento, pedido: Ligacao, quem: Identificacao) -> bool:
    """Whether the same telephone or the same client calls."""
    if pedido.telefone is not None and toca.telefone is not None:
        a, b = ler_telefone(pedido.telefone.como_veio), ler_telefone(toca.telefone)
        if toca.telefone == pedido.telefone or (a and b and semelhanca(a, b) > 0):
            return True
    return quem.cliente is not None and toca.id_cliente == quem.cliente.id_cliente


async def _lembrar(
    tx: Tx, chave: str, id_usuario: int | None, pedido: Ligacao, quem: Identificacao, now: datetime
) -> None:
    """Keep a cancel that found nothing: unless its call was here lately, it may have overtaken its notice."""
    ultimas = await consultas.ultimas(tx, id_usuario)
    if id_usuario is None or any(_recente(t, now) and _mesma(t, pedido, quem) for t in ultimas):
        return
    telefone = None if pedido.telefone is None else str(pedido.telefone)
    id_cliente = quem.cliente.id_cliente if quem.cliente else None
    quem_liga = {"telefone": telefone, "id_cliente": id_cliente}
    await tx.insert(ligacao_cancelamento, quem=chave, **quem_liga, data_cadastro=now)


def _recente(toca: Tocando, now: datetime) -> bool:
    """Whether a cancel may still be for this call: it may be spoken, or was cancelled a moment ago."""
    dura = TOCA_NO_MAXIMO if toca.data_cancelamento else CONVERSA
    return toca.notificada is not None and now - toca.notificada <= dura


async def _ultrapassada(tx: Tx, chave: str, pedido: Ligacao, quem: Identificacao, now: datetime) -> bool:
    """Whether the cancel of this call came before it; it counts once."""
    for cancelamento in await consultas.cancelamentos(tx, chave, now - ULTRAPASSA):
        if _mesma(cancelamento, pedido, quem):
            await tx.run(_gastar, id=cancelamento.id_ligacao_cancelamento)
            return True
    return False


def _para(id_usuario: int | None) -> list[str]:
    return ["todos"] if id_usuario is None else [f"usuario:{id_usuario}"]


_l = ligacao.c
_atualizaveis = (
    "ramal", "identificador_interno", "id_usuario", "telefone", "id_cliente", "candidatos", "ligacao_params",
    "notificada", "identificando",
)  # fmt: skip
_uma = sa.update(ligacao).where(_l.id_ligacao == param("id", _l.id_ligacao))
_atualizar = change(_uma.values({nome: param(nome, _l[nome]) for nome in _atualizaveis}))
_repetir = change(_uma.values({nome: param(nome, _l[nome]) for nome in ("ligacao_params", "notificada")}))
_acabar = (
    sa.update(ligacao)
    .where(any_of(_l.id_ligacao, "ids"))
    .values(
        data_cancelamento=param("quando", _l.data_cancelamento),
        janela=sa.case((_l.em_uso.is_(None), FECHADA), else_=_l.janela),
    )
)
_terminar = change(_acabar)
_encerrar = change(_acabar.where(_l.status == TOCANDO).values(status=param("status", _l.status)))
_vencer = column(
    sa.update(ligacao)
    .where(_l.status == TOCANDO, _l.data_cadastro < param("antes", _l.data_cadastro))
    .values(status=EXPIRADA)
    .returning(_l.id_ligacao),
    int,
)
_antiga = sa.and_(_l.data_cadastro < param("antes", _l.data_cadastro), _l.id_usuario.is_not(None))
_recolher = consultas.mudadas(
    sa.update(ligacao).where(_l.janela == ABERTA, _l.em_uso.is_(None), _antiga).values(janela=MINIMIZADA)
)
_arquivar = consultas.mudadas(sa.update(ligacao).where(a_vista, _antiga).values(janela=FECHADA))
_c = ligacao_cancelamento.c
_gastar = change(
    sa.delete(ligacao_cancelamento).where(_c.id_ligacao_cancelamento == param("id", _c.id_ligacao_cancelamento))
)
_esquecer = change(sa.delete(ligacao_cancelamento).where(_c.data_cadastro < param("antes", _c.data_cadastro)))
