"""Whether a call opened its ticket, and the note of one that did not; the log of calls is read by their state."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ligacao", sa.Column("abriu", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("ligacao", sa.Column("id_nota", Id, nullable=True))
    op.drop_index("ix_ligacao_status_data_cadastro", "ligacao")
    op.create_index("ix_ligacao_status", "ligacao", ["status", "id_ligacao"])
