"""What the programs of the API asked for lately."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requisicao",
        sa.Column("id_oauth_client", Id, nullable=False),
        sa.Column("numero", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quando", Instant(), nullable=False),
        sa.Column("metodo", sa.Text(), nullable=False),
        sa.Column("rota", sa.Text(), nullable=False),
        sa.Column("caminho", sa.Text(), nullable=False),
        sa.Column("http", sa.Integer(), nullable=False),
        sa.Column("erro", sa.Text(), nullable=True),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id_oauth_client"], ["oauth_client.id_oauth_client"], name=op.f("fk_requisicao_id_oauth_client")
        ),
        sa.PrimaryKeyConstraint("id_oauth_client", "numero", name=op.f("pk_requisicao")),
    )
    op.create_table(
        "requisicao_hora",
        sa.Column("id_oauth_client", Id, nullable=False),
        sa.Column("hora", Instant(), nullable=False),
        sa.Column("metodo", sa.Text(), nullable=False),
        sa.Column("rota", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("erros", sa.Integer(), nullable=False),
        sa.Column("resumidas", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_oauth_client"], ["oauth_client.id_oauth_client"], name=op.f("fk_requisicao_hora_id_oauth_client")
        ),
        sa.PrimaryKeyConstraint("id_oauth_client", "hora", "metodo", "rota", name=op.f("pk_requisicao_hora")),
    )
