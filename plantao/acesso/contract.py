"""What `/oauth/token` reads and answers (contract autenticacao.md)."""

from plantao.kit.wire import Reply


class TokenReply(Reply):
    """A pair of tokens; no envelope around it."""

    token_type: str
    expires_in: int
    access_token: str
    refresh_token: str
