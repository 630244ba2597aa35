"""When a person last signed in at the desk."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usuario", sa.Column("ultima_entrada", Instant()))
