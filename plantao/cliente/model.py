"""What we keep of clients, their services and addresses (contract data_model.md §2.8, §2.9)."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.catalogue import Catalogue
from plantao.kit.columns import Cents, Id, Instant, metadata

INSTALACAO = "instalacao"
HABILITADO = "servico_habilitado"
INATIVOS = 2**40
"""How far below the active clients, in the order of a search, the inactive ones are."""

empresa = sa.Table(
    "empresa",
    metadata,
    sa.Column("id_empresa", Id, primary_key=True),
    sa.Column("nome_razaosocial", sa.Text, nullable=False),
    sa.Column("cnpj", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

tipo_contato = sa.Table(
    "tipo_contato",
    metadata,
    sa.Column("id_tipo_contato", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
)

estado = sa.Table(
    "estado",
    metadata,
    sa.Column("id_estado", Id, primary_key=True),
    sa.Column("sigla", sa.Text, nullable=False),
    sa.Column("nome", sa.Text, nullable=False),
)

cidade = sa.Table(
    "cidade",
    metadata,
    sa.Column("id_cidade", Id, primary_key=True),
    sa.Column("id_estado", Id, sa.ForeignKey("estado.id_estado"), nullable=False),
    sa.Column("nome", sa.Text, nullable=False),
    sa.Column("ibge", sa.Text),
)

servico_tecnologia = sa.Table(
    "servico_tecnologia",
    metadata,
    sa.Column("id_servico_tecnologia", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
)

servico_grupo = sa.Table(
    "servico_grupo",
    metadata,
    sa.Column("id_servico_grupo", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

servico = sa.Table(
    "servico",
    metadata,
    sa.Column("id_servico", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("valor", Cents, nullable=False),
    sa.Column("id_servico_tecnologia", Id, sa.ForeignKey("servico_tecnologia.id_servico_tecnologia"), nullable=False),
    sa.Column("id_servico_grupo", Id, sa.ForeignKey("servico_grupo.id_servico_grupo")),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

servico_status = sa.Table(
    "servico_status",
    metadata,
    sa.Column("id_servico_status", Id, primary_key=True),
    sa.Column("descricao", sa.Text, nullable=False),
    sa.Column("prefixo", sa.Text, nullable=False, unique=True),
)

cliente = sa.Table(
    "cliente",
    metadata,
    sa.Column("id_cliente", Id, primary_key=True),
    sa.Column("codigo_cliente", sa.BigInteger, nullable=False, unique=True),
    sa.Column("nome_razaosocial", sa.Text, nullable=False),
    sa.Column("nome_fantasia", sa.Text),
    sa.Column("tipo_pessoa", sa.Text, nullable=False, server_default="pf"),
    sa.Column("cpf_cnpj", sa.Text, index=True),
    sa.Column("telefone_primario", sa.Text),
    sa.Column("telefone_secundario", sa.Text),
    sa.Column("telefone_terciario", sa.Text),
    sa.Column("email_principal", sa.Text),
    sa.Column("email_secundario", sa.Text),
    sa.Column("rg", sa.Text),
    sa.Column("inscricao_municipal", sa.Text),
    sa.Column("inscricao_estadual", sa.Text),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("data_nascimento", sa.Text),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("uuid", sa.Text, nullable=False, unique=True),
    sa.Column("id_externo", sa.Text, index=True),
    sa.Column("login_central", sa.Text, unique=True),
    sa.Column("senha_central", sa.Text),
)

cliente_telefone = sa.Table(
    "cliente_telefone",
    metadata,
    sa.Column("id_cliente", Id, sa.ForeignKey("cliente.id_cliente"), primary_key=True),
    sa.Column("posicao", sa.Integer, primary_key=True),
    sa.Column("chave", sa.Text, nullable=False, index=True),
    sa.Column("telefone", sa.Text, nullable=False),
)

cliente_servico = sa.Table(
    "cliente_servico",
    metadata,
    sa.Column("id_cliente_servico", Id, primary_key=True),
    sa.Column("id_cliente", Id, sa.ForeignKey("cliente.id_cliente"), nullable=False, index=True),
    sa.Column("id_servico", Id, sa.ForeignKey("servico.id_servico"), nullable=False, index=True),
    sa.Column("numero_plano", sa.Integer, nullable=False),
    sa.Column("valor", Cents, nullable=False),
    sa.Column("id_servico_status", Id, sa.ForeignKey("servico_status.id_servico_status"), nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("data_habilitacao", Instant),
    sa.Column("data_cancelamento", Instant),
    sa.Column("data_venda", Instant),
    sa.Column("anotacoes", sa.Text),
    sa.Column("referencia", sa.Text),
    sa.Column("uuid", sa.Text, nullable=False, unique=True),
)

endereco_numero = sa.Table(
    "endereco_numero",
    metadata,
    sa.Column("id_endereco_numero", Id, primary_key=True),
    sa.Column("endereco", sa.Text, nullable=False),
    sa.Column("numero", sa.Text, nullable=False),
    sa.Column("complemento", sa.Text),
    sa.Column("bairro", sa.Text, nullable=False),
    sa.Column("referencia", sa.Text),
    sa.Column("cep", sa.Text, nullable=False),
    sa.Column("id_cidade", Id, sa.ForeignKey("cidade.id_cidade"), nullable=False, index=True),
    sa.Column("id_condominio", Id),
    sa.Column("longitude", sa.Double),
    sa.Column("latitude", sa.Double),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("atualizar_coords_auto", sa.Boolean, nullable=False, server_default=sa.false()),
)

cliente_servico_endereco = sa.Table(
    "cliente_servico_endereco",
    metadata,
    sa.Column("id_cliente_servico_endereco", Id, primary_key=True),
    sa.Column("id_cliente_servico", Id, sa.ForeignKey("cliente_servico.id_cliente_servico"), nullable=False),
    sa.Column("id_endereco_numero", Id, sa.ForeignKey("endereco_numero.id_endereco_numero"), nullable=False),
    sa.Column("tipo", sa.Text, nullable=False),
    sa.UniqueConstraint("id_cliente_servico", "tipo"),
    sa.Index("ix_cliente_servico_endereco_id_endereco_numero", "id_endereco_numero"),
)

busca_cliente = sa.Table(
    "busca_cliente",
    metadata,
    sa.Column("ordem", Id, primary_key=True, autoincrement=False),
    sa.Column("id_cliente", Id, nullable=False, unique=True),
    sa.Column("nome", sa.Text, nullable=False),
    sa.Column("resto", sa.Text, nullable=False),
)
"""What is searched of a client, written by the database's triggers and by nobody else (docs/decisions/0012)."""

busca_palavra = sa.Table(
    "busca_palavra",
    metadata,
    sa.Column("id_busca_palavra", Id, primary_key=True),
    sa.Column("palavra", sa.Text, nullable=False, unique=True),
)
"""Every word a client's name has ever had, for who types it wrong."""


class Estado(NamedTuple):
    """A state of the country."""

    id_estado: int
    sigla: str
    nome: str


class Cidade(NamedTuple):
    """A city."""

    id_cidade: int
    id_estado: int
    nome: str
    ibge: str | None


class ServicoGrupo(NamedTuple):
    """A group of plans."""

    id_servico_grupo: int
    descricao: str
    data_cadastro: datetime
    ativo: bool


class Servico(NamedTuple):
    """A plan."""

    id_servico: int
    descricao: str
    id_servico_grupo: int | None
    ativo: bool


class ServicoStatus(NamedTuple):
    """The state of a client's service."""

    id_servico_status: int
    descricao: str
    prefixo: str


estados = Catalogue(estado, Estado)
cidades = Catalogue(cidade, Cidade)
servico_grupos = Catalogue(servico_grupo, ServicoGrupo)
servicos = Catalogue(servico, Servico)
servico_statuses = Catalogue(servico_status, ServicoStatus)
