"""The ticket as people read it (contract atendimento.md §1.1, §1.4)."""

from plantao.cliente.contract import ClienteResumo, ServicoResumo
from plantao.kit.wire import UNSET, Reply, UnsetType
from plantao.ordem_servico.contract import OrdemServicoFormatada, Periodo


class MensagemListada(Reply):
    """A message inside a ticket."""

    id_atendimento_mensagem: int
    id_atendimento: int
    mensagem: str
    data_cadastro_br: str
    data_cadastro_timestamp: int


class ItemChecklist(Reply):
    """One thing to check."""

    titulo: str
    concluido: bool


class Checklist(Reply):
    """What is to be checked on a ticket."""

    id_atendimento_checklist: int
    titulo: str
    itens: list[ItemChecklist]


class AtendimentoFormatado(Reply, kw_only=True):
    """Names instead of ids, Brazilian dates."""

    id_atendimento: int
    rascunho: bool | UnsetType | None = UNSET
    protocolo: str
    descricao_abertura: str
    descricao_fechamento: str | None
    tipo_atendimento: str | None
    usuario_abertura: str
    usuario_responsavel: str | None
    usuario_fechamento: str | None
    data_cadastro: str
    data_fechamento: str | None
    setor_responsavel: str | None
    status_fechamento: str | None
    motivo_fechamento: str | None
    status: str
    atendimento_mensagem: list[MensagemListada] | UnsetType = UNSET
    disponibilidade_atendimento: list[Periodo] | UnsetType = UNSET
    cliente: ClienteResumo
    servico: ServicoResumo
    ordens_servico: list[OrdemServicoFormatada]
    atendimento_checklist: list[Checklist] | UnsetType = UNSET
