"""Deadlines that stand still: statuses that pause, and what a ticket keeps of it (docs/decisions/0014)."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ABERTO = sa.text("data_fechamento IS NULL AND deleted_at IS NULL")
COLUNAS = (
    "data_fechamento", "deleted_at", "id_atendimento", "id_tipo_atendimento", "data_cadastro",
    "id_usuario_responsavel", "id_setor_responsavel", "rascunho", "parado_desde", "segundos_parado",
)  # fmt: skip

status = sa.table(
    "atendimento_status",
    sa.column("id_atendimento_status", sa.BigInteger()),
    sa.column("prefixo", sa.Text()),
    sa.column("pausa_prazo", sa.Boolean()),
)
atendimento = sa.table(
    "atendimento",
    sa.column("id_atendimento_status", sa.BigInteger()),
    sa.column("data_fechamento", Instant()),
    sa.column("parado_desde", Instant()),
)


def upgrade() -> None:
    op.add_column(
        "atendimento_status", sa.Column("pausa_prazo", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("atendimento", sa.Column("parado_desde", Instant(), nullable=True))
    op.add_column("atendimento", sa.Column("segundos_parado", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_atendimento_aberto", "atendimento")
    op.create_index(
        "ix_atendimento_aberto",
        "atendimento",
        list(COLUNAS),
        unique=False,
        sqlite_where=ABERTO,
        postgresql_where=ABERTO,
    )
    op.execute(sa.update(status).where(status.c.prefixo == "aguardando_cliente").values(pausa_prazo=True))
    # Since when they wait is not known: from now on their deadlines stand still.
    parados = sa.select(status.c.id_atendimento_status).where(status.c.pausa_prazo)
    op.execute(
        sa.update(atendimento)
        .where(atendimento.c.data_fechamento.is_(None), atendimento.c.id_atendimento_status.in_(parados))
        .values(parado_desde=datetime.now(UTC).replace(microsecond=0))
    )
