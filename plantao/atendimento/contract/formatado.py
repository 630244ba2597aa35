"""The ticket as people read it (contract atendimento.md §1.1, §1.4)."""

from plantao.cliente.contract import ClienteResumo, ServicoResumo
from plantao.kit.wire import UNSET, DataBr, DataMinutoBr, Milissegundos, Reply, UnsetType
from plantao.ordem_servico.contract import OrdemServicoFormatada, Periodo


class MensagemListada(Reply):
    """Uma mensagem do atendimento."""

    id_atendimento_mensagem: int
    id_atendimento: int
    mensagem: str
    data_cadastro_br: DataMinutoBr
    data_cadastro_timestamp: Milissegundos


class ItemChecklist(Reply):
    """Um item do checklist."""

    titulo: str
    concluido: bool


class Checklist(Reply):
    """O que há para conferir no atendimento."""

    id_atendimento_checklist: int
    titulo: str
    itens: list[ItemChecklist]


class AtendimentoFormatado(Reply, kw_only=True):
    """O atendimento por extenso: nomes em vez de identificadores, datas brasileiras."""

    id_atendimento: int
    rascunho: bool | UnsetType | None = UNSET
    protocolo: str
    descricao_abertura: str
    descricao_fechamento: str | None
    tipo_atendimento: str | None
    usuario_abertura: str
    usuario_responsavel: str | None
    usuario_fechamento: str | None
    data_cadastro: DataBr
    data_fechamento: DataBr | None
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
