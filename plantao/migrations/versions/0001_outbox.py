"""The outbox, repeated writes and numbers."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", Id, nullable=False),
        sa.Column("xact", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("audience", Json(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("id_usuario", Id, nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_about_id", "event", ["about", "id"], unique=False)
    op.create_index("ix_event_xact_id", "event", ["xact", "id"], unique=False)
    op.create_table(
        "idempotencia",
        sa.Column("id_idempotencia", Id, nullable=False),
        sa.Column("id_oauth_client", Id, nullable=False),
        sa.Column("metodo", sa.Text(), nullable=False),
        sa.Column("caminho", sa.Text(), nullable=False),
        sa.Column("chave", sa.Text(), nullable=False),
        sa.Column("resumo", sa.Text(), nullable=False),
        sa.Column("resposta", sa.LargeBinary(), nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id_idempotencia", name=op.f("pk_idempotencia")),
        sa.UniqueConstraint(
            "id_oauth_client",
            "metodo",
            "caminho",
            "chave",
            name=op.f("uq_idempotencia_id_oauth_client_metodo_caminho_chave"),
        ),
    )
    op.create_index(op.f("ix_idempotencia_data_cadastro"), "idempotencia", ["data_cadastro"], unique=False)
    op.create_table(
        "number_sequence",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_sequence")),
    )
    op.create_table(
        "task",
        sa.Column("id", Id, nullable=False),
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.Column("data", Json(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("given_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_task_unique_key")),
    )
    op.create_index("ix_task_run_at", "task", ["run_at"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE event ALTER xact SET DEFAULT pg_current_xact_id()::text::bigint")
