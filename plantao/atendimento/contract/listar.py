"""`atendimento/todos` and `atendimento/paginado` (contract atendimento.md §1.3, §2, §3)."""

from typing import Annotated, Any

from pydantic import Field

from plantao.acesso.model import OBSERVADO
from plantao.atendimento.contract.formatado import Checklist, MensagemListada
from plantao.cliente.contract import ClienteServicoListado
from plantao.kit.bag import Bag
from plantao.kit.params import DataFim, DataInicio, Ids, Inteiro, Palavras, TipoData, limites
from plantao.kit.tx import Read
from plantao.kit.wire import (
    UNSET,
    Contract,
    DataHora,
    DataMinutoBr,
    Envelope,
    Lido,
    Milissegundos,
    Paginacao,
    Reply,
    UnsetType,
    enviado,
)

Itens = Annotated[int, *limites(1, 500)]
Pagina = Annotated[int, *limites(0)]
RELACOES = frozenset({"cliente_servico", "usuarios_responsaveis", "atendimento_mensagem", "checklists"})
SEMPRE_NO_PAGINADOR = frozenset({"cliente_servico", "usuarios_responsaveis"})
CONSULTADOS = "Dados consultados com sucesso"


class Periodo(Contract):
    """A span of days."""

    data_inicio: DataInicio | None = Field(None, description="Primeiro dia (AAAA-MM-DD)")
    data_fim: DataFim | None = Field(None, description="Último dia (AAAA-MM-DD)")

    @classmethod
    async def conferir(cls, lido: Lido, read: Read) -> None:
        """The end is not before the start."""
        inicio, fim = lido.get("data_inicio"), lido.get("data_fim")
        if inicio and fim and fim < inicio:
            lido.falta("data_fim", "data_fim")


class Filtros(Periodo):
    """Which tickets a list shows."""

    tipo_data: TipoData = Field("data_cadastro", description="A data a que o período se refere")
    tipo_atendimento: Ids | None = Field(None, description="Tipos de atendimento")
    status_atendimento: Ids | None = Field(None, description="Status")
    id_servico: Ids | None = Field(None, description="Planos")
    relacoes: Palavras = Field(
        frozenset(), description="Relações: cliente_servico, usuarios_responsaveis, atendimento_mensagem, checklists"
    )


class _PaginasDeTodos(Contract):
    pagina: Pagina = Field(0, description="Página, a partir de 0")
    itens_por_pagina: Itens = Field(20, description="Itens por página (1 a 500)")


class FiltrosTodos(Filtros, _PaginasDeTodos):
    """Lista os atendimentos, os mais novos primeiro."""


class _PaginasDePaginado(Contract):
    quantidade: Itens = Field(description="Itens por página (1 a 500)")
    pagina: Inteiro | None = Field(None, description="Página: a partir de 0 em `documentado`, de 1 em `observado`")
    page: Inteiro | None = Field(None, description="Página, a partir de 1; pede a resposta com `current_page`")
    itens_por_pagina: Itens | None = Field(None, description="Itens por página; vale mais que o do caminho")


class FiltrosPaginado(Filtros, _PaginasDePaginado):
    """Lista os atendimentos por página, os mais novos primeiro."""

    @classmethod
    def escolher(cls, bag: Bag, quem: Any) -> type["FiltrosPaginado"]:
        """Pages count from 1 in the profile `observado` or when `page` is sent, else from 0 (contract quirks.md Q1)."""
        return cls if enviado(bag.get("page")) or quem.perfil == OBSERVADO else FiltrosDesdeZero


class FiltrosDesdeZero(FiltrosPaginado):
    """Lista os atendimentos por página, contada a partir de 0."""

    pagina: Pagina = 0


class StatusListado(Reply):
    """O status do atendimento."""

    id_atendimento_status: int
    prefixo: str
    descricao: str
    cor: str
    abrir_ordem_servico: bool
    display: str


class TipoListado(Reply):
    """O tipo do atendimento."""

    id_tipo_atendimento: int
    descricao: str
    checklists: list[Checklist] | UnsetType = UNSET


class Pivot(Reply):
    """O que liga o responsável ao atendimento."""

    id_atendimento: int
    id_usuario: int


class ResponsavelListado(Reply):
    """Um usuário responsável pelo atendimento."""

    id: int
    name: str
    id_imagem_upload: int | None
    pivot: Pivot
    imagem: Any


class AtendimentoListado(Reply, kw_only=True):
    """O atendimento numa lista."""

    id_atendimento: int
    id_atendimento_status: int
    id_tipo_atendimento: int | None
    id_cliente_servico: int
    id_usuario_responsavel: int | None
    id_usuario_abertura: int
    protocolo: str
    data_cadastro: DataHora
    data_fechamento: DataHora | None
    rascunho: bool
    status_fechamento: str | None
    descricao_fechamento: str | None
    id_motivo_fechamento_atendimento: int | None
    deleted_at: DataHora | None
    avaliacao: float | None
    comentario_avaliacao: str | None
    ordem_servico_count: int
    ordem_servico_fechada: int | UnsetType = UNSET
    ordem_servico_aberta: int | UnsetType = UNSET
    anexos_count: int | UnsetType = UNSET
    ingressado: bool
    data_cadastro_br: DataMinutoBr
    data_cadastro_timestamp: Milissegundos
    data_fechamento_br: DataMinutoBr | None
    data_fechamento_timestamp: Milissegundos | None
    minutos_em_aberto: int
    tempo_restante: str
    percentual_tempo_restante: int
    percentual_color_class: str
    status: StatusListado
    tipo_atendimento: TipoListado | None
    cliente_servico: ClienteServicoListado | UnsetType = UNSET
    usuarios_responsaveis: list[ResponsavelListado] | UnsetType = UNSET
    atendimento_mensagem: list[MensagemListada] | UnsetType = UNSET
    id: int | UnsetType = UNSET


class AtendimentosReply(Envelope, kw_only=True):
    """Uma página de atendimentos, contada a partir de 0."""

    paginacao: Paginacao
    atendimentos: list[AtendimentoListado]


class Paginador(Reply, rename={"from_": "from"}):
    """Uma página contada a partir de 1, como o Laravel a escreve."""

    current_page: int
    data: list[AtendimentoListado]
    first_page_url: str
    from_: int | None
    last_page: int
    last_page_url: str
    next_page_url: str | None
    path: str
    per_page: int
    prev_page_url: str | None
    to: int | None
    total: int


class AtendimentosPaginadorReply(Envelope, kw_only=True):
    """Uma página de atendimentos, contada a partir de 1."""

    atendimentos: Paginador
    cliente: None = None


def paginador(endereco: str, pagina: int, itens: int, total: int, data: list[AtendimentoListado]) -> Paginador:
    """The 1-based page `pagina` of `total` records at `endereco`."""
    ultima = max(1, -(-total // itens))
    primeiro = (pagina - 1) * itens + 1
    return Paginador(
        current_page=pagina,
        data=data,
        first_page_url=f"{endereco}?page=1",
        from_=primeiro if data else None,
        last_page=ultima,
        last_page_url=f"{endereco}?page={ultima}",
        next_page_url=f"{endereco}?page={pagina + 1}" if pagina < ultima else None,
        path=endereco,
        per_page=itens,
        prev_page_url=f"{endereco}?page={pagina - 1}" if pagina > 1 else None,
        to=primeiro + len(data) - 1 if data else None,
        total=total,
    )
