"""`POST atendimento` (contract atendimento.md §4)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, WithJsonSchema

from plantao.acesso.model import usuarios
from plantao.atendimento.contract.formatado import AtendimentoFormatado
from plantao.atendimento.model import CONCLUIDO, SEM_CONCLUSAO, motivos, origens, statuses, tipos
from plantao.cliente.model import cliente_servico
from plantao.kit.br import telefone_contato
from plantao.kit.params import Booleano, Email, Ids, Inteiro, Parametros, Texto, lido_por, opcoes
from plantao.kit.tx import Read
from plantao.kit.wire import UNSET, Aninhado, Contract, Envelope, Existe, Lido, Tambem, UnsetType, faltas_de_existencia
from plantao.ordem_servico.contract import OrdemServicoFormatada, ParametrosOrdemServico
from plantao.ordem_servico.model import periodos

StatusFechamento = Annotated[Literal["concluido", "sem_conclusao"], *opcoes(CONCLUIDO, SEM_CONCLUSAO)]
TelefoneContato = Annotated[
    str, lido_por(telefone_contato), WithJsonSchema({"type": "string", "pattern": "^[0-9]{10,11}$"})
]
Motivo = Annotated[Inteiro, Tambem("id_motivo_fechamento"), Existe(motivos)]


class ParametrosFechamento(Contract):
    """Como o atendimento é fechado; para o que faltar, vale o padrão da instalação."""

    id_motivo_fechamento_atendimento: Motivo | None = Field(
        None, description="Motivo do fechamento; aceita também o nome `id_motivo_fechamento`"
    )
    descricao_fechamento: Texto | None = Field(None, description="Descrição do fechamento")
    status_fechamento: StatusFechamento | None = Field(None, description="Situação do fechamento")


Fechamento = Annotated[ParametrosFechamento, Aninhado(ParametrosFechamento)]


class NovoAtendimento(Contract):
    """Abre um atendimento; com `abrir_os`, também uma ordem de serviço."""

    id_cliente_servico: Annotated[Inteiro, Existe(cliente_servico.c.id_cliente_servico)] = Field(
        description="Identificador do serviço do cliente"
    )
    descricao: Texto = Field(description="Descrição detalhada do atendimento")
    nome: Texto = Field(description="Nome do solicitante")
    telefone: TelefoneContato = Field(description="Telefone do solicitante (DDNNNNNNNNN)")
    email: Email | None = Field(None, description="E-mail do solicitante")
    id_tipo_atendimento: Annotated[Inteiro, Existe(tipos)] | None = Field(
        None, description="Tipo do atendimento; sem ele, `SAC`"
    )
    id_atendimento_status: Annotated[Inteiro, Existe(statuses)] | None = Field(
        None, description="Status; sem ele, `pendente` com ordem de serviço e `aguardando_analise` sem. Um status de "
        "fechamento abre e fecha o atendimento de uma vez"
    )  # fmt: skip
    id_usuario_responsavel: Annotated[Ids, Existe(usuarios)] | None = Field(
        None, description="Usuários responsáveis; sem eles, o usuário da API"
    )
    id_origem_contato: Annotated[Inteiro, Existe(origens)] | None = Field(None, description="Origem do contato")
    id_disponibilidade: Annotated[Ids, Existe(periodos)] | None = Field(
        None, description="Períodos do dia em que o cliente está disponível"
    )
    abrir_os: Booleano = Field(False, description="Abre também uma ordem de serviço")
    parametros: Parametros = Field(None, description="Dados livres da integração, guardados como vieram")
    parametros_ordem_servico: Annotated[ParametrosOrdemServico, Aninhado(ParametrosOrdemServico)] | None = Field(
        None, description="Parâmetros da ordem de serviço"
    )
    parametros_fechamento: Fechamento | None = Field(None, description="Parâmetros do fechamento")

    @property
    def fecha(self) -> bool:
        """Whether the ticket is closed in the step that opens it (contract atendimento.md §4, side effect 5)."""
        return fecha_ao_abrir(self.id_atendimento_status, self.parametros_fechamento)

    @classmethod
    async def conferir(cls, lido: Lido, read: Read) -> None:
        """The periods of an order must exist, but only if an order is really opened."""
        ordem: ParametrosOrdemServico | None = lido.get("parametros_ordem_servico")
        fecha = fecha_ao_abrir(lido.get("id_atendimento_status"), lido.get("parametros_fechamento"))
        if lido.get("abrir_os") and not fecha and ordem and ordem.id_disponibilidade:
            nome = "parametros_ordem_servico.id_disponibilidade"
            ids = ordem.id_disponibilidade
            await faltas_de_existencia(lido, "parametros_ordem_servico", nome, ids, Existe(periodos), read)


def fecha_ao_abrir(id_atendimento_status: int | None, fechamento: Any) -> bool:
    """By a closing status; or, without any status, by closing parameters."""
    if id_atendimento_status is None:
        return fechamento is not None
    status = statuses.get(id_atendimento_status)
    return status is not None and status.fechamento


class AtendimentoAbertoReply(Envelope, kw_only=True):
    """O atendimento aberto, com o protocolo para anotar."""

    SEM_ORDEM: ClassVar[str] = "Atendimento aberto com sucesso. Anote o protocolo: {protocolo}."
    COM_ORDEM: ClassVar[str] = SEM_ORDEM + (
        " Foi aberto também uma ordem de serviço e encaminhada ao sertor responsável"  # sic (Q26)
    )

    atendimento: AtendimentoFormatado
    id_atendimento: int | UnsetType = UNSET
    protocolo: str | UnsetType = UNSET
    ordens_servico: list[OrdemServicoFormatada] | UnsetType = UNSET

    @classmethod
    def of(cls, atendimento: AtendimentoFormatado, *, complementos: bool) -> "AtendimentoAbertoReply":
        """The answer for a ticket as the database holds it."""
        texto = cls.COM_ORDEM if atendimento.ordens_servico else cls.SEM_ORDEM
        reply = cls(msg=texto.format(protocolo=atendimento.protocolo), atendimento=atendimento)
        if complementos:
            reply.id_atendimento = atendimento.id_atendimento
            reply.protocolo = atendimento.protocolo
            reply.ordens_servico = atendimento.ordens_servico
        return reply
