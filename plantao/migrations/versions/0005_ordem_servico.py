"""Orders and agendas."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Cents, Id, Instant, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_ordem_servico",
        sa.Column("id_agenda_ordem_servico", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("dias_semana", Json(), nullable=False),
        sa.Column("hora_inicio", sa.Text(), nullable=False),
        sa.Column("hora_fim", sa.Text(), nullable=False),
        sa.Column("duracao_minutos", sa.Integer(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_agenda_ordem_servico", name=op.f("pk_agenda_ordem_servico")),
    )
    op.create_table(
        "motivo_fechamento",
        sa.Column("id_motivo_fechamento", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("ignora_parametros_obrigatorios", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_motivo_fechamento", name=op.f("pk_motivo_fechamento")),
    )
    op.create_table(
        "motivo_remocao_agendamento",
        sa.Column("id_motivo_remocao_agendamento", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_motivo_remocao_agendamento", name=op.f("pk_motivo_remocao_agendamento")),
    )
    op.create_table(
        "periodo_dia",
        sa.Column("id_periodo_dia", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("prefixo", sa.Text(), nullable=False),
        sa.Column("hora_inicio", sa.Text(), nullable=False),
        sa.Column("hora_fim", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_periodo_dia", name=op.f("pk_periodo_dia")),
        sa.UniqueConstraint("prefixo", name=op.f("uq_periodo_dia_prefixo")),
    )
    op.create_table(
        "tipo_ordem_servico",
        sa.Column("id_tipo_ordem_servico", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("destino", sa.Text(), server_default="cliente_servico", nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_tipo_ordem_servico", name=op.f("pk_tipo_ordem_servico")),
    )
    op.create_table(
        "motivo_fechamento_tipo_ordem_servico",
        sa.Column("id_motivo_fechamento", Id, nullable=False),
        sa.Column("id_tipo_ordem_servico", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["id_motivo_fechamento"],
            ["motivo_fechamento.id_motivo_fechamento"],
            name=op.f("fk_motivo_fechamento_tipo_ordem_servico_id_motivo_fechamento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_tipo_ordem_servico"],
            ["tipo_ordem_servico.id_tipo_ordem_servico"],
            name=op.f("fk_motivo_fechamento_tipo_ordem_servico_id_tipo_ordem_servico"),
        ),
        sa.PrimaryKeyConstraint(
            "id_motivo_fechamento", "id_tipo_ordem_servico", name=op.f("pk_motivo_fechamento_tipo_ordem_servico")
        ),
    )
    op.create_table(
        "agenda_ordem_servico_tecnico",
        sa.Column("id_agenda_ordem_servico", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["id_agenda_ordem_servico"],
            ["agenda_ordem_servico.id_agenda_ordem_servico"],
            name=op.f("fk_agenda_ordem_servico_tecnico_id_agenda_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario"], ["usuario.id"], name=op.f("fk_agenda_ordem_servico_tecnico_id_usuario")
        ),
        sa.PrimaryKeyConstraint("id_agenda_ordem_servico", "id_usuario", name=op.f("pk_agenda_ordem_servico_tecnico")),
    )
    op.create_table(
        "ordem_servico",
        sa.Column("id_ordem_servico", Id, nullable=False),
        sa.Column("numero", sa.BigInteger(), nullable=False),
        sa.Column("id_atendimento", Id, nullable=True),
        sa.Column("id_cliente_servico", Id, nullable=False),
        sa.Column("id_tipo_ordem_servico", Id, nullable=False),
        sa.Column("id_usuario_abertura", Id, nullable=False),
        sa.Column("id_usuario_fechamento", Id, nullable=True),
        sa.Column("descricao_abertura", sa.Text(), nullable=False),
        sa.Column("descricao_servico", sa.Text(), nullable=False),
        sa.Column("descricao_fechamento", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_fechamento", sa.Text(), nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("data_inicio_programado", Instant(), nullable=True),
        sa.Column("data_termino_programado", Instant(), nullable=True),
        sa.Column("data_inicio_executado", Instant(), nullable=True),
        sa.Column("data_termino_executado", Instant(), nullable=True),
        sa.Column("prioridade", sa.Text(), server_default="normal", nullable=False),
        sa.Column("id_motivo_fechamento", Id, nullable=True),
        sa.Column("id_agenda_ordem_servico", Id, nullable=True),
        sa.Column("id_usuario_reserva", Id, nullable=True),
        sa.Column("gera_custo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("valor_custo", Cents(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id_agenda_ordem_servico"],
            ["agenda_ordem_servico.id_agenda_ordem_servico"],
            name=op.f("fk_ordem_servico_id_agenda_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_cliente_servico"],
            ["cliente_servico.id_cliente_servico"],
            name=op.f("fk_ordem_servico_id_cliente_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_motivo_fechamento"],
            ["motivo_fechamento.id_motivo_fechamento"],
            name=op.f("fk_ordem_servico_id_motivo_fechamento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_tipo_ordem_servico"],
            ["tipo_ordem_servico.id_tipo_ordem_servico"],
            name=op.f("fk_ordem_servico_id_tipo_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_abertura"], ["usuario.id"], name=op.f("fk_ordem_servico_id_usuario_abertura")
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_fechamento"], ["usuario.id"], name=op.f("fk_ordem_servico_id_usuario_fechamento")
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_reserva"], ["usuario.id"], name=op.f("fk_ordem_servico_id_usuario_reserva")
        ),
        sa.PrimaryKeyConstraint("id_ordem_servico", name=op.f("pk_ordem_servico")),
        sa.UniqueConstraint("numero", name=op.f("uq_ordem_servico_numero")),
    )
    op.create_index(
        "ix_ordem_servico_data_inicio_programado",
        "ordem_servico",
        ["data_inicio_programado", "id_ordem_servico"],
        unique=False,
    )
    op.create_index(op.f("ix_ordem_servico_id_atendimento"), "ordem_servico", ["id_atendimento"], unique=False)
    op.create_index(op.f("ix_ordem_servico_id_cliente_servico"), "ordem_servico", ["id_cliente_servico"], unique=False)
    op.create_table(
        "ordem_servico_disponibilidade",
        sa.Column("id_ordem_servico", Id, nullable=False),
        sa.Column("id_periodo_dia", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["id_ordem_servico"],
            ["ordem_servico.id_ordem_servico"],
            name=op.f("fk_ordem_servico_disponibilidade_id_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_periodo_dia"],
            ["periodo_dia.id_periodo_dia"],
            name=op.f("fk_ordem_servico_disponibilidade_id_periodo_dia"),
        ),
        sa.PrimaryKeyConstraint("id_ordem_servico", "id_periodo_dia", name=op.f("pk_ordem_servico_disponibilidade")),
    )
    op.create_table(
        "ordem_servico_mensagem",
        sa.Column("id_ordem_servico_mensagem", Id, nullable=False),
        sa.Column("id_ordem_servico", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("mensagem", sa.Text(), nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("ip_cadastro", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id_ordem_servico"],
            ["ordem_servico.id_ordem_servico"],
            name=op.f("fk_ordem_servico_mensagem_id_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_ordem_servico_mensagem_id_usuario")),
        sa.PrimaryKeyConstraint("id_ordem_servico_mensagem", name=op.f("pk_ordem_servico_mensagem")),
    )
    op.create_index(
        op.f("ix_ordem_servico_mensagem_id_ordem_servico"), "ordem_servico_mensagem", ["id_ordem_servico"], unique=False
    )
    op.create_table(
        "ordem_servico_tecnico",
        sa.Column("id_ordem_servico", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("ordem", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_ordem_servico"],
            ["ordem_servico.id_ordem_servico"],
            name=op.f("fk_ordem_servico_tecnico_id_ordem_servico"),
        ),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_ordem_servico_tecnico_id_usuario")),
        sa.PrimaryKeyConstraint("id_ordem_servico", "id_usuario", name=op.f("pk_ordem_servico_tecnico")),
    )
    op.create_index(op.f("ix_ordem_servico_tecnico_id_usuario"), "ordem_servico_tecnico", ["id_usuario"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute('CREATE SEQUENCE "ordem_servico_numero"')
    else:
        op.execute("INSERT INTO number_sequence (name, value) VALUES ('ordem_servico_numero', 0)")
