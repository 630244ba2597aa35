"""`PUT atendimento/:id`, `adicionar_mensagem`, `adicionar_anexo` (contract atendimento.md §1.2, §5-§7)."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from plantao.atendimento.contract.abrir import Fechamento
from plantao.atendimento.model import statuses, tipos
from plantao.kit.bag import Bag
from plantao.kit.errors import Refusal
from plantao.kit.params import Booleano, Inteiro, Parametros, Texto, ler_booleano, texto_ate
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.tx import Read
from plantao.kit.wire import (
    UNSET,
    Contract,
    DataHora,
    DataMinutoBr,
    Envelope,
    Existe,
    Lido,
    Milissegundos,
    Reply,
    UnsetType,
    enviado,
)

TAMANHO_MENSAGEM = 65_535


class EdicaoAtendimento(Contract):
    """Edita um atendimento aberto, ou o fecha com todas as suas ordens de serviço."""

    fechar_atendimento: Booleano = Field(False, description="Fecha o atendimento e suas ordens de serviço")
    descricao: Texto | None = Field(None, description="Nova descrição de abertura")
    parametros: Parametros = Field(None, description="Dados livres da integração, juntados aos que já existem")
    parametros_fechamento: Fechamento | None = Field(None, description="Parâmetros do fechamento; lidos só ao fechar")
    id_atendimento_status: Annotated[Inteiro, Existe(statuses)] | None = Field(None, description="Novo status")
    id_tipo_atendimento: Annotated[Inteiro, Existe(tipos)] | None = Field(None, description="Novo tipo")

    @classmethod
    async def examinar(cls, bag: Bag, read: Read, prefixo: str = "") -> Lido:
        """Closing parameters are read only when closing; a bag without any known field lacks the first."""
        if not _fecha(bag.get("fechar_atendimento")):
            bag = {nome: valor for nome, valor in bag.items() if nome != "parametros_fechamento"}
        return await super().examinar(bag, read, prefixo)

    @classmethod
    def antes(cls, bag: Bag) -> None:
        """A bag with none of the recognised fields is a fault of the first (Q11)."""
        if not any(enviado(bag.get(nome)) for nome in cls.model_fields):
            raise Refusal(VALIDACAO, [frase("obrigatorio", "fechar_atendimento")])


def _fecha(cru: Any) -> bool:
    try:
        return enviado(cru) and ler_booleano(cru)
    except ValueError:
        return False


class AtendimentoBruto(Reply):
    """O registro do atendimento e o que deriva dele."""

    id_atendimento: int
    protocolo: str
    id_cliente_servico: int
    id_tipo_atendimento: int | None
    id_usuario_abertura: int
    id_usuario_fechamento: int | None
    descricao_abertura: str
    descricao_fechamento: str | None
    data_cadastro: DataHora
    data_fechamento: DataHora | None
    ip_cadastro: str | None
    id_usuario_responsavel: int | None
    id_setor_responsavel: int | None
    destino: str
    status_fechamento: str | None
    id_motivo_fechamento_atendimento: int | None
    id_atendimento_status: int
    resultado_diagnostico: Any
    nome_contato: str | None
    telefone_contato: str | None
    email_contato: str | None
    rascunho: bool
    deleted_at: DataHora | None
    id_origem_contato: int | None
    avaliacao: float | None
    comentario_avaliacao: str | None
    push_notification_enviado: bool
    data_cadastro_br: DataMinutoBr
    data_cadastro_timestamp: Milissegundos
    data_fechamento_br: DataMinutoBr | None
    data_fechamento_timestamp: Milissegundos | None
    minutos_em_aberto: int
    tempo_restante: str
    percentual_tempo_restante: int
    percentual_color_class: str


class AtendimentoEditadoReply(Envelope, kw_only=True):
    """O atendimento depois da edição."""

    TEXTO: ClassVar[str] = "Atendimento atualizado com sucesso"

    atendimento: AtendimentoBruto


class NovaMensagem(Contract):
    """Acrescenta uma mensagem a um atendimento aberto."""

    mensagem: Annotated[str, *texto_ate(TAMANHO_MENSAGEM)] = Field(description="A mensagem")


class DataPhp(Reply):
    """Uma data como o PHP a escreve."""

    date: str
    timezone_type: int
    timezone: str


class MensagemAdicionada(Reply):
    """A mensagem acrescentada e o seu atendimento."""

    id_atendimento: int
    id_usuario: int
    mensagem: str
    data_cadastro: DataPhp
    ip_cadastro: str | None
    ativo: bool
    id_atendimento_mensagem: int
    data_cadastro_br: DataMinutoBr
    data_cadastro_timestamp: Milissegundos
    atendimento: AtendimentoBruto


class MensagemAdicionadaReply(Envelope, kw_only=True):
    """A mensagem acrescentada."""

    TEXTO: ClassVar[str] = "Mensagem Adicionada com sucesso"

    atendimento_mensagem: MensagemAdicionada
    success: bool | UnsetType = UNSET


class AtendimentoDoAnexo(Reply):
    """O atendimento que recebeu os anexos."""

    id_atendimento: int
    protocolo: str


class AnexoAdicionadoReply(Envelope, kw_only=True):
    """Os anexos foram guardados."""

    TEXTO: ClassVar[str] = "Anexo Adicionado com sucesso"

    atendimento: AtendimentoDoAnexo
    success: bool | UnsetType = UNSET
