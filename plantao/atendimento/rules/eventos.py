"""What comes to be of a ticket; its timeline is made of these."""

from datetime import datetime
from typing import Any, ClassVar

from msgspec import Struct

from plantao.acesso.guard import Quem
from plantao.kit.events import Event, publish
from plantao.kit.tx import Tx


class Antes(Struct, frozen=True):
    """The status of a ticket, and of those of its orders that were unfinished, by their ids."""

    id_atendimento_status: int
    ordens: dict[str, str]


class AtendimentoAberto(Event, frozen=True, kw_only=True):
    """A ticket exists."""

    name: ClassVar[str] = "atendimento.aberto"
    id_atendimento: int
    protocolo: str


class AtendimentoEditado(Event, frozen=True, kw_only=True):
    """Something of a ticket changed; `mudancas` holds the new values."""

    name: ClassVar[str] = "atendimento.editado"
    id_atendimento: int
    mudancas: dict[str, Any]


class AtendimentoFechado(Event, frozen=True, kw_only=True):
    """A ticket is closed; `antes` is what closing changed, for whoever undoes it at once."""

    name: ClassVar[str] = "atendimento.fechado"
    id_atendimento: int
    status_fechamento: str
    antes: Antes | None = None


class AtendimentoReaberto(Event, frozen=True, kw_only=True):
    """The closing of a ticket was undone."""

    name: ClassVar[str] = "atendimento.reaberto"
    id_atendimento: int


class ResponsaveisMudaram(Event, frozen=True, kw_only=True):
    """Others answer for a ticket than before."""

    name: ClassVar[str] = "atendimento.responsaveis_mudaram"
    id_atendimento: int
    responsaveis: list[int]
    antes: list[int]


class ChecklistMarcado(Event, frozen=True, kw_only=True):
    """An item of a ticket's checklist was done, or was not after all."""

    name: ClassVar[str] = "atendimento_checklist.marcado"
    id_atendimento: int
    id_atendimento_checklist_item: int
    titulo: str
    concluido: bool


class MensagemAdicionada(Event, frozen=True, kw_only=True):
    """Somebody wrote on a ticket."""

    name: ClassVar[str] = "atendimento_mensagem.adicionada"
    id_atendimento: int
    id_atendimento_mensagem: int


class NotaAdicionada(Event, frozen=True, kw_only=True):
    """Somebody wrote an internal note on a ticket; it is not for those outside."""

    name: ClassVar[str] = "atendimento_nota.adicionada"
    id_atendimento: int
    id_atendimento_mensagem: int


DoAtendimento = (
    AtendimentoAberto
    | AtendimentoEditado
    | AtendimentoFechado
    | AtendimentoReaberto
    | ResponsaveisMudaram
    | ChecklistMarcado
    | MensagemAdicionada
    | NotaAdicionada
)


def publicar(tx: Tx, evento: DoAtendimento, autor: Quem, now: datetime) -> None:
    """Publish an event about its ticket, to everybody at the desk."""
    publish(tx, evento, about=f"atendimento:{evento.id_atendimento}", to=["todos"], by=autor.id_usuario, now=now)
