"""The kinds of parameters: lenient in what they read, exact in what they say is wrong (contract README rules 7-16)."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from plantao.kit.sentences import recusa
from plantao.kit.time import END_OF_DAY, instant_of

_DIGITS = re.compile(r"-?[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})")
_YES = {"true", "1", "sim"}
_NO = {"false", "0", "nao", "não"}

BEYOND = 10**400
"""What a longer number counts as: it is beyond every key and every bound."""

MUITAS = 1000
"""So many faults of one field are named; an array may have hundreds of thousands, and nobody reads on."""

EMAIL_LENGTH = 320
"""More than any address has; the validator's time grows with the square of what it is given."""

SPECIAL_USE_DOMAIN_NAMES.clear()  # providers have clients at `empresa.local`

NOT_SENT = None
"""What an empty list becomes: the same as not having been sent."""


def ler_texto(value: Any) -> str:
    """A text; numbers become their digits and booleans `true` or `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise recusa("texto")
    return value.strip()


def inteiro_de(digitos: str) -> int:
    """The integer of a text of digits; of absurdly many, one beyond every key and bound."""
    if len(digitos) <= 400:
        return int(digitos)
    return -BEYOND if digitos.startswith("-") else BEYOND


def ler_inteiro(value: Any) -> int:
    """An integer, a text of digits, or a float without fraction."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return inteiro_de(value.strip())
    raise recusa("integer")


class Lista(list[int]):
    """Ids in the order sent, each once; `posicoes` tells where each stood when they came as an array."""

    posicoes: dict[int, int | str] | None = None


def ler_ids(value: Any) -> Lista | None:
    """`"1,2"`, `"132, 28"`, `["1001", "935"]`, `{"0": 1}`, `[1, 2]` or `15`; without any id, not sent."""
    if isinstance(value, dict):
        if not all(chave.isdecimal() for chave in value):
            raise recusa("lista")
        return _ler_array(value.items())
    if isinstance(value, list):
        return _ler_array(enumerate(value))
    items = [item for item in value.split(",") if item.strip()] if isinstance(value, str) else [value]
    return Lista(dict.fromkeys(ler_inteiro(item) for item in items)) or NOT_SENT


def _ler_array(itens: Iterable[tuple[int | str, Any]]) -> Lista | None:
    """Of what is no id every position is named, and what is left of the list goes with the fault."""
    posicoes: dict[int, int | str] = {}
    ruins: list[int | str] = []
    for posicao, item in itens:
        if isinstance(item, str) and not item.strip():
            continue
        try:
            posicoes.setdefault(ler_inteiro(item), posicao)
        except PydanticCustomError:
            ruins.append(posicao)
            if len(ruins) == MUITAS:
                break
    ids = Lista(posicoes)
    ids.posicoes = posicoes
    if ruins:
        raise recusa("integer", posicoes=ruins, lidos=ids)
    return ids or NOT_SENT


