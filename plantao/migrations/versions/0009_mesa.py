"""The desk: who is signed in, what each prefers, and the state of a call's window."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant, Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usuario", sa.Column("disponivel", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("usuario", sa.Column("preferencias", Json(), server_default="{}", nullable=False))
    op.create_table(
        "sessao",
        sa.Column("resumo", sa.Text(), nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("expiracao", Instant(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("navegador", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_sessao_id_usuario")),
        sa.PrimaryKeyConstraint("resumo", name=op.f("pk_sessao")),
    )
    op.create_index(op.f("ix_sessao_expiracao"), "sessao", ["expiracao"], unique=False)
    op.create_index(op.f("ix_sessao_id_usuario"), "sessao", ["id_usuario"], unique=False)
    op.add_column("ligacao", sa.Column("janela", sa.Text(), server_default="fechada", nullable=False))
    op.add_column("ligacao", sa.Column("em_uso", Instant(), nullable=True))
    op.add_column("ligacao", sa.Column("aba", sa.Text(), nullable=True))
    op.add_column("ligacao", sa.Column("visivel", Instant(), nullable=True))
    op.add_column("ligacao", sa.Column("notificada", Instant(), nullable=True))
    op.add_column("ligacao", sa.Column("id_cliente_servico", Id, nullable=True))
    op.add_column("ligacao", sa.Column("id_tipo_atendimento", Id, nullable=True))
    op.add_column("ligacao", sa.Column("anotacao", sa.Text(), nullable=True))
    op.add_column("ligacao", sa.Column("informado", Instant(), nullable=True))
    op.create_index("ix_ligacao_janela", "ligacao", ["id_usuario", "janela", "id_ligacao"], unique=False)
    op.create_index("ix_ligacao_id_cliente", "ligacao", ["id_cliente", "data_cadastro"], unique=False)
    op.create_table(
        "ligacao_cancelamento",
        sa.Column("id_ligacao_cancelamento", Id, nullable=False),
        sa.Column("quem", sa.Text(), nullable=False),
        sa.Column("telefone", sa.Text(), nullable=True),
        sa.Column("id_cliente", Id, nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id_ligacao_cancelamento", name=op.f("pk_ligacao_cancelamento")),
    )
    op.create_index("ix_ligacao_cancelamento_quem", "ligacao_cancelamento", ["quem", "data_cadastro"], unique=False)
