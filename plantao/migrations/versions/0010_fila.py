"""The queue and the ticket of the desk: open tickets at hand, internal notes, what each has seen."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ABERTO = sa.text("data_fechamento IS NULL AND deleted_at IS NULL")


def upgrade() -> None:
    op.add_column("atendimento_mensagem", sa.Column("interna", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "atendimento_visto",
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("id_atendimento", Id, nullable=False),
        sa.Column("id_atendimento_mensagem", Id, nullable=False),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_atendimento_visto_id_usuario")),
        sa.ForeignKeyConstraint(
            ["id_atendimento"], ["atendimento.id_atendimento"], name=op.f("fk_atendimento_visto_id_atendimento")
        ),
        sa.PrimaryKeyConstraint("id_usuario", "id_atendimento", name=op.f("pk_atendimento_visto")),
    )
    op.create_index(
        "ix_atendimento_aberto",
        "atendimento",
        [
            "data_fechamento",
            "deleted_at",
            "id_atendimento",
            "id_tipo_atendimento",
            "id_atendimento_status",
            "data_cadastro",
            "id_usuario_responsavel",
            "id_setor_responsavel",
            "rascunho",
        ],
        unique=False,
        sqlite_where=ABERTO,
        postgresql_where=ABERTO,
    )
