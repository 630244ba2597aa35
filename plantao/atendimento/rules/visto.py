"""What each has seen of a ticket: the dot of a row in the queue (design §6, `.item`)."""

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.atendimento.model import atendimento_visto
from plantao.atendimento.queries.formatado import Bruto
from plantao.kit.db import change, insert_unless_there, param
from plantao.kit.tx import Tx

_v = atendimento_visto.c
_ver_mais = change(
    sa.update(atendimento_visto)
    .where(
        _v.id_usuario == param("id_usuario", _v.id_usuario),
        _v.id_atendimento == param("id_atendimento", _v.id_atendimento),
    )
    .values(id_atendimento_mensagem=param("id_atendimento_mensagem", _v.id_atendimento_mensagem))
)
_ver = change(lambda d: insert_unless_there(atendimento_visto, list(_v.keys()), ["id_usuario", "id_atendimento"], d))


async def ver(tx: Tx, linha: Bruto, mensagem: int, autor: Quem) -> None:
    """The last message of a ticket that somebody had on the screen."""
    visto = {
        "id_usuario": autor.id_usuario,
        "id_atendimento": linha.id_atendimento,
        "id_atendimento_mensagem": mensagem,
    }
    if not await tx.run(_ver_mais, **visto):
        await tx.run(_ver, **visto)
