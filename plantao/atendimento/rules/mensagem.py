"""Writing on a ticket (contract atendimento.md §6)."""

from datetime import datetime

from plantao.acesso.guard import Quem
from plantao.atendimento.contract.editar import NovaMensagem
from plantao.atendimento.model import atendimento_mensagem
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import MensagemAdicionada, NotaAdicionada, publicar
from plantao.kit.errors import Refusal
from plantao.kit.tx import Tx


async def adicionar_mensagem(
    tx: Tx, linha: Bruto, pedido: NovaMensagem, autor: Quem, now: datetime, *, interna: bool = False
) -> int:
    """Add a message, or an internal note, to an open ticket; its status stays."""
    if linha.data_fechamento is not None:
        raise Refusal("Não é possível adicionar mensagem em um atendimento fechado")
    id_mensagem: int = await tx.insert(
        atendimento_mensagem,
        id_atendimento=linha.id_atendimento,
        id_usuario=autor.id_usuario,
        mensagem=pedido.mensagem,
        data_cadastro=now,
        ip_cadastro=autor.ip,
        interna=interna,
    )
    adicionada = NotaAdicionada if interna else MensagemAdicionada
    evento = adicionada(id_atendimento=linha.id_atendimento, id_atendimento_mensagem=id_mensagem)
    publicar(tx, evento, autor, now)
    return id_mensagem
