"""Writing on a ticket (contract atendimento.md §6)."""

from datetime import datetime

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.contract.editar import NovaMensagem
from plantao.atendimento.model import atendimento_mensagem
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.rules.eventos import MensagemAdicionada, NotaAdicionada, publicar
from plantao.kit.db import change, param
from plantao.kit.errors import Refusal
from plantao.kit.tx import Tx

_m = atendimento_mensagem.c
_reescrever = change(
    sa.update(atendimento_mensagem)
    .where(_m.id_atendimento_mensagem == param("id", _m.id_atendimento_mensagem))
    .values(mensagem=param("mensagem", _m.mensagem), ativo=param("ativo", _m.ativo))
)


async def adicionar_mensagem(
    tx: Tx, linha: Bruto, pedido: NovaMensagem, autor: Quem, now: datetime, *, interna: bool = False
) -> int:
    """Add a message, or an internal note, to an open ticket; its status stays."""
    if linha.data_fechamento is not None:
        raise Refusal("Não é possível adicionar mensagem em um atendimento fechado")
    return await _escrever(tx, linha.id_atendimento, pedido.mensagem, autor, now, interna=interna)


async def anotar(
    tx: Tx, id_atendimento: int, id_nota: int | None, texto: str, autor: Quem, now: datetime
) -> int | None:
    """Keep an internal note that is still being written: one, however often this is said; nobody is told of a change.

    Without words there is none. It is kept even if the ticket is closed meanwhile. Answers its id.
    """
    if id_nota is not None:
        await tx.run(_reescrever, id=id_nota, mensagem=texto, ativo=bool(texto))
        return id_nota
    return await _escrever(tx, id_atendimento, texto, autor, now, interna=True) if texto else None


async def _escrever(tx: Tx, id_atendimento: int, texto: str, autor: Quem, now: datetime, *, interna: bool) -> int:
    id_mensagem: int = await tx.insert(
        atendimento_mensagem,
        id_atendimento=id_atendimento,
        id_usuario=autor.id_usuario,
        mensagem=texto,
        data_cadastro=now,
        ip_cadastro=autor.ip,
        interna=interna,
    )
    adicionada = NotaAdicionada if interna else MensagemAdicionada
    evento = adicionada(id_atendimento=id_atendimento, id_atendimento_mensagem=id_mensagem)
    publicar(tx, evento, autor, now)
    return id_mensagem
