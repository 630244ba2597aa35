"""What we keep of orders, technicians' agendas and periods (contract data_model.md §2.6, §2.7)."""

from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.catalogue import Catalogue
from plantao.kit.columns import Cents, Id, Instant, Json, metadata

AGUARDANDO_AGENDAMENTO = "aguardando_agendamento"
PENDENTE = "pendente"
FINALIZADO = "finalizado"
NUMERO = "ordem_servico_numero"
"""The sequence of the orders' numbers."""

periodo_dia = sa.Table(
    "periodo_dia",
    metadata,
    sa.Column("id_periodo_dia", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("prefixo", sa.Text, nullable=False, unique=True),
    sa.Column("hora_inicio", sa.Text, nullable=False),
    sa.Column("hora_fim", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

tipo_ordem_servico = sa.Table(
    "tipo_ordem_servico",
    metadata,
    sa.Column("id_tipo_ordem_servico", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("destino", sa.Text, nullable=False, server_default="cliente_servico"),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

motivo_fechamento = sa.Table(
    "motivo_fechamento",
    metadata,
    sa.Column("id_motivo_fechamento", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("ignora_parametros_obrigatorios", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

motivo_fechamento_tipo_ordem_servico = sa.Table(
    "motivo_fechamento_tipo_ordem_servico",
    metadata,
    sa.Column("id_motivo_fechamento", Id, sa.ForeignKey("motivo_fechamento.id_motivo_fechamento"), primary_key=True),
    sa.Column("id_tipo_ordem_servico", Id, sa.ForeignKey("tipo_ordem_servico.id_tipo_ordem_servico"), primary_key=True),
)

motivo_remocao_agendamento = sa.Table(
    "motivo_remocao_agendamento",
    metadata,
    sa.Column("id_motivo_remocao_agendamento", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

agenda_ordem_servico = sa.Table(
    "agenda_ordem_servico",
    metadata,
    sa.Column("id_agenda_ordem_servico", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("dias_semana", Json, nullable=False),
    sa.Column("hora_inicio", sa.Text, nullable=False),
    sa.Column("hora_fim", sa.Text, nullable=False),
    sa.Column("duracao_minutos", sa.Integer, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

agenda_ordem_servico_tecnico = sa.Table(
    "agenda_ordem_servico_tecnico",
    metadata,
    sa.Column(
        "id_agenda_ordem_servico", Id, sa.ForeignKey("agenda_ordem_servico.id_agenda_ordem_servico"), primary_key=True
    ),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), primary_key=True),
)

ordem_servico = sa.Table(
    "ordem_servico",
    metadata,
    sa.Column("id_ordem_servico", Id, primary_key=True),
    sa.Column("numero", sa.BigInteger, nullable=False, unique=True),
    sa.Column("id_atendimento", Id, index=True),
    sa.Column(
        "id_cliente_servico", Id, sa.ForeignKey("cliente_servico.id_cliente_servico"), nullable=False, index=True
    ),
    sa.Column("id_tipo_ordem_servico", Id, sa.ForeignKey("tipo_ordem_servico.id_tipo_ordem_servico"), nullable=False),
    sa.Column("id_usuario_abertura", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("id_usuario_fechamento", Id, sa.ForeignKey("usuario.id")),
    sa.Column("descricao_abertura", sa.Text, nullable=False),
    sa.Column("descricao_servico", sa.Text, nullable=False),
    sa.Column("descricao_fechamento", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("status_fechamento", sa.Text),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("data_inicio_programado", Instant),
    sa.Column("data_termino_programado", Instant),
    sa.Column("data_inicio_executado", Instant),
    sa.Column("data_termino_executado", Instant),
    sa.Column("prioridade", sa.Text, nullable=False, server_default="normal"),
    sa.Column("id_motivo_fechamento", Id, sa.ForeignKey("motivo_fechamento.id_motivo_fechamento")),
    sa.Column("id_agenda_ordem_servico", Id, sa.ForeignKey("agenda_ordem_servico.id_agenda_ordem_servico")),
    sa.Column("id_usuario_reserva", Id, sa.ForeignKey("usuario.id")),
    sa.Column("gera_custo", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("valor_custo", Cents),
    sa.Index("ix_ordem_servico_data_inicio_programado", "data_inicio_programado", "id_ordem_servico"),
)

ordem_servico_tecnico = sa.Table(
    "ordem_servico_tecnico",
    metadata,
    sa.Column("id_ordem_servico", Id, sa.ForeignKey("ordem_servico.id_ordem_servico"), primary_key=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), primary_key=True, index=True),
    sa.Column("ordem", sa.Integer, nullable=False),
)

ordem_servico_disponibilidade = sa.Table(
    "ordem_servico_disponibilidade",
    metadata,
    sa.Column("id_ordem_servico", Id, sa.ForeignKey("ordem_servico.id_ordem_servico"), primary_key=True),
    sa.Column("id_periodo_dia", Id, sa.ForeignKey("periodo_dia.id_periodo_dia"), primary_key=True),
)

ordem_servico_mensagem = sa.Table(
    "ordem_servico_mensagem",
    metadata,
    sa.Column("id_ordem_servico_mensagem", Id, primary_key=True),
    sa.Column("id_ordem_servico", Id, sa.ForeignKey("ordem_servico.id_ordem_servico"), nullable=False, index=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("mensagem", sa.Text, nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("ip_cadastro", sa.Text),
)


class PeriodoDia(NamedTuple):
    """A period of the day, the wire's `disponibilidade`."""

    id_periodo_dia: int
    descricao: str
    hora_inicio: str
    hora_fim: str
    ativo: bool


class TipoOrdemServico(NamedTuple):
    """A kind of order."""

    id_tipo_ordem_servico: int
    descricao: str
    destino: str
    ativo: bool


periodos = Catalogue(periodo_dia, PeriodoDia)
tipos_ordem_servico = Catalogue(tipo_ordem_servico, TipoOrdemServico)
