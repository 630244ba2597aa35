"""Opening a ticket (contract atendimento.md §4)."""

from datetime import datetime
from typing import Any

from plantao import ordem_servico
from plantao.acesso.guard import Programa, Quem
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.model import (
    AtendimentoStatus,
    TipoAtendimento,
    atendimento,
    atendimento_disponibilidade,
    statuses,
    tipos,
    usuarios_responsaveis,
)
from plantao.atendimento.protocolo import novo_protocolo
from plantao.atendimento.rules import checklist
from plantao.atendimento.rules.eventos import AtendimentoAberto, AtendimentoFechado, publicar
from plantao.atendimento.rules.fechamento import fechamento, status_de
from plantao.kit.db import column, insert_unless_there
from plantao.kit.settings import Instance
from plantao.kit.tx import Tx

SUFIXO = " | ATENDIMENTO ABERTO VIA API"
TENTATIVAS = 1000

_COLUNAS = (
    "protocolo", "id_cliente_servico", "id_tipo_atendimento", "id_atendimento_status", "id_usuario_abertura",
    "id_usuario_responsavel", "id_usuario_fechamento", "id_origem_contato", "id_motivo_fechamento_atendimento",
    "descricao_abertura", "descricao_fechamento", "data_cadastro", "data_fechamento", "status_fechamento",
    "parado_desde", "nome_contato", "telefone_contato", "email_contato", "ip_cadastro", "parametros",
)  # fmt: skip
_inserir = column(
    lambda d: insert_unless_there(atendimento, _COLUNAS, ["protocolo"], d).returning(atendimento.c.id_atendimento), int
)


async def abrir(tx: Tx, pedido: NovoAtendimento, autor: Quem, now: datetime) -> int:
    """Open a ticket; with its order if one is asked for, closed at once if a closing status or parameters say so."""
    segundo = now.replace(microsecond=0)
    responsaveis = pedido.id_usuario_responsavel or [autor.id_usuario]
    periodos: list[int] = pedido.id_disponibilidade or []
    tipo = pedido.id_tipo_atendimento or tipo_padrao().id_tipo_atendimento
    status = _status(pedido)
    descricao = pedido.descricao + (SUFIXO if isinstance(autor, Programa) else "")
    valores: dict[str, Any] = {
        "id_cliente_servico": pedido.id_cliente_servico,
        "id_tipo_atendimento": tipo,
        "id_atendimento_status": status.id_atendimento_status,
        "id_usuario_abertura": autor.id_usuario,
        "id_usuario_responsavel": responsaveis[0],
        "id_origem_contato": pedido.id_origem_contato,
        "descricao_abertura": descricao,
        "data_cadastro": segundo,
        "parado_desde": segundo if status.pausa_prazo and not pedido.fecha else None,
        "nome_contato": pedido.nome,
        "telefone_contato": pedido.telefone,
        "email_contato": pedido.email,
        "ip_cadastro": autor.ip,
        "parametros": pedido.parametros,
    }
    if pedido.fecha:
        fim = fechamento(pedido.parametros_fechamento, tipo)
        valores |= fim._asdict() | {"data_fechamento": segundo, "id_usuario_fechamento": autor.id_usuario}
    id_atendimento, protocolo = await _inserir_com_protocolo(tx, valores, now)
    rows = [{"id_atendimento": id_atendimento, "id_usuario": u, "ordem": n} for n, u in enumerate(responsaveis)]
    await tx.insert_many(usuarios_responsaveis, rows)
    rows = [{"id_atendimento": id_atendimento, "id_periodo_dia": p} for p in periodos]
    await tx.insert_many(atendimento_disponibilidade, rows)
    if not pedido.fecha:
        await checklist.copiar(tx, id_atendimento, tipo)
    if pedido.abrir_os and not pedido.fecha:
        parametros = pedido.parametros_ordem_servico
        await ordem_servico.rules.abrir(
            tx, id_atendimento, pedido.id_cliente_servico, descricao, periodos, parametros, autor, segundo
        )
    publicar(tx, AtendimentoAberto(id_atendimento=id_atendimento, protocolo=protocolo), autor, now)
    if pedido.fecha:
        fechado = AtendimentoFechado(id_atendimento=id_atendimento, status_fechamento=valores["status_fechamento"])
        publicar(tx, fechado, autor, now)
    return id_atendimento


async def _inserir_com_protocolo(tx: Tx, valores: dict[str, Any], now: datetime) -> tuple[int, str]:
    for _ in range(TENTATIVAS):
        protocolo = novo_protocolo(now)
        id_atendimento = await tx.first(_inserir, **valores, protocolo=protocolo)
        if id_atendimento is not None:
            return id_atendimento, protocolo
    raise RuntimeError("no free protocolo in this second")


def _status(pedido: NovoAtendimento) -> AtendimentoStatus:
    if pedido.id_atendimento_status is not None:
        return statuses[pedido.id_atendimento_status]
    settings = Instance.settings
    aberto = settings.status_com_ordem if pedido.abrir_os else settings.status_inicial
    return status_de(settings.status_fechamento if pedido.fecha else aberto)


def tipo_padrao() -> TipoAtendimento:
    """The kind of a ticket opened without one; that it is missing is our own failure."""
    nome = Instance.settings.tipo_padrao
    return next(t for t in tipos if t.ativo and t.descricao == nome)
