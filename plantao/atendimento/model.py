"""What we keep of a ticket (contract data_model.md §2.1-§2.5, §2.12)."""

from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.catalogue import Catalogue
from plantao.kit.columns import Id, Instant, Json, metadata

CONCLUIDO = "concluido"
SEM_CONCLUSAO = "sem_conclusao"
DESTINO_USUARIO = "usuario"
BLOCO = 1000
"""How many ids share one row of `atendimento_bloco`."""
AGUARDANDO_CLIENTE = "aguardando_cliente"
"""The prefix of the status a ticket is given when an answer is waited for."""

atendimento_status = sa.Table(
    "atendimento_status",
    metadata,
    sa.Column("id_atendimento_status", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("prefixo", sa.Text, nullable=False, unique=True),
    sa.Column("cor", sa.Text, nullable=False),
    sa.Column("abrir_ordem_servico", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("fechamento", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("pausa_prazo", sa.Boolean, nullable=False, server_default=sa.false()),
)

tipo_atendimento = sa.Table(
    "tipo_atendimento",
    metadata,
    sa.Column("id_tipo_atendimento", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("prazo_minutos", sa.Integer, nullable=False, server_default="60"),
    sa.Column("permite_ordem_servico", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

motivo_fechamento_atendimento = sa.Table(
    "motivo_fechamento_atendimento",
    metadata,
    sa.Column("id_motivo_fechamento_atendimento", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

motivo_fechamento_tipo_atendimento = sa.Table(
    "motivo_fechamento_tipo_atendimento",
    metadata,
    sa.Column("id_motivo_fechamento_tipo_atendimento", Id, primary_key=True),
    sa.Column(
        "id_motivo_fechamento_atendimento",
        Id,
        sa.ForeignKey("motivo_fechamento_atendimento.id_motivo_fechamento_atendimento"),
        nullable=False,
    ),
    sa.Column("id_tipo_atendimento", Id, sa.ForeignKey("tipo_atendimento.id_tipo_atendimento"), nullable=False),
    sa.UniqueConstraint("id_motivo_fechamento_atendimento", "id_tipo_atendimento"),
)

origem_contato = sa.Table(
    "origem_contato",
    metadata,
    sa.Column("id_origem_contato", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

atendimento = sa.Table(
    "atendimento",
    metadata,
    sa.Column("id_atendimento", Id, primary_key=True),
    sa.Column("protocolo", sa.Text, nullable=False, unique=True),
    sa.Column("id_cliente_servico", Id, sa.ForeignKey("cliente_servico.id_cliente_servico"), nullable=False),
    sa.Column("id_tipo_atendimento", Id, sa.ForeignKey("tipo_atendimento.id_tipo_atendimento")),
    sa.Column("id_atendimento_status", Id, sa.ForeignKey("atendimento_status.id_atendimento_status"), nullable=False),
    sa.Column("id_usuario_abertura", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("id_usuario_responsavel", Id, sa.ForeignKey("usuario.id")),
    sa.Column("id_usuario_fechamento", Id, sa.ForeignKey("usuario.id")),
    sa.Column("id_setor_responsavel", Id, sa.ForeignKey("setor.id_setor")),
    sa.Column("id_origem_contato", Id, sa.ForeignKey("origem_contato.id_origem_contato")),
    sa.Column(
        "id_motivo_fechamento_atendimento",
        Id,
        sa.ForeignKey("motivo_fechamento_atendimento.id_motivo_fechamento_atendimento"),
    ),
    sa.Column("descricao_abertura", sa.Text, nullable=False),
    sa.Column("descricao_fechamento", sa.Text),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("data_fechamento", Instant),
    sa.Column("parado_desde", Instant),
    sa.Column("segundos_parado", sa.Integer, nullable=False, server_default="0"),
    sa.Column("status_fechamento", sa.Text),
    sa.Column("destino", sa.Text, nullable=False, server_default=DESTINO_USUARIO),
    sa.Column("nome_contato", sa.Text),
    sa.Column("telefone_contato", sa.Text),
    sa.Column("email_contato", sa.Text),
    sa.Column("ip_cadastro", sa.Text),
    sa.Column("rascunho", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("parametros", Json),
    sa.Column("resultado_diagnostico", Json),
    sa.Column("avaliacao", sa.Double),
    sa.Column("comentario_avaliacao", sa.Text),
    sa.Column("push_notification_enviado", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("deleted_at", Instant),
    sa.Index("ix_atendimento_data_cadastro", "data_cadastro", "id_atendimento"),
    sa.Index("ix_atendimento_data_fechamento", "data_fechamento", "id_atendimento"),
    sa.Index("ix_atendimento_id_cliente_servico", "id_cliente_servico", "data_cadastro", "id_atendimento"),
    sa.Index("ix_atendimento_id_tipo_atendimento", "id_tipo_atendimento", "id_atendimento"),
    sa.Index("ix_atendimento_id_atendimento_status", "id_atendimento_status", "id_atendimento"),
)
_aberto = sa.and_(atendimento.c.data_fechamento.is_(None), atendimento.c.deleted_at.is_(None))
sa.Index(
    "ix_atendimento_aberto",
    *(
        atendimento.c[nome]
        for nome in (
            "data_fechamento", "deleted_at", "id_atendimento", "id_tipo_atendimento", "data_cadastro",
            "id_usuario_responsavel", "id_setor_responsavel", "rascunho", "parado_desde", "segundos_parado",
        )
    ),
    sqlite_where=_aberto,
    postgresql_where=_aberto,
)  # fmt: skip
"""All that the queue must know of every open ticket, without touching the others (docs/decisions/0011).

Its first two columns are always null: so SQLite sees that it is better than the index of closing dates.
"""

atendimento_bloco = sa.Table(
    "atendimento_bloco",
    metadata,
    sa.Column("bloco", Id, primary_key=True, autoincrement=False),
    sa.Column("quantidade", sa.Integer),
    sa.Column("menor_data_cadastro", Instant),
    sa.Column("maior_data_cadastro", Instant),
)

usuarios_responsaveis = sa.Table(
    "usuarios_responsaveis",
    metadata,
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento"), primary_key=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), primary_key=True, index=True),
    sa.Column("ordem", sa.Integer, nullable=False),
)

atendimento_mensagem = sa.Table(
    "atendimento_mensagem",
    metadata,
    sa.Column("id_atendimento_mensagem", Id, primary_key=True),
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento"), nullable=False, index=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("mensagem", sa.Text, nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("ip_cadastro", sa.Text),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("interna", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""What was written on a ticket; an internal note never leaves the desk."""

atendimento_visto = sa.Table(
    "atendimento_visto",
    metadata,
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), primary_key=True),
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento"), primary_key=True),
    sa.Column("id_atendimento_mensagem", Id, nullable=False),
)
"""The last message of a ticket that a user has had on the screen."""

atendimento_disponibilidade = sa.Table(
    "atendimento_disponibilidade",
    metadata,
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento"), primary_key=True),
    sa.Column("id_periodo_dia", Id, sa.ForeignKey("periodo_dia.id_periodo_dia"), primary_key=True),
)

atendimento_checklist = sa.Table(
    "atendimento_checklist",
    metadata,
    sa.Column("id_atendimento_checklist", Id, primary_key=True),
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento"), index=True),
    sa.Column("id_tipo_atendimento", Id, sa.ForeignKey("tipo_atendimento.id_tipo_atendimento"), index=True),
    sa.Column("titulo", sa.Text, nullable=False),
)

atendimento_checklist_item = sa.Table(
    "atendimento_checklist_item",
    metadata,
    sa.Column("id_atendimento_checklist_item", Id, primary_key=True),
    sa.Column(
        "id_atendimento_checklist",
        Id,
        sa.ForeignKey("atendimento_checklist.id_atendimento_checklist"),
        nullable=False,
        index=True,
    ),
    sa.Column("titulo", sa.Text, nullable=False),
    sa.Column("concluido", sa.Boolean, nullable=False, server_default=sa.false()),
)


class AtendimentoStatus(NamedTuple):
    """A status a ticket may have."""

    id_atendimento_status: int
    descricao: str
    prefixo: str
    cor: str
    abrir_ordem_servico: bool
    fechamento: bool
    ativo: bool
    pausa_prazo: bool

    @property
    def display(self) -> str:
        """The description, and whether choosing it leads to an order."""
        return f"{self.descricao} (Abertura de OS)" if self.abrir_ordem_servico else self.descricao


class TipoAtendimento(NamedTuple):
    """A kind of ticket, with its time limit."""

    id_tipo_atendimento: int
    descricao: str
    prazo_minutos: int
    permite_ordem_servico: bool
    ativo: bool


class MotivoFechamento(NamedTuple):
    """Why a ticket was closed."""

    id_motivo_fechamento_atendimento: int
    descricao: str
    ativo: bool


class MotivoDoTipo(NamedTuple):
    """A kind of ticket a motive is limited to."""

    id_motivo_fechamento_tipo_atendimento: int
    id_motivo_fechamento_atendimento: int
    id_tipo_atendimento: int


class OrigemContato(NamedTuple):
    """How the contact came."""

    id_origem_contato: int
    descricao: str
    ativo: bool


statuses = Catalogue(atendimento_status, AtendimentoStatus)
tipos = Catalogue(tipo_atendimento, TipoAtendimento)
motivos = Catalogue(motivo_fechamento_atendimento, MotivoFechamento)
motivos_dos_tipos = Catalogue(motivo_fechamento_tipo_atendimento, MotivoDoTipo)
origens = Catalogue(origem_contato, OrigemContato)
