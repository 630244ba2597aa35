"""Editing an open ticket, or closing it with its orders (contract atendimento.md §5)."""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from plantao import ordem_servico
from plantao.acesso.guard import Quem
from plantao.atendimento.contract.editar import EdicaoAtendimento
from plantao.atendimento.model import atendimento, statuses
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import Antes, AtendimentoEditado, AtendimentoFechado, publicar
from plantao.atendimento.rules.fechamento import fechamento, status_de
from plantao.kit.db import Statement, change, column, param
from plantao.kit.errors import Refusal
from plantao.kit.settings import Instance
from plantao.kit.tx import Tx

_parametros = column(
    sa.select(atendimento.c.parametros).where(
        atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento)
    ),
    object,
)


async def editar(tx: Tx, linha: Bruto, pedido: EdicaoAtendimento, autor: Quem, now: datetime) -> None:
    """Change what is asked of the ticket `linha`, read and held in this transaction."""
    _recusar(linha, pedido)
    mudancas: dict[str, Any] = {}
    if pedido.descricao is not None:
        mudancas["descricao_abertura"] = pedido.descricao
    if pedido.parametros:
        guardados = await tx.first(_parametros, id=linha.id_atendimento)
        mudancas["parametros"] = _juntar(guardados, pedido.parametros)
    for nome in ("id_atendimento_status", "id_tipo_atendimento"):
        if getattr(pedido, nome) is not None:
            mudancas[nome] = getattr(pedido, nome)
    if pedido.fechar_atendimento:
        await _fechar(tx, linha, pedido, mudancas, autor, now)
    elif mudancas:
        publicar(tx, AtendimentoEditado(id_atendimento=linha.id_atendimento, mudancas=dict(mudancas)), autor, now)
    if "id_atendimento_status" in mudancas:
        status = statuses[mudancas["id_atendimento_status"]]
        parar = status.pausa_prazo and not status.fechamento
        mudancas |= linha.parada.seguir(now.replace(microsecond=0), parar=parar)._asdict()
    if mudancas:
        await tx.run(_mudar(tuple(sorted(mudancas))), id=linha.id_atendimento, **mudancas)


async def descrever(tx: Tx, id_atendimento: int, texto: str) -> None:
    """Write what a ticket is being opened with, saved at every pause: no correction, so nobody is told of one."""
    await tx.run(_mudar(("descricao_abertura",)), id=id_atendimento, descricao_abertura=texto)


def _recusar(linha: Bruto, pedido: EdicaoAtendimento) -> None:
    """The business rules, the first broken one wins (contract errors.md)."""
    status, tipo = pedido.id_atendimento_status, pedido.id_tipo_atendimento
    if linha.data_fechamento is not None:
        raise Refusal(f"O atendimento de protocolo {linha.protocolo} já está fechado")
    if pedido.fechar_atendimento and status is not None:
        raise Refusal("Não é possível alterar o status e fechar o atendimento ao mesmo tempo")
    if pedido.fechar_atendimento and tipo is not None:
        raise Refusal("Não é possível alterar o tipo de atendimento e fechar o atendimento ao mesmo tempo")
    if status is not None and statuses[status].fechamento:
        raise Refusal("Para finalizar o atendimento, envie fechar_atendimento como true")


def _juntar(guardados: Any, novos: Any) -> Any:
    """An object is merged over the stored one, key by key; a non-empty array replaces it."""
    if isinstance(novos, dict) and isinstance(guardados, dict):
        return guardados | novos
    return novos


async def _fechar(
    tx: Tx, linha: Bruto, pedido: EdicaoAtendimento, mudancas: dict[str, Any], autor: Quem, now: datetime
) -> None:
    fim = fechamento(pedido.parametros_fechamento, linha.id_tipo_atendimento)
    if mudancas:
        publicar(tx, AtendimentoEditado(id_atendimento=linha.id_atendimento, mudancas=dict(mudancas)), autor, now)
    mudancas |= fim._asdict() | {
        "data_fechamento": now.replace(microsecond=0),
        "id_usuario_fechamento": autor.id_usuario,
        "id_atendimento_status": status_de(Instance.settings.status_fechamento).id_atendimento_status,
    }
    ordens = await ordem_servico.queries.por_finalizar(tx, linha.id_atendimento)
    antes = Antes(linha.id_atendimento_status, {str(ordem): status for ordem, status in ordens.items()})
    await ordem_servico.rules.finalizar_do_atendimento(
        tx, linha.id_atendimento, fim.status_fechamento, fim.descricao_fechamento, autor, now
    )
    fechado = AtendimentoFechado(
        id_atendimento=linha.id_atendimento, status_fechamento=fim.status_fechamento, antes=antes
    )
    publicar(tx, fechado, autor, now)


@cache
def _mudar(nomes: tuple[str, ...]) -> Statement[None]:
    valores = {nome: param(nome, atendimento.c[nome]) for nome in nomes}
    um = atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento)
    return change(sa.update(atendimento).where(um).values(valores))
