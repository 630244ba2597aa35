"""Clients, services, addresses."""

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Cents, Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cliente",
        sa.Column("id_cliente", Id, nullable=False),
        sa.Column("codigo_cliente", sa.BigInteger(), nullable=False),
        sa.Column("nome_razaosocial", sa.Text(), nullable=False),
        sa.Column("nome_fantasia", sa.Text(), nullable=True),
        sa.Column("tipo_pessoa", sa.Text(), server_default="pf", nullable=False),
        sa.Column("cpf_cnpj", sa.Text(), nullable=True),
        sa.Column("telefone_primario", sa.Text(), nullable=True),
        sa.Column("telefone_secundario", sa.Text(), nullable=True),
        sa.Column("telefone_terciario", sa.Text(), nullable=True),
        sa.Column("email_principal", sa.Text(), nullable=True),
        sa.Column("email_secundario", sa.Text(), nullable=True),
        sa.Column("rg", sa.Text(), nullable=True),
        sa.Column("inscricao_municipal", sa.Text(), nullable=True),
        sa.Column("inscricao_estadual", sa.Text(), nullable=True),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("data_nascimento", sa.Text(), nullable=True),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("id_externo", sa.Text(), nullable=True),
        sa.Column("login_central", sa.Text(), nullable=True),
        sa.Column("senha_central", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id_cliente", name=op.f("pk_cliente")),
        sa.UniqueConstraint("codigo_cliente", name=op.f("uq_cliente_codigo_cliente")),
        sa.UniqueConstraint("login_central", name=op.f("uq_cliente_login_central")),
        sa.UniqueConstraint("uuid", name=op.f("uq_cliente_uuid")),
    )
    op.create_index(op.f("ix_cliente_cpf_cnpj"), "cliente", ["cpf_cnpj"], unique=False)
    op.create_index(op.f("ix_cliente_id_externo"), "cliente", ["id_externo"], unique=False)
    op.create_table(
        "empresa",
        sa.Column("id_empresa", Id, nullable=False),
        sa.Column("nome_razaosocial", sa.Text(), nullable=False),
        sa.Column("cnpj", sa.Text(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_empresa", name=op.f("pk_empresa")),
    )
    op.create_table(
        "estado",
        sa.Column("id_estado", Id, nullable=False),
        sa.Column("sigla", sa.Text(), nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_estado", name=op.f("pk_estado")),
    )
    op.create_table(
        "servico_grupo",
        sa.Column("id_servico_grupo", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id_servico_grupo", name=op.f("pk_servico_grupo")),
    )
    op.create_table(
        "servico_status",
        sa.Column("id_servico_status", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("prefixo", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_servico_status", name=op.f("pk_servico_status")),
        sa.UniqueConstraint("prefixo", name=op.f("uq_servico_status_prefixo")),
    )
    op.create_table(
        "servico_tecnologia",
        sa.Column("id_servico_tecnologia", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_servico_tecnologia", name=op.f("pk_servico_tecnologia")),
    )
    op.create_table(
        "tipo_contato",
        sa.Column("id_tipo_contato", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_tipo_contato", name=op.f("pk_tipo_contato")),
    )
    op.create_table(
        "cidade",
        sa.Column("id_cidade", Id, nullable=False),
        sa.Column("id_estado", Id, nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("ibge", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id_estado"], ["estado.id_estado"], name=op.f("fk_cidade_id_estado")),
        sa.PrimaryKeyConstraint("id_cidade", name=op.f("pk_cidade")),
    )
    op.create_table(
        "cliente_telefone",
        sa.Column("id_cliente", Id, nullable=False),
        sa.Column("posicao", sa.Integer(), nullable=False),
        sa.Column("chave", sa.Text(), nullable=False),
        sa.Column("telefone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id_cliente"], ["cliente.id_cliente"], name=op.f("fk_cliente_telefone_id_cliente")),
        sa.PrimaryKeyConstraint("id_cliente", "posicao", name=op.f("pk_cliente_telefone")),
    )
    op.create_index(op.f("ix_cliente_telefone_chave"), "cliente_telefone", ["chave"], unique=False)
    op.create_table(
        "servico",
        sa.Column("id_servico", Id, nullable=False),
        sa.Column("descricao", sa.Text(), nullable=False),
        sa.Column("valor", Cents(), nullable=False),
        sa.Column("id_servico_tecnologia", Id, nullable=False),
        sa.Column("id_servico_grupo", Id, nullable=True),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_servico_grupo"], ["servico_grupo.id_servico_grupo"], name=op.f("fk_servico_id_servico_grupo")
        ),
        sa.ForeignKeyConstraint(
            ["id_servico_tecnologia"],
            ["servico_tecnologia.id_servico_tecnologia"],
            name=op.f("fk_servico_id_servico_tecnologia"),
        ),
        sa.PrimaryKeyConstraint("id_servico", name=op.f("pk_servico")),
    )
    op.create_table(
        "cliente_servico",
        sa.Column("id_cliente_servico", Id, nullable=False),
        sa.Column("id_cliente", Id, nullable=False),
        sa.Column("id_servico", Id, nullable=False),
        sa.Column("numero_plano", sa.Integer(), nullable=False),
        sa.Column("valor", Cents(), nullable=False),
        sa.Column("id_servico_status", Id, nullable=False),
        sa.Column("data_cadastro", Instant(), nullable=False),
        sa.Column("data_habilitacao", Instant(), nullable=True),
        sa.Column("data_cancelamento", Instant(), nullable=True),
        sa.Column("data_venda", Instant(), nullable=True),
        sa.Column("anotacoes", sa.Text(), nullable=True),
        sa.Column("referencia", sa.Text(), nullable=True),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id_cliente"], ["cliente.id_cliente"], name=op.f("fk_cliente_servico_id_cliente")),
        sa.ForeignKeyConstraint(["id_servico"], ["servico.id_servico"], name=op.f("fk_cliente_servico_id_servico")),
        sa.ForeignKeyConstraint(
            ["id_servico_status"],
            ["servico_status.id_servico_status"],
            name=op.f("fk_cliente_servico_id_servico_status"),
        ),
        sa.PrimaryKeyConstraint("id_cliente_servico", name=op.f("pk_cliente_servico")),
        sa.UniqueConstraint("uuid", name=op.f("uq_cliente_servico_uuid")),
    )
    op.create_index(op.f("ix_cliente_servico_id_cliente"), "cliente_servico", ["id_cliente"], unique=False)
    op.create_index(op.f("ix_cliente_servico_id_servico"), "cliente_servico", ["id_servico"], unique=False)
    op.create_table(
        "endereco_numero",
        sa.Column("id_endereco_numero", Id, nullable=False),
        sa.Column("endereco", sa.Text(), nullable=False),
        sa.Column("numero", sa.Text(), nullable=False),
        sa.Column("complemento", sa.Text(), nullable=True),
        sa.Column("bairro", sa.Text(), nullable=False),
        sa.Column("referencia", sa.Text(), nullable=True),
        sa.Column("cep", sa.Text(), nullable=False),
        sa.Column("id_cidade", Id, nullable=False),
        sa.Column("id_condominio", Id, nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("ativo", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("atualizar_coords_auto", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["id_cidade"], ["cidade.id_cidade"], name=op.f("fk_endereco_numero_id_cidade")),
        sa.PrimaryKeyConstraint("id_endereco_numero", name=op.f("pk_endereco_numero")),
    )
    op.create_table(
        "cliente_servico_endereco",
        sa.Column("id_cliente_servico_endereco", Id, nullable=False),
        sa.Column("id_cliente_servico", Id, nullable=False),
        sa.Column("id_endereco_numero", Id, nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id_cliente_servico"],
            ["cliente_servico.id_cliente_servico"],
            name=op.f("fk_cliente_servico_endereco_id_cliente_servico"),
        ),
        sa.ForeignKeyConstraint(
            ["id_endereco_numero"],
            ["endereco_numero.id_endereco_numero"],
            name=op.f("fk_cliente_servico_endereco_id_endereco_numero"),
        ),
        sa.PrimaryKeyConstraint("id_cliente_servico_endereco", name=op.f("pk_cliente_servico_endereco")),
        sa.UniqueConstraint(
            "id_cliente_servico", "tipo", name=op.f("uq_cliente_servico_endereco_id_cliente_servico_tipo")
        ),
    )