def ler_booleano(value: Any) -> bool:
    """true, false, 1, 0, sim, nao, não: as JSON, number or text of any case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return value == 1
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
    raise recusa("booleano")


def ler_palavras(value: Any) -> frozenset[str]:
    """Words by comma or as an array; whoever asks picks the ones it knows."""
    items: Iterable[Any] = value if isinstance(value, list) else ler_texto(value).split(",")
    return frozenset(item.strip() for item in items if isinstance(item, str) and item.strip())


def ler_email(value: Any) -> str:
    """An e-mail address, kept as sent."""
    text = ler_texto(value)
    if len(text) > EMAIL_LENGTH:
        raise recusa("email")
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise recusa("email") from None
    return text


def _ler_data(value: Any, without_time: time, fold: int = 0) -> datetime:
    text = value.strip() if isinstance(value, str) else ""
    with_time = _DAY_TIME.fullmatch(text)
    try:
        if with_time:
            return instant_of(date.fromisoformat(with_time[1]), time.fromisoformat(with_time[2]).replace(fold=fold))
        if _DAY.fullmatch(text):
            return instant_of(date.fromisoformat(text), without_time.replace(fold=fold))
    except ValueError:
        pass
    raise recusa("data")


def ler_data_inicio(value: Any) -> datetime:
    """The instant a span begins: a day without time means its first."""
    return _ler_data(value, time())


def ler_data_fim(value: Any) -> datetime:
    """The instant a span ends, inclusive: a day without time means its last; of an hour lived twice, the second."""
    return _ler_data(value, END_OF_DAY, fold=1)


def ler_parametros(value: Any) -> Any:
    """Any object or array, kept as sent."""
    if not isinstance(value, dict | list):
        raise recusa("objeto")
    return value


Marcas = tuple[PlainValidator, WithJsonSchema]
"""How a parameter is read and how it is documented: `Annotated[int, *limites(1, 500)]`."""


def limites(minimo: int | None = None, maximo: int | None = None) -> Marcas:
    """An integer within bounds."""

    def ler(value: Any) -> int:
        number = ler_inteiro(value)
        if minimo is not None and number < minimo:
            raise recusa("minimo", n=minimo)
        if maximo is not None and number > maximo:
            raise recusa("maximo", n=maximo)
        return number

    schema: dict[str, Any] = {"type": "integer"}
    schema |= {} if minimo is None else {"minimum": minimo}
    schema |= {} if maximo is None else {"maximum": maximo}
    return PlainValidator(ler), WithJsonSchema(schema)


def opcoes(*valores: str, **apelidos: str) -> Marcas:
    """One of `valores`; `apelidos` are other spellings of them (contract quirks.md Q26)."""

    def ler(value: Any) -> str:
        word = ler_texto(value) if isinstance(value, str | int | float) else ""
        word = apelidos.get(word, word)
        if word not in valores:
            raise recusa("opcoes", valores=",".join(valores))
        return word

    return PlainValidator(ler), WithJsonSchema({"type": "string", "enum": list(valores)})


def texto_ate(n: int) -> Marcas:
    """A text of at most `n` characters."""

    def ler(value: Any) -> str:
        text = ler_texto(value)
        if len(text) > n:
            raise recusa("tamanho_maximo", n=n)
        return text

    return PlainValidator(ler), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": n})


def lido_por(ler: Callable[[str], str | None]) -> PlainValidator:
    """A text that `ler` understands; None means that it is not one."""

    def validar(value: Any) -> str:
        found = ler(ler_texto(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
        if found is None:
            raise recusa("invalido")
        return found

    return PlainValidator(validar)


_ID_SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]}
_IDS_SCHEMA = {
    "anyOf": [
        *_ID_SCHEMA["anyOf"],
        {"type": "string", "pattern": r"^[0-9]+(, ?[0-9]+)*$"},
        {"type": "array", "items": _ID_SCHEMA},
    ]
}

Texto = Annotated[str, PlainValidator(ler_texto), WithJsonSchema({"type": "string", "minLength": 1})]
Inteiro = Annotated[int, PlainValidator(ler_inteiro), WithJsonSchema(_ID_SCHEMA)]
Ids = Annotated[Lista, PlainValidator(ler_ids), WithJsonSchema(_IDS_SCHEMA)]
Booleano = Annotated[bool, PlainValidator(ler_booleano), WithJsonSchema({"type": "boolean"})]
SimNao = Annotated[bool, PlainValidator(ler_booleano), WithJsonSchema({"type": "string", "enum": ["sim", "nao"]})]
Palavras = Annotated[frozenset[str], PlainValidator(ler_palavras), WithJsonSchema({"type": "string"})]
Email = Annotated[str, PlainValidator(ler_email), WithJsonSchema({"type": "string", "format": "email"})]
DataInicio = Annotated[datetime, PlainValidator(ler_data_inicio), WithJsonSchema({"type": "string", "format": "date"})]
DataFim = Annotated[datetime, PlainValidator(ler_data_fim), WithJsonSchema({"type": "string", "format": "date"})]
Parametros = Annotated[
    Any, PlainValidator(ler_parametros), WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "array"}]})
]
TipoData = Annotated[
    Literal["data_cadastro", "data_fechamento"],
    *opcoes("data_cadastro", "data_fechamento", data_fechamneto="data_fechamento"),  # sic, the vendor's spelling
]
