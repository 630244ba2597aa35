"""How every route refuses with an HTTP status of its own (contract errors.md, "Uniform shape")."""

from typing import Literal

from plantao.documentation.schemas import Schema, ref
from plantao.kit import sentences
from plantao.kit.wire import JSON, Reply


class Erro(Reply, kw_only=True):
    """A recusa: `msg` diz o motivo em uma frase; `errors`, os problemas um a um."""

    status: Literal["error"]
    msg: str
    errors: list[str]


class ErroSemToken(Erro, kw_only=True):
    """A recusa de quem não tem um token vivo."""

    message: str


class ErroDemais(Erro, kw_only=True):
    """A recusa de quem chama depressa demais; `retry_after` são os segundos a esperar."""

    retry_after: int


SHAPES = (Erro, ErroSemToken, ErroDemais)


def example(msg: str, **more: object) -> Schema:
    """A refusal as it is sent."""
    return {"status": "error", "msg": msg, "errors": []} | more


REFUSED: dict[int, tuple[str, type[Erro], Schema]] = {
    400: ("O corpo não é um objeto JSON nem um formulário", Erro, example(sentences.CORPO_ILEGIVEL)),
    401: (
        "Sem token, ou com um que não vale mais: peça outro e repita",
        ErroSemToken,
        example(sentences.SEM_TOKEN, message=sentences.SEM_TOKEN),
    ),
    403: (
        "O usuário não tem a permissão, ou o endereço não está entre as redes permitidas",
        Erro,
        example(sentences.SEM_PERMISSAO),
    ),
    404: ("Caminho desconhecido", Erro, example(sentences.NAO_DISPONIVEL)),
    405: ("O caminho existe com outro método", Erro, example(sentences.NAO_DISPONIVEL)),
    413: ("O envio passa de 2 MiB, ou de 210 MiB com anexos", Erro, example(sentences.ENVIO_GRANDE)),
    429: ("Requisições demais", ErroDemais, example(sentences.DEMAIS, retry_after=1)),
    500: ("Uma falha do Plantão", Erro, example(sentences.ERRO_INTERNO.format(codigo="1f2e3d4c"))),
}
HEADERS = {401: ("WWW-Authenticate", "string"), 405: ("Allow", "string"), 429: ("Retry-After", "integer")}


def response(status: int) -> Schema:
    """The response that routes refer to."""
    description, shape, sent = REFUSED[status]
    made: Schema = {"description": description, "content": {JSON: {"schema": ref(shape), "example": sent}}}
    if status in HEADERS:
        name, kind = HEADERS[status]
        made["headers"] = {name: {"required": True, "schema": {"type": kind}}}
    return made
