"""What comes to be of a call and of its window."""

from typing import Any, ClassVar

from plantao.kit.events import Event


class LigacaoNotificada(Event, frozen=True, kw_only=True):
    """A call rings; this is what the window shows (pbx.md, "Push event")."""

    name: ClassVar[str] = "ligacao.notificada"
    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    telefone: str | None
    cliente: dict[str, Any] | None
    candidatos: list[dict[str, Any]]
    ligacao_params: Any
    data_cadastro: str


class IdentificacaoDemora(Event, frozen=True, kw_only=True):
    """A call rings whose client takes long to find: this is what the exchange said of who calls."""

    name: ClassVar[str] = "ligacao.identificacao_demora"
    id_ligacao: int
    telefone: str | None
    id_cliente: int | None
    codigo_cliente: int | None


class LigacaoCancelada(Event, frozen=True, kw_only=True):
    """A call is withdrawn; its window closes."""

    name: ClassVar[str] = "ligacao.cancelada"
    id_ligacao: int


class LigacaoExpirada(Event, frozen=True, kw_only=True):
    """A call rang for too long without anybody saying how it ended."""

    name: ClassVar[str] = "ligacao.expirada"
    id_ligacao: int


class JanelaMudou(Event, frozen=True, kw_only=True):
    """Something was done in the window of a call, in the browser tab `aba`."""

    name: ClassVar[str] = "ligacao.janela_mudou"
    id_ligacao: int
    aba: str | None


class LigacaoLigada(Event, frozen=True, kw_only=True):
    """A call belongs to the story of a ticket."""

    name: ClassVar[str] = "atendimento.ligacao"
    id_atendimento: int
    id_ligacao: int
    telefone: str | None
    ramal: str | None


class RelatoSalvo(Event, frozen=True, kw_only=True):
    """What is being typed in the window of a call was written in its ticket."""

    name: ClassVar[str] = "ligacao.relato_salvo"
    id_ligacao: int


class ProtocoloInformado(Event, frozen=True, kw_only=True):
    """The protocolo was read out to the customer."""

    name: ClassVar[str] = "atendimento.protocolo_informado"
    id_atendimento: int
