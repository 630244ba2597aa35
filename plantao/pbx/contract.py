"""What a telephone exchange says (contract pbx.md)."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from plantao.cliente.model import cliente
from plantao.kit.br import telefone_pbx
from plantao.kit.params import Parametros, ler_inteiro, ler_texto
from plantao.kit.sentences import recusa
from plantao.kit.tx import Read
from plantao.kit.wire import Contract, Envelope, Existe, Lido

RAMAL, INTERNO = 20, 100
"""More characters than any exchange's extension, or its own name of a user, has; the contract sets no bound."""
_INTERNO = re.compile(r"[A-Za-z0-9._-]+")


class TelefoneLigacao(str):
    """The digits of a caller's number; `como_veio` is the text the exchange sent."""

    __slots__ = ("como_veio",)
    como_veio: str


def _ler_numero(value: Any) -> int:
    try:
        number = ler_inteiro(value)
    except PydanticCustomError:
        number = -1
    if number < 0:
        raise recusa("numero")
    return number


def _ler_ramal(value: Any) -> str:
    digits = value.strip() if isinstance(value, str) and _ler_numero(value) >= 0 else str(_ler_numero(value))
    return _ate(RAMAL, digits)


def _ate(n: int, text: str) -> str:
    if len(text) > n:
        raise recusa("tamanho_maximo", n=n)
    return text


def _ler_interno(value: Any) -> str:
    text = ler_texto(value) if isinstance(value, str | int | float) else ""
    if not _INTERNO.fullmatch(text):
        raise recusa("alfanumerico")
    return _ate(INTERNO, text)


def _ler_telefone(value: Any) -> TelefoneLigacao:
    text = ler_texto(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    digits = telefone_pbx(text)
    if digits is None:
        raise recusa("numero")
    telefone = TelefoneLigacao(digits)
    telefone.como_veio = text
    return telefone


_NUMERO_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]}
_TELEFONE_SCHEMA = {
    "anyOf": [{"type": "integer", "minimum": 10_000_000}, {"type": "string", "pattern": "^[0-9]{8,15}$"}]
}

Numero = Annotated[int, PlainValidator(_ler_numero), WithJsonSchema(_NUMERO_SCHEMA)]
_RAMAL_SCHEMA = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 10**RAMAL - 1},
        {"type": "string", "pattern": f"^[0-9]{{1,{RAMAL}}}$"},
    ]
}
_INTERNO_SCHEMA = {"type": "string", "pattern": "^[A-Za-z0-9._-]+$", "maxLength": INTERNO}
Ramal = Annotated[str, PlainValidator(_ler_ramal), WithJsonSchema(_RAMAL_SCHEMA)]
Interno = Annotated[str, PlainValidator(_ler_interno), WithJsonSchema(_INTERNO_SCHEMA)]
TelefonePbx = Annotated[TelefoneLigacao, PlainValidator(_ler_telefone), WithJsonSchema(_TELEFONE_SCHEMA)]


class Ligacao(Contract):
    """Uma ligação que toca no ramal de um usuário.

    É obrigatório enviar `ramal` ou `identificador_interno`, e um de `telefone`, `id_cliente` e `codigo_cliente`.
    """

    ramal: Ramal | None = Field(None, description="Ramal do usuário")
    identificador_interno: Interno | None = Field(None, description="Identificador do usuário na central telefônica")
    telefone: TelefonePbx | None = Field(None, description="Número de quem liga")
    id_cliente: Annotated[Numero, Existe(cliente.c.id_cliente)] | None = Field(None, description="Cliente que liga")
    codigo_cliente: Annotated[Numero, Existe(cliente.c.codigo_cliente)] | None = Field(
        None, description="Código do cliente que liga"
    )
    ligacao_params: Parametros = Field(None, description="Dados livres da central, mostrados na janela")

    @classmethod
    async def conferir(cls, lido: Lido, read: Read) -> None:
        """Somebody must be called, and somebody must be calling."""
        _um_dos(lido, "ramal", "identificador_interno")
        if not _veio(lido, "codigo_cliente"):
            _um_dos(lido, "telefone", "id_cliente")


def _veio(lido: Lido, campo: str) -> bool:
    return lido.get(campo) is not None or campo in lido.faltas


def _um_dos(lido: Lido, a: str, b: str) -> None:
    if not _veio(lido, a) and not _veio(lido, b):
        lido.falta(a, "sem_outro", outro=b)
        lido.falta(b, "sem_outro", outro=a)


class LigacaoNotificadaReply(Envelope, kw_only=True):
    """A ligação foi anunciada."""

    TEXTO: ClassVar[str] = "Ligação notificada com sucesso"


class LigacaoCanceladaReply(Envelope, kw_only=True):
    """A ligação foi retirada."""

    TEXTO: ClassVar[str] = "Ligação cancelada com sucesso"
