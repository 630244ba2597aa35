"""How a ticket ends, whether it is being opened or edited (contract atendimento.md §4, §5)."""

from typing import NamedTuple

from plantao.atendimento.contract.abrir import ParametrosFechamento
from plantao.atendimento.model import (
    CONCLUIDO,
    AtendimentoStatus,
    MotivoFechamento,
    motivos,
    motivos_dos_tipos,
    statuses,
)
from plantao.kit.errors import Refusal
from plantao.kit.settings import Instance


class Fechamento(NamedTuple):
    """The closing columns of a ticket, those that do not say who and when."""

    id_motivo_fechamento_atendimento: int
    descricao_fechamento: str
    status_fechamento: str


def fechamento(pedido: ParametrosFechamento | None, id_tipo_atendimento: int | None) -> Fechamento:
    """What was asked, or the installation's defaults; refuses a motive that does not go with the ticket's kind."""
    pedido = pedido or ParametrosFechamento()
    padrao = motivo_padrao().id_motivo_fechamento_atendimento
    motivo = pedido.id_motivo_fechamento_atendimento or padrao
    if motivo != padrao and not vinculado(motivo, id_tipo_atendimento):
        raise Refusal("O motivo de fechamento informado não está vinculado ao tipo do atendimento")
    return Fechamento(
        motivo,
        pedido.descricao_fechamento or Instance.settings.texto_fechamento,
        pedido.status_fechamento or CONCLUIDO,
    )


def vinculado(motivo: int, id_tipo_atendimento: int | None) -> bool:
    """Whether a motive goes with a kind of ticket: one that is limited to none goes with all."""
    tipos = {v.id_tipo_atendimento for v in motivos_dos_tipos if v.id_motivo_fechamento_atendimento == motivo}
    return not tipos or id_tipo_atendimento in tipos


def motivo_padrao() -> MotivoFechamento:
    """The motive of a closing without one; that it is missing is our own failure."""
    nome = Instance.settings.motivo_padrao
    return next(m for m in motivos if m.ativo and m.descricao == nome)


def status_de(prefixo: str) -> AtendimentoStatus:
    """The active status of a prefix; that it is missing is our own failure."""
    return next(s for s in statuses if s.ativo and s.prefixo == prefixo)
