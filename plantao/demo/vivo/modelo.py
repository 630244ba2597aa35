"""Tickets and orders while they are being made up, before they have keys."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plantao.demo.vivo.casos import Caso, Visita
from plantao.demo.vivo.catalogos import AGUARDANDO_ANALISE, TODOS_OS_TIPOS, Tipo
from plantao.demo.vivo.clientes import Servico
from plantao.demo.vivo.pessoas import Pessoa
from plantao.ordem_servico.model import AGUARDANDO_AGENDAMENTO


@dataclass
class Mensagem:
    """Something said, by whom and when."""

    quando: datetime
    id_usuario: int
    texto: str
    interna: bool = False


@dataclass
class Fechamento:
    """How and when a ticket ended."""

    quando: datetime
    id_usuario: int
    id_motivo: int
    texto: str
    id_status: int
    concluido: bool = True


@dataclass
class Ordem:
    """A visit: wanted, scheduled, under way or done."""

    visita: Visita
    quando: datetime
    id_usuario: int
    descricao: str
    prioridade: str = "normal"
    status: str = AGUARDANDO_AGENDAMENTO
    tecnicos: tuple[Pessoa, ...] = ()
    inicio: datetime | None = None
    fim: datetime | None = None
    chegada: datetime | None = None
    saida: datetime | None = None
    concluida: bool | None = None
    conclusao: str | None = None
    mensagens: list[Mensagem] = field(default_factory=list)


@dataclass
class Atendimento:
    """A ticket and everything that came of it."""

    caso: Caso | None
    servico: Servico
    cadastro: datetime
    protocolo: str
    id_origem: int
    abriu: int
    descricao: str
    dados: dict[str, str]
    atendente: Pessoa
    nivel_2: Pessoa
    responsaveis: list[int] = field(default_factory=list)
    id_status: int = AGUARDANDO_ANALISE
    mensagens: list[Mensagem] = field(default_factory=list)
    mudancas: list[tuple[datetime, int, dict[str, Any]]] = field(default_factory=list)
    ordens: list[Ordem] = field(default_factory=list)
    fechamento: Fechamento | None = None
    avaliacao: float | None = None
    comentario: str | None = None

    @property
    def tipo(self) -> Tipo | None:
        """Its kind; a draft has none."""
        return TODOS_OS_TIPOS[self.caso.tipo] if self.caso else None

    @property
    def ultima(self) -> datetime:
        """When something was last said, or else when it was opened."""
        return max([self.cadastro, *(m.quando for m in self.mensagens), *(o.quando for o in self.ordens)])

    def mudar(self, quando: datetime, id_usuario: int, **mudancas: Any) -> None:
        """Note a change for the timeline; a status is also the ticket's."""
        self.id_status = mudancas.get("id_atendimento_status", self.id_status)
        self.mudancas.append((quando, id_usuario, mudancas))
