"""Calls."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ligacao",
        sa.Column("id_ligacao", Id, nullable=False),
        sa.Column("ramal", sa.Text(), nullable=True),
        sa.Column("identificador_interno", sa.Text(), nullable=True),
        sa.Column("id_usuario", Id, nullable=True),
        sa.Column("telefone", sa.Text(), nullable=True),
        sa.Column("id_cliente", Id, nullable=True),
        sa.Column("candidatos", Json(), nullable=False),
        sa.Column("ligacao_params", Json(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("data_cancelamento", Instant(), nullable=True),
        sa.Column("id_atendimento", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["id_atendimento"], ["atendimento.id_atendimento"], name=op.f("fk_ligacao_id_atendimento")
        ),
        sa.ForeignKeyConstraint(["id_cliente"], ["cliente.id_cliente"], name=op.f("fk_ligacao_id_cliente")),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_ligacao_id_usuario")),
        sa.PrimaryKeyConstraint("id_ligacao", name=op.f("pk_ligacao")),
    )
    op.create_index("ix_ligacao_id_usuario", "ligacao", ["id_usuario", "id_ligacao"], unique=False)
    op.create_index("ix_ligacao_status_data_cadastro", "ligacao", ["status", "data_cadastro"], unique=False)
    op.create_index("ix_ligacao_telefone", "ligacao", ["telefone"], unique=False)
