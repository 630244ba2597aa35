"""Who comes in."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id, Instant, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oauth_client",
        sa.Column("id_oauth_client", Id, nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("segredo", sa.Text(), nullable=False),
        sa.Column("perfil_compat", sa.Text(), server_default="documentado", nullable=False),
        sa.Column("complementos", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("redes", Json(), server_default="[]", nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id_oauth_client", name=op.f("pk_oauth_client")),
    )
    op.create_table(
        "setor",
        sa.Column("id_setor", Id, nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_setor", name=op.f("pk_setor")),
    )
    op.create_table(
        "usuario",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("senha", sa.Text(), nullable=True),
        sa.Column("ramal", sa.Text(), nullable=True),
        sa.Column("identificador_interno", sa.Text(), nullable=True),
        sa.Column("papel", sa.Text(), server_default="atendente", nullable=False),
        sa.Column("id_setor", Id, nullable=True),
        sa.Column("tecnico", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("vendedor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("id_imagem_upload", Id, nullable=True),
        sa.Column("permissoes", Json(), server_default="[]", nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["id_setor"], ["setor.id_setor"], name=op.f("fk_usuario_id_setor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usuario")),
        sa.UniqueConstraint("email", name=op.f("uq_usuario_email")),
    )
    op.create_index(op.f("ix_usuario_identificador_interno"), "usuario", ["identificador_interno"], unique=False)
    op.create_index(op.f("ix_usuario_ramal"), "usuario", ["ramal"], unique=False)
    op.create_table(
        "oauth_token",
        sa.Column("resumo", sa.Text(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("par", sa.Text(), nullable=False),
        sa.Column("id_oauth_client", Id, nullable=False),
        sa.Column("id_usuario", Id, nullable=False),
        sa.Column("emissao", Instant(), nullable=False),
        sa.Column("expiracao", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_oauth_client"], ["oauth_client.id_oauth_client"], name=op.f("fk_oauth_token_id_oauth_client")
        ),
        sa.ForeignKeyConstraint(["id_usuario"], ["usuario.id"], name=op.f("fk_oauth_token_id_usuario")),
        sa.PrimaryKeyConstraint("resumo", name=op.f("pk_oauth_token")),
    )
    op.create_index(op.f("ix_oauth_token_expiracao"), "oauth_token", ["expiracao"], unique=False)
    op.create_index(op.f("ix_oauth_token_id_oauth_client"), "oauth_token", ["id_oauth_client"], unique=False)
    op.create_index(op.f("ix_oauth_token_par"), "oauth_token", ["par"], unique=False)
    op.create_table(
        "acesso_geracao",
        sa.Column("id", Id, nullable=False),
        sa.Column("geracao", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acesso_geracao")),
    )
    op.execute("INSERT INTO acesso_geracao (id, geracao) VALUES (1, 1)")
