"""What we read and what we write: `Contract` names every fault at once, `Reply` is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Self, Union, cast, get_args, get_origin

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType
from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, PlainValidator, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from plantao.kit.bag import Bag
from plantao.kit.catalogue import Catalogue
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import Statement, any_of, column
from plantao.kit.errors import Refusal
from plantao.kit.params import MUITAS, Lista
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.tx import Read

JSON = "application/json"


class Existe:
    """Marks an id, or a list of them, that must name a row of a table or an active entry of a catalogue."""

    def __init__(self, where: Catalogue[Any] | sa.Column[Any]) -> None:
        self._where = where

    async def missing(self, read: Read, ids: Sequence[int]) -> set[int]:
        """Those of `ids` that name nothing."""
        if isinstance(self._where, Catalogue):
            return await _missing_in_catalogue(self._where, read, ids)
        stored = [i for i in ids if abs(i) <= INT64_MAX]
        return set(ids) - set(await read.all(_present(self._where), ids=stored))


async def _missing_in_catalogue(catalogue: Catalogue[Any], read: Read, ids: Sequence[int]) -> set[int]:
    await catalogue.need(read, ids)
    rows = {i: catalogue.get(i) for i in ids}
    return {i for i, row in rows.items() if row is None or not getattr(row, "ativo", True)}


@cache
def _present(where: sa.Column[Any]) -> Statement[int]:
    return column(sa.select(where).where(any_of(where, "ids")), int)


class Tambem:
    """Marks a field that may also be sent under another name; its own wins, and a fault is said of the one sent."""

    def __init__(self, *nomes: str) -> None:
        self.nomes = nomes


class Aninhado:
    """Marks a field that is an object read by another contract, or an array of objects merged left to right."""

    def __init__(self, contract: "type[Contract]") -> None:
        self.contract = contract

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        um = handler(schema)
        return {"anyOf": [um, {"type": "array", "items": um}]}


class Lido:
    """What was read of a bag so far: values, and the faults of each field."""

    def __init__(self) -> None:
        self.valores: dict[str, Any] = {}
        self.faltas: dict[str, list[str]] = {}

    def falta(self, campo: str, qual: str, nome: str | None = None, **ctx: object) -> None:
        """Note a fault of `campo`, said of `nome` when it lies deeper."""
        faltas = self.faltas.setdefault(campo, [])
        if len(faltas) < MUITAS:
            faltas.append(frase(qual, nome or campo, **ctx))

    def get(self, campo: str) -> Any:
        """The value of a field, None when it was not sent or not understood."""
        return self.valores.get(campo)


@dataclass(frozen=True, slots=True)
class _Campo:
    nome: str
    nomes: tuple[str, ...]
    adapter: TypeAdapter[Any]
    obrigatorio: bool
    padrao: Any
    existe: Existe | None
    aninhado: "type[Contract] | None"


class Contract(BaseModel):
    """The parameters of one operation; a field's default means that it may be absent."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True, frozen=True)

    @classmethod
    def escolher(cls, bag: Bag, quem: Any) -> type[Self]:
        """The contract by which `bag` is read when `quem` sends it: this one, unless it says otherwise."""
        return cls

    @classmethod
    def antes(cls, bag: Bag) -> None:
        """Refuse, alone and first, what is checked before the parameters (errors.md, order of checks, 8)."""

    @classmethod
    async def conferir(cls, lido: Lido, read: Read) -> None:
        """Note the faults that several fields make together."""

    @classmethod
    async def ler(cls, bag: Bag, read: Read) -> Self:
        """Read `bag`, or refuse it with every fault, in the order of the fields."""
        cls.antes(bag)
        lido = await cls.examinar(bag, read)
        if lido.faltas:
            raise Refusal(VALIDACAO, [f for nome in cls.model_fields for f in lido.faltas.get(nome, ())])
        return cast("Self", cls.model_construct(None, **lido.valores))

    @classmethod
    async def examinar(cls, bag: Bag, read: Read, prefixo: str = "") -> Lido:
        """Read every field that can be read; `prefixo` names the object this contract is nested in."""
        lido = Lido()
        for campo in _campos(cls):
            veio = next((nome for nome in campo.nomes if enviado(bag.get(nome))), None)
            nome = prefixo + (veio or campo.nome)
            if veio is None:
                cls._ausente(lido, campo, nome)
            elif campo.aninhado:
                await cls._aninhar(lido, campo, nome, bag[veio], read)
            else:
                cls._ler_campo(lido, campo, nome, bag[veio])
            await cls._existir(lido, campo, nome, read)
        await cls.conferir(lido, read)
        return lido

    @staticmethod
    def _ausente(lido: Lido, campo: _Campo, nome: str) -> None:
        if campo.obrigatorio:
            lido.falta(campo.nome, "obrigatorio", nome)
        else:
            lido.valores[campo.nome] = campo.padrao

    @classmethod
    def _ler_campo(cls, lido: Lido, campo: _Campo, nome: str, cru: Any) -> None:
        try:
            valor = campo.adapter.validate_python(cru)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                ctx = {k: v for k, v in detail["ctx"].items() if k != "falta"}
                for onde in [f"{nome}.{p}" for p in ctx.get("posicoes", ())] or [nome]:
                    lido.falta(campo.nome, detail["ctx"]["falta"], onde, **ctx)
                if ctx.get("lidos"):
                    lido.valores[campo.nome] = ctx["lidos"]
            return
        if valor is None or valor == "":
            cls._ausente(lido, campo, nome)
        else:
            lido.valores[campo.nome] = valor

    @classmethod
    async def _aninhar(cls, lido: Lido, campo: _Campo, nome: str, cru: Any, read: Read) -> None:
        assert campo.aninhado is not None
        objeto = _objeto(cru)
        if objeto is None:
            lido.falta(campo.nome, "objeto", nome)
            return
        if not objeto:
            lido.valores[campo.nome] = campo.padrao
            return
        dentro = await campo.aninhado.examinar(objeto, read, f"{nome}.")
        for faltas in dentro.faltas.values():
            lido.faltas.setdefault(campo.nome, []).extend(faltas)
        lido.valores[campo.nome] = campo.aninhado.model_construct(None, **dentro.valores)

    @staticmethod
    async def _existir(lido: Lido, campo: _Campo, nome: str, read: Read) -> None:
        valor = lido.valores.get(campo.nome)
        if campo.existe and valor is not None:
            await faltas_de_existencia(lido, campo.nome, nome, valor, campo.existe, read)


