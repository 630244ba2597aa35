"""Tickets."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "atendimento_bloco",
        sa.Column("bloco", Id, autoincrement=False, nullable=False),
        sa.Column("quantidade", sa.Integer(), nullable=True),
        sa.Column("menor_data_cadastro", Instant(), nullable=True),
        sa.Column("maior_data_cadastro", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("bloco", name=op.f("pk_atendimento_bloco")),
    )
    op.create_table(
        "atendimento_status",
        sa.Column("id_atendimento_status", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("prefixo", sa.Text(), nullable=False),
        sa.Column("cor", sa.Text(), nullable=False),
        sa.Column("abrir_ordem_servico", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("fechamento", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_atendimento_status", name=op.f("pk_atendimento_status")),
        sa.UniqueConstraint("prefixo", name=op.f("uq_atendimento_status_prefixo")),
    )
    op.create_table(
        "motivo_fechamento_atendimento",
        sa.Column("id_motivo_fechamento_atendimento", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_motivo_fechamento_atendimento", name=op.f("pk_motivo_fechamento_atendimento")),
    )
    op.create_table(
        "origem_contato",
        sa.Column("id_origem_contato", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_origem_contato", name=op.f("pk_origem_contato")),
    )
    op.create_table(
        "tipo_atendimento",
        sa.Column("id_tipo_atendimento", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("prazo_minutos", sa.Integer(), server_default="60", nullable=False),
        sa.Column("permite_ordem_servico", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_tipo_atendimento", name=op.f("pk_tipo_atendimento")),
    )
    op.create_table(
        "motivo_fechamento_tipo_atendimento",
        sa.Column("id_motivo_fechamento_tipo_atendimento", Id, nullable=False),
        sa.Column("id_motivo_fechamento_atendimento", Id, nullable=False),
        sa.Column("id_tipo_atendimento", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["id_motivo_fechamento_atendimento"],
            ["motivo_fechamento_atendimento.id_motivo_fechamento_atendimento"],
            name=op.f("fk_motivo_fechamento_tipo_atendimento_id_motivo_fechamento_atendimento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_tipo_atendimento"],
            ["tipo_atendimento.id_tipo_atendimento"],
            name=op.f("fk_motivo_fechamento_tipo_atendimento_id_tipo_atendimento"),
        ),
        sa.PrimaryKeyConstraint(
            "id_motivo_fechamento_tipo_atendimento", name=op.f("pk_motivo_fechamento_tipo_atendimento")
        ),
        sa.UniqueConstraint(
            "id_motivo_fechamento_atendimento",
            "id_tipo_atendimento",
            name=op.f("uq_motivo_fechamento_tipo_atendimento_id_motivo_fechamento_atendimento_id_tipo_atendimento"),
        ),
    )
    op.create_table(
        "atendimento",
        sa.Column("id_atendimento", Id, nullable=False),
        sa.Column("protocolo", sa.Text(), nullable=False),
        sa.Column("id_cliente_servico", Id, nullable=False),
        sa.Column("id_tipo_atendimento", Id, nullable=True),
        sa.Column("id_atendimento_status", Id, nullable=False),
        sa.Column("id_usuario_abertura", Id, nullable=False),
        sa.Column("id_usuario_responsavel", Id, nullable=True),
        sa.Column("id_usuario_fechamento", Id, nullable=True),
        sa.Column("id_setor_responsavel", Id, nullable=True),
        sa.Column("id_origem_contato", Id, nullable=True),
        sa.Column("id_motivo_fechamento_atendimento", Id, nullable=True),
        sa.Column("descricao_abertura", sa.Text(), nullable=False),
        sa.Column("descricao_fechamento", sa.Text(), nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("data_fechamento", Instant(), nullable=True),
        sa.Column("status_fechamento", sa.Text(), nullable=True),
        sa.Column("destino", sa.Text(), server_default="usuario", nullable=False),
        sa.Column("nome_contato", sa.Text(), nullable=True),
        sa.Column("telefone_contato", sa.Text(), nullable=True),
        sa.Column("email_contato", sa.Text(), nullable=True),
        sa.Column("ip_cadastro", sa.Text(), nullable=True),
        sa.Column("rascunho", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("parametros", Json(), nullable=True),
        sa.Column("resultado_diagnostico", Json(), nullable=True),
        sa.Column("avaliacao", sa.Double(), nullable=True),
        sa.Column("comentario_avaliacao", sa.Text(), nullable=True),
        sa.Column("push_notification_enviado", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id_atendimento_status"],
            ["atendimento_status.id_atendimento_status"],
            name=op.f("fk_atendimento_id_atendimento_status"),
        ),
        sa.ForeignKeyConstraint(
            ["id_cliente_servico"],
            ["cliente_servico.id_cliente_servico"],
            name=op.f("fk_atendimento_id_cliente_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_motivo_fechamento_atendimento"],
            ["motivo_fechamento_atendimento.id_motivo_fechamento_atendimento"],
            name=op.f("fk_atendimento_id_motivo_fechamento_atendimento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_origem_contato"], ["origem_contato.id_origem_contato"], name=op.f("fk_atendimento_id_origem_contato")
        ),
        sa.ForeignKeyConstraint(
            ["id_setor_responsavel"], ["setor.id_setor"], name=op.f("fk_atendimento_id_setor_responsavel")
        ),
        sa.ForeignKeyConstraint(
            ["id_tipo_atendimento"],
            ["tipo_atendimento.id_tipo_atendimento"],
            name=op.f("fk_atendimento_id_tipo_atendimento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_abertura"], ["usuario.id"], name=op.f("fk_atendimento_id_usuario_abertura")
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_fechamento"], ["usuario.id"], name=op.f("fk_atendimento_id_usuario_fechamento")
        ),
        sa.ForeignKeyConstraint(
            ["id_usuario_responsavel"], ["usuario.id"], name=op.f("fk_atendimento_id_usuario_responsavel")
        ),
        sa.PrimaryKeyConstraint("id_atendimento", name=op.f("pk_atendimento")),
        sa.UniqueConstraint("protocolo", name=op.f("uq_atendimento_protocolo")),
    )
    op.create_index("ix_atendimento_data_cadastro", "atendimento", ["data_cadastro", "id_atendimento"], unique=False)
    op.create_index(
        "ix_atendimento_data_fechamento", "atendimento", ["data_fechamento", "id_atendimento"], unique=False
    )
    op.create_index(
        "ix_atendimento_id_atendimento_status", "atendimento", ["id_atendimento_status", "id_atendimento"], unique=False
    )
    op.create_index(
        "ix_atendimento_id_cliente_servico",
        "atendimento",
        ["id_cliente_servico", "data_cadastro", "id_atendimento"],
        unique=False,
    )
    op.create_index(
        "ix_atendimento_id_tipo_atendimento", "atendimento", ["id_tipo_atendimento", "id_atendimento"], unique=False
    )
    op.create_table(
        "atendimento_checklist",
        sa.Column("id_atendimento_checklist", Id, nullable=False),
        sa.Column("id_atendimento", Id, nullable=True),
        sa.Column("id_tipo_atendimento", Id, nullable=True),
        sa.Column("titulo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_atendimento"], ["atendimento.id_atendimento"], name=op.f("fk_atendimento_checklist_id_atendimento")
        ),
        sa.ForeignKeyConstraint(
            ["id_tipo_atendimento"],
            ["tipo_atendimento.id_tipo_atendimento"],
            name=op.f("fk_atendimento_checklist_id_tipo_atendimento"),
        ),
        sa.PrimaryKeyConstraint("id_atendimento_checklist", name=op.f("pk_atendimento_checklist")),
    )
    op.create_index(
        op.f("ix_atendimento_checklist_id_atendimento"), "atendimento_checklist", ["id_atendimento"], unique=False
    )
    op.create_index(
        op.f("ix_atendimento_checklist_id_tipo_atendimento"),
        "atendimento_checklist",
        ["id_tipo_atendimento"],
        unique=False,
    )
    op.create_table(
        "atendimento_disponibilidade",
        sa.Column("id_atendimento", Id, nullable=False),
        sa.Column("id_periodo_dia", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["id_atendimento"],
            ["atendimento.id_atendimento"],
            name=op.f("fk_atendimento_disponibilidade_id_atendimento"),
        ),
        sa.ForeignKeyConstraint(
            ["id_periodo_dia"],
            ["periodo_dia.id_periodo_dia"],
            name=op.f("fk_atendimento_disponibilidade_id_periodo_dia"),
        ),
        sa.PrimaryKeyConstraint("id_atendimento", "id_periodo_dia", name=op.f("pk_atendimento_disponibilidade")),
    )
    op.create_table(
        "atendimento_mensagem",
        sa.Column("id_atendimento_mensagem", Id, nullable=False),
        sa.Column("id_atendimento", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("mensagem", sa.Text(), nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("ip_cadastro", sa.Text(), nullable=True),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_atendimento"], ["atendimento.id_atendimento"], name=op.f("fk_atendimento_mensagem_id_atendimento")
        ),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_atendimento_mensagem_id_usuario")),
        sa.PrimaryKeyConstraint("id_atendimento_mensagem", name=op.f("pk_atendimento_mensagem")),
    )
    op.create_index(
        op.f("ix_atendimento_mensagem_id_atendimento"), "atendimento_mensagem", ["id_atendimento"], unique=False
    )
    op.create_table(
        "usuarios_responsaveis",
        sa.Column("id_atendimento", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("ordem", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_atendimento"], ["atendimento.id_atendimento"], name=op.f("fk_usuarios_responsaveis_id_atendimento")
        ),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_usuarios_responsaveis_id_usuario")),
        sa.PrimaryKeyConstraint("id_atendimento", "id_usuario", name=op.f("pk_usuarios_responsaveis")),
    )
    op.create_index(op.f("ix_usuarios_responsaveis_id_usuario"), "usuarios_responsaveis", ["id_usuario"], unique=False)
    op.create_table(
        "atendimento_checklist_item",
        sa.Column("id_atendimento_checklist_item", Id, nullable=False),
        sa.Column("id_atendimento_checklist", Id, nullable=False),
        sa.Column("titulo", sa.Text(), nullable=False),
        sa.Column("concluido", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_atendimento_checklist"],
            ["atendimento_checklist.id_atendimento_checklist"],
            name=op.f("fk_atendimento_checklist_item_id_atendimento_checklist"),
        ),
        sa.PrimaryKeyConstraint("id_atendimento_checklist_item", name=op.f("pk_atendimento_checklist_item")),
    )
    op.create_index(
        op.f("ix_atendimento_checklist_item_id_atendimento_checklist"),
        "atendimento_checklist_item",
        ["id_atendimento_checklist"],
        unique=False,
    )
