"""What comes to be of a ticket; its timeline is made of these."""

from datetime import datetime
from typing import Any, ClassVar

from plantao.acesso.guard import Quem
from plantao.kit.events import Event, publish
from plantao.kit.tx import Tx


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
    """A ticket is closed."""

    name: ClassVar[str] = "atendimento.fechado"
    id_atendimento: int
    status_fechamento: str


class MensagemAdicionada(Event, frozen=True, kw_only=True):
    """Somebody wrote on a ticket."""

    name: ClassVar[str] = "atendimento_mensagem.adicionada"
    id_atendimento: int
    id_atendimento_mensagem: int


def publicar(
    tx: Tx,
    evento: AtendimentoAberto | AtendimentoEditado | AtendimentoFechado | MensagemAdicionada,
    autor: Quem,
    now: datetime,
) -> None:
    """Publish an event about its ticket, to everybody at the desk."""
    publish(tx, evento, about=f"atendimento:{evento.id_atendimento}", to=["todos"], by=autor.id_usuario, now=now)
