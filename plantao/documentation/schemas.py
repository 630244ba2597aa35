"""The shapes of the contract as JSON schemas: what is read from Pydantic, what is written from msgspec."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from plantao.kit.wire import Contract, Envelope, Reply

Schema = dict[str, Any]

REF = "#/components/schemas/"
DIGITS = {"type": "string", "pattern": "^[0-9]+$"}
SIM_NAO = {True: "sim", False: "nao"}


class _Generator(GenerateJsonSchema):
    """Without titles made of names; a default of nothing is no default, one of `sim`/`nao` is spelt so."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> Schema:
        made = super().default_schema(schema)
        default = made.pop("default", None)
        if isinstance(default, bool) and made.get("type") == "string":
            default = SIM_NAO[default]
        return made if default in (None, []) else made | {"default": default}


def of_contracts(contracts: Iterable[type[Contract]]) -> dict[str, Schema]:
    """The schemas of what is read, by name."""
    _, found = models_json_schema(
        [(contract, "validation") for contract in contracts],
        ref_template=REF + "{model}",
        schema_generator=_Generator,
    )
    return dict(found["$defs"])


def of_replies(replies: Mapping[type[Reply], list[str]]) -> dict[str, Schema]:
    """The schemas of what is written, by name; `replies` says which words the `status` of an envelope may have."""
    _, found = msgspec.json.schema_components(replies, ref_template=REF + "{name}")
    for schema in found.values():
        _always_written(schema)
    for reply, words in replies.items():
        if issubclass(reply, Envelope):
            found[reply.__name__]["properties"]["status"] = {"type": "string", "enum": words}
    return found


def _always_written(schema: Schema) -> None:
    """A field with a value of its own is written like any other; only one left `UNSET` is absent."""
    properties: dict[str, Schema] = schema["properties"]
    required = {*schema["required"], *(name for name, field in properties.items() if "default" in field)}
    schema["required"] = [name for name in properties if name in required]
    for field in properties.values():
        field.pop("default", None)


def ref(shape: type[Contract | Reply]) -> Schema:
    """The reference to a shape."""
    return {"$ref": REF + shape.__name__}


def without(schema: Schema, names: Iterable[str]) -> Schema:
    """An object's schema without some of its fields, which travel elsewhere."""
    left = {name: field for name, field in schema["properties"].items() if name not in names}
    required = [name for name in schema.get("required", []) if name in left]
    return {"type": "object", "properties": left} | ({"required": required} if required else {})


def as_text(field: Schema) -> Schema:
    """The schema of a field that travels in a query or a form: never null, and a list is written with commas."""
    if "anyOf" not in field:
        return field
    options = [o for o in _options(field) if o.get("type") not in ("array", "null") and o != DIGITS]
    rest = {key: value for key, value in field.items() if key != "anyOf"}
    return rest | (options[0] if len(options) == 1 else {"anyOf": options})


def _options(field: Schema) -> list[Schema]:
    return [leaf for option in field["anyOf"] for leaf in _options(option)] if "anyOf" in field else [field]


def is_object(field: Schema) -> bool:
    """Whether a field, as text, is an object."""
    return "$ref" in field or field.get("type") == "object"
