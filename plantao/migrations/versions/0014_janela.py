"""What the window of a call keeps besides: that nobody was found yet, a question, a number tied, a visit wanted."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ligacao", sa.Column("identificando", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("ligacao", sa.Column("id_atendimento_igual", Id, nullable=True))
    op.add_column("ligacao", sa.Column("id_cliente_guardado", Id, nullable=True))
    op.add_column("ligacao", sa.Column("visita", Json(), nullable=True))
    op.create_index("ix_ligacao_janela_data_cadastro", "ligacao", ["janela", "data_cadastro"])
