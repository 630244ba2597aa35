"""What `/oauth/token` reads and answers (contract autenticacao.md)."""

from typing import Literal

from pydantic import Field

from plantao.kit.params import Inteiro
from plantao.kit.wire import UNSET, Contract, Reply, UnsetType


class PedidoToken(Contract):
    """O que se envia a `/oauth/token`: as credenciais do programa e as do usuário, ou um `refresh_token`."""

    grant_type: Literal["password", "refresh_token"] = Field(description="De onde vem o direito ao token")
    client_id: Inteiro = Field(description="Identificador do programa")
    client_secret: str = Field(description="Segredo do programa")
    username: str | None = Field(None, description="E-mail do usuário; obrigatório com `password`")
    password: str | None = Field(None, description="Senha do usuário; obrigatória com `password`")
    refresh_token: str | None = Field(None, description="Obrigatório com `refresh_token`")
    scope: str | None = Field(None, description="Aceito, sem efeito")


class TokenReply(Reply):
    """Um par de tokens, sem envelope."""

    token_type: str
    expires_in: int
    access_token: str
    refresh_token: str


class OAuthErro(Reply, kw_only=True):
    """A recusa de `/oauth/token`, nas palavras do OAuth."""

    error: str
    error_description: str
    hint: str | UnsetType = UNSET
    message: str
