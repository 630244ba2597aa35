"""Opening a ticket at the desk: a form opens one, however often it is sent."""

from datetime import datetime

from plantao.acesso.guard import Quem
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.contract.mesa import NovoNaMesa
from plantao.atendimento.rules.abrir import abrir
from plantao.atendimento.rules.formulario import chave_de
from plantao.kit.idempotency import Repeated, begin, keep
from plantao.kit.params import Lista
from plantao.kit.tx import Tx
from plantao.ordem_servico.contract import OrdemDaMesa

CAMINHO = "/atendimentos"


async def abrir_uma_vez(tx: Tx, pedido: NovoNaMesa, autor: Quem, now: datetime) -> int:
    """The ticket of this form: opened now, or when the form was sent before."""
    try:
        claimed = await begin(tx, chave_de(autor, CAMINHO, pedido.chave), now)
    except Repeated as antes:
        return int(antes.resposta)
    id_atendimento = await abrir(tx, _pedido(pedido, autor), autor, now)
    await keep(tx, claimed, str(id_atendimento).encode())
    return id_atendimento


def _pedido(pedido: NovoNaMesa, autor: Quem) -> NovoAtendimento:
    ordem = OrdemDaMesa.model_construct(
        None, id_tipo_ordem_servico=pedido.id_tipo_ordem_servico, ids_tecnicos=pedido.ids_tecnicos
    )
    return NovoAtendimento.model_construct(
        None,
        id_cliente_servico=pedido.id_cliente_servico,
        descricao=pedido.descricao,
        nome=pedido.nome,
        telefone=pedido.telefone,
        email=pedido.email,
        id_tipo_atendimento=pedido.id_tipo_atendimento,
        id_usuario_responsavel=pedido.responsaveis or Lista([autor.id_usuario]),
        id_origem_contato=pedido.id_origem_contato,
        id_disponibilidade=pedido.id_disponibilidade if pedido.abrir_os else None,
        abrir_os=pedido.abrir_os,
        parametros_ordem_servico=ordem,
    )
