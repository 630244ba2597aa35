"""Opening a ticket at the desk: a form opens one, however often it is sent."""

from datetime import datetime

from plantao import anexo
from plantao.acesso.guard import Quem
from plantao.acesso.rules.formulario import Envio, uma_vez
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.contract.mesa import NovoNaMesa
from plantao.atendimento.queries.relacoes import DONO
from plantao.atendimento.rules.abrir import abrir
from plantao.kit.params import Lista
from plantao.kit.storage import Incoming
from plantao.kit.tx import Tx
from plantao.ordem_servico.contract import OrdemDaMesa

CAMINHO = "/atendimentos"


async def abrir_uma_vez(
    tx: Tx, pedido: NovoNaMesa, autor: Quem, now: datetime, arquivos: Incoming | None = None
) -> int:
    """The ticket of this form, with its files: opened now, or when the form was sent before."""

    async def fazer() -> int:
        id_atendimento = await abrir(tx, _pedido(pedido, autor), autor, now)
        if arquivos:
            await anexo.rules.adicionar(tx, DONO, id_atendimento, arquivos, autor, now)
        return id_atendimento

    return await uma_vez(tx, Envio(autor.id_usuario, CAMINHO, pedido.chave), now, fazer)


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
        id_atendimento_status=pedido.id_atendimento_status,
        id_usuario_responsavel=pedido.responsaveis or Lista([autor.id_usuario]),
        id_origem_contato=pedido.id_origem_contato,
        id_disponibilidade=pedido.id_disponibilidade if pedido.abrir_os else None,
        abrir_os=pedido.abrir_os,
        parametros_ordem_servico=ordem,
    )