async def faltas_de_existencia(lido: Lido, campo: str, nome: str, valor: Any, existe: Existe, read: Read) -> None:
    """Note which of the ids of `valor` name nothing; of an array each by its position."""
    ids = valor if isinstance(valor, Lista) else [valor]
    faltam = await existe.missing(read, ids)
    posicoes: dict[int, int | str] | None = getattr(valor, "posicoes", None)
    if posicoes is None:
        if faltam:
            lido.falta(campo, "inexistente", nome)
    else:
        for item, posicao in posicoes.items():
            if item in faltam:
                lido.falta(campo, "inexistente", f"{nome}.{posicao}")


def _objeto(cru: Any) -> Bag | None:
    """An object, or an array of objects merged left to right, however PHP writes them (contract quirks.md Q9).

    It writes an empty object as `[]`, and an array that does not count from 0 as an object of numbers.
    """
    if isinstance(cru, dict) and not (cru and all(chave.isdecimal() for chave in cru)):
        return cru
    itens = list(cru.values()) if isinstance(cru, dict) else cru
    if not isinstance(itens, list) or not all(isinstance(item, dict) or item == [] for item in itens):
        return None
    return {chave: valor for item in itens if item for chave, valor in item.items()}


def enviado(value: Any) -> bool:
    """Whether a parameter counts as sent: null and a blank text do not (contract README rule 11)."""
    return value is not None and not (isinstance(value, str) and not value.strip())


@cache
def _campos(cls: type[Contract]) -> list[_Campo]:
    return [_campo(nome, info) for nome, info in cls.model_fields.items()]


def _marcas(annotation: Any) -> list[Any]:
    """The marks of an annotation, also of one that stands beside `None`."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return [*_marcas(inner), *marks]
    if get_origin(annotation) in (Union, UnionType):
        return [mark for option in get_args(annotation) for mark in _marcas(option)]
    return []


def _campo(nome: str, info: FieldInfo) -> _Campo:
    marks = [*_marcas(info.annotation), *info.metadata]
    tambem = next((m.nomes for m in marks if isinstance(m, Tambem)), ())
    reader = next((m for m in marks if isinstance(m, PlainValidator)), None)
    aninhado = next((m.contract for m in marks if isinstance(m, Aninhado)), None)
    return _Campo(
        nome=nome,
        nomes=(nome, *tambem),
        adapter=TypeAdapter(Annotated[Any, reader] if reader else Any),
        obrigatorio=info.default is PydanticUndefined and info.default_factory is None,
        padrao=None if info.default is PydanticUndefined else info.default,
        existe=next((m for m in marks if isinstance(m, Existe)), None),
        aninhado=aninhado,
    )


# Dates as they are printed; `kit/time.py` prints them.
DataBr = Annotated[str, msgspec.Meta(pattern="^[0-9]{2}/[0-9]{2}/[0-9]{4}$")]
DataMinutoBr = Annotated[str, msgspec.Meta(pattern="^[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}$")]
DataHoraBr = Annotated[str, msgspec.Meta(pattern="^[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}$")]
DataHora = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$")]
Hora = Annotated[str, msgspec.Meta(pattern="^[0-9]{2}:[0-9]{2}:[0-9]{2}$")]
Milissegundos = Annotated[int, msgspec.Meta(description="Milissegundos desde 1970-01-01 00:00:00 UTC")]


class Reply(msgspec.Struct, kw_only=True):
    """A shape we write; keys stand in the order of its fields, and one left `UNSET` is absent."""


class Envelope(Reply, kw_only=True):
    """The outer shape of every answer of the integração; only `kit/route.py` changes its `status`."""

    status: str = "success"
    msg: str


class Paginacao(Reply, kw_only=True):
    """Onde esta página fica entre todas; a primeira é a 0."""

    primeira_pagina: int = 0
    ultima_pagina: int
    pagina_atual: int
    total_registros: int


def paginacao(pagina: int, itens: int, total: int) -> Paginacao:
    """The 0-based page `pagina` of `total` records, `itens` a page."""
    return Paginacao(ultima_pagina=max(0, -(-total // itens) - 1), pagina_atual=pagina, total_registros=total)


__all__ = ["JSON", "UNSET", "Contract", "Envelope", "Existe", "Lido", "Reply", "UnsetType"]
