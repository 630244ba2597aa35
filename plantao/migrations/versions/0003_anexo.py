"""Files."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anexo",
        sa.Column("id_anexo", Id, nullable=False),
        sa.Column("dono", sa.Text(), nullable=False),
        sa.Column("id_dono", Id, nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("tamanho", sa.BigInteger(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("chave", sa.Text(), nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_anexo_id_usuario")),
        sa.PrimaryKeyConstraint("id_anexo", name=op.f("pk_anexo")),
        sa.UniqueConstraint("chave", name=op.f("uq_anexo_chave")),
    )
    op.create_index("ix_anexo_dono", "anexo", ["dono", "id_dono", "id_anexo"], unique=False)
