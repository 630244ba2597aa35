"""What the orders' operations read and answer (contract ordem_servico.md, configuracao.md)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plantao.acesso.model import usuarios
from plantao.cliente.contract import ClienteResumo, ServicoResumo
from plantao.kit.params import Ids, Inteiro, opcoes
from plantao.kit.wire import UNSET, Contract, DataHoraBr, DataMinutoBr, Envelope, Existe, Hora, Reply, UnsetType
from plantao.ordem_servico.model import AGUARDANDO_AGENDAMENTO, PENDENTE, tipos_ordem_servico

StatusAbertura = Annotated[
    Literal["aguardando_agendamento", "pendente"],
    *opcoes(AGUARDANDO_AGENDAMENTO, PENDENTE, aguardando_agendameto=AGUARDANDO_AGENDAMENTO),  # sic (Q26)
]


class ParametrosOrdemServico(Contract):
    """A ordem de serviço aberta junto com o atendimento; para o que faltar, vale o padrão da instalação."""

    COM_PADROES: ClassVar[bool] = True

    id_tipo_ordem_servico: Annotated[Inteiro, Existe(tipos_ordem_servico)] | None = Field(
        None, description="Tipo da ordem; sem ele, `ABERTURA VIA API`"
    )
    status: StatusAbertura | None = Field(None, description="Situação inicial da ordem")
    ids_tecnicos: Annotated[Ids, Existe(usuarios)] | None = Field(
        None, description="Técnicos da ordem; sem eles, `SAC (Atendimento)`"
    )
    id_disponibilidade: Ids | None = Field(None, description="Períodos do dia; sem eles, os do atendimento")


class OrdemDaMesa(ParametrosOrdemServico):
    """A ordem de serviço aberta por uma pessoa: o técnico e a hora que ninguém escolheu ficam para a agenda."""

    COM_PADROES: ClassVar[bool] = False


class MensagemDaOrdem(Reply):
    """Uma mensagem da ordem de serviço."""

    id_ordem_servico_mensagem: int
    id_ordem_servico: int
    mensagem: str
    data_cadastro_br: DataMinutoBr


class OrdemServicoFormatada(Reply):
    """A ordem de serviço dentro do atendimento."""

    id_ordem_servico: int
    numero_ordem_servico: str
    data_cadastro: DataHoraBr
    tipo: str
    data_inicio_programado: DataHoraBr | None
    data_termino_programado: DataHoraBr | None
    data_inicio_executado: DataHoraBr | None
    data_termino_executado: DataHoraBr | None
    descricao_abertura: str
    descricao_servico: str
    descricao_fechamento: str | None
    usuario_abertura: str
    usuario_fechamento: str | None
    status: str
    status_fechamento: str | None
    cliente: ClienteResumo
    servico: ServicoResumo
    ordem_servico_mensagem: list[MensagemDaOrdem] | UnsetType = UNSET


class Periodo(Reply):
    """Um período do dia."""

    id_periodo_dia: int
    descricao: str
    hora_inicio: Hora
    hora_fim: Hora


class DisponibilidadeReply(Envelope, kw_only=True):
    """Períodos do dia que podem ser escolhidos como disponibilidade."""

    TEXTO: ClassVar[str] = "Períodos (Disponibilidade) consultados com sucesso!"

    periodos: list[Periodo]
