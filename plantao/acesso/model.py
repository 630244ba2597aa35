"""What we keep of those who come in (contract data_model.md §2.10, §2.11)."""

from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from plantao.kit.catalogue import Catalogue
from plantao.kit.columns import Id, Instant, Json, metadata

DOCUMENTADO = "documentado"
OBSERVADO = "observado"

API = "api"
"""The permission to be the user of an API token."""

PERMISSOES_API = (
    "atendimento.ler", "atendimento.escrever", "ordem_servico.ler", "ordem_servico.escrever", "cliente.ler", "pbx",
    "configuracao.ler", "configuracao.escrever",
)  # fmt: skip
"""What an API user may do unless told otherwise, by group of routes (contract autenticacao.md)."""


class Papel(StrEnum):
    """What a user is at the provider."""

    ATENDENTE = "atendente"
    TECNICO = "tecnico"
    SUPERVISOR = "supervisor"
    ADMINISTRADOR = "administrador"


ATENDIMENTOS = "atendimentos"
CLIENTES = "clientes"
DOCUMENTOS = "documentos"
CHAMADAS = "chamadas"
ORDENS = "ordens"
INTEGRACOES = "integrações"
USUARIOS = "usuários"

_ATENDENTE = frozenset({ATENDIMENTOS, CLIENTES, CHAMADAS, ORDENS})
PERMISSOES_DO_PAPEL = {
    Papel.ATENDENTE: _ATENDENTE,
    Papel.TECNICO: frozenset({ATENDIMENTOS, ORDENS}),
    Papel.SUPERVISOR: _ATENDENTE | {DOCUMENTOS},
    Papel.ADMINISTRADOR: _ATENDENTE | {DOCUMENTOS, INTEGRACOES, USUARIOS},
}
"""What each role may do at the desk, by the name a refusal shows: "Peça a permissão “integrações”"."""


usuario = sa.Table(
    "usuario",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("senha", sa.Text),
    sa.Column("ramal", sa.Text, index=True),
    sa.Column("identificador_interno", sa.Text, index=True),
    sa.Column("papel", sa.Text, nullable=False, server_default=Papel.ATENDENTE),
    sa.Column("id_setor", Id, sa.ForeignKey("setor.id_setor")),
    sa.Column("tecnico", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("vendedor", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("id_imagem_upload", Id),
    sa.Column("permissoes", Json, nullable=False, server_default="[]"),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("disponivel", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("preferencias", Json, nullable=False, server_default="{}"),
    sa.Column("ultima_entrada", Instant),
)

setor = sa.Table(
    "setor",
    metadata,
    sa.Column("id_setor", Id, primary_key=True),
    sa.Column("nome", sa.Text, nullable=False),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
)

oauth_client = sa.Table(
    "oauth_client",
    metadata,
    sa.Column("id_oauth_client", Id, primary_key=True),
    sa.Column("nome", sa.Text, nullable=False),
    sa.Column("segredo", sa.Text, nullable=False),
    sa.Column("segredo_final", sa.Text),
    sa.Column("perfil_compat", sa.Text, nullable=False, server_default=DOCUMENTADO),
    sa.Column("complementos", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("redes", Json, nullable=False, server_default="[]"),
    sa.Column("ativo", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("data_cadastro", Instant, nullable=False),
)

oauth_token = sa.Table(
    "oauth_token",
    metadata,
    sa.Column("resumo", sa.Text, primary_key=True),
    sa.Column("tipo", sa.Text, nullable=False),
    sa.Column("par", sa.Text, nullable=False, index=True),
    sa.Column("id_oauth_client", Id, sa.ForeignKey("oauth_client.id_oauth_client"), nullable=False, index=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("emissao", Instant, nullable=False),
    sa.Column("expiracao", Instant, nullable=False, index=True),
)

sessao = sa.Table(
    "sessao",
    metadata,
    sa.Column("resumo", sa.Text, primary_key=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), nullable=False, index=True),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("expiracao", Instant, nullable=False, index=True),
    sa.Column("ip", sa.Text),
    sa.Column("navegador", sa.Text),
)
"""Who is signed in at the desk; like a token it is kept only as a digest."""

acesso_geracao = sa.Table(
    "acesso_geracao",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("geracao", sa.BigInteger, nullable=False),
)
"""One row, whose number grows whenever what is remembered of tokens must be forgotten."""

requisicao = sa.Table(
    "requisicao",
    metadata,
    sa.Column("id_oauth_client", Id, sa.ForeignKey("oauth_client.id_oauth_client"), primary_key=True),
    sa.Column("numero", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("quando", Instant, nullable=False),
    sa.Column("metodo", sa.Text, nullable=False),
    sa.Column("rota", sa.Text, nullable=False),
    sa.Column("caminho", sa.Text, nullable=False),
    sa.Column("http", sa.Integer, nullable=False),
    sa.Column("erro", sa.Text),
    sa.Column("ms", sa.Float, nullable=False),
    sa.Column("ip", sa.Text),
)
"""What a program asked for lately, never what it sent or got; the requests of each are numbered by themselves."""

requisicao_hora = sa.Table(
    "requisicao_hora",
    metadata,
    sa.Column("id_oauth_client", Id, sa.ForeignKey("oauth_client.id_oauth_client"), primary_key=True),
    sa.Column("hora", Instant, primary_key=True),
    sa.Column("metodo", sa.Text, primary_key=True),
    sa.Column("rota", sa.Text, primary_key=True),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("erros", sa.Integer, nullable=False),
    sa.Column("resumidas", sa.Integer, nullable=False),
)
"""How often a program asked for what in an hour; `resumidas` are those that stand nowhere else."""


class Usuario(NamedTuple):
    """A user, as far as others must name it."""

    id: int
    name: str
    tecnico: bool
    id_imagem_upload: int | None
    ativo: bool


class Setor(NamedTuple):
    """A department."""

    id_setor: int
    nome: str
    ativo: bool


usuarios = Catalogue(usuario, Usuario)
setores = Catalogue(setor, Setor)
