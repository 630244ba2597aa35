"""The bag: every parameter of a request, whatever carried it (contract README rules 4, 5, 6, 13)."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from plantao.kit.errors import Malformed, TooLarge
from plantao.kit.multipart import FileSink, read_multipart
from plantao.kit.params import inteiro_de
from plantao.kit.sentences import CORPO_ILEGIVEL, ENVIO_GRANDE
from plantao.kit.text import clean

MIB = 1024 * 1024
BODY_LIMIT = 2 * MIB
MULTIPART_LIMIT = 210 * MIB
JSON_DEPTH = 100
BRACKET_DEPTH = 20
BLANKS = b" \t\r\n\x0b\x0c"

_FORM = re.compile(rb"[^=\s<{]*=")
_NAME = re.compile(r"([^\[]*)((?:\[[^\[\]]*\])*)$")

Bag = dict[str, Any]


class Unreadable(Malformed):
    """Neither a JSON object nor a form."""

    def __init__(self) -> None:
        super().__init__(CORPO_ILEGIVEL)


async def read_bag(request: Request, sink: FileSink | None) -> tuple[Bag, bytes]:
    """The query and the body of `request` as one bag, the body winning, and what tells two bodies apart.

    Files of a multipart body go to `sink`, or nowhere.
    """
    bag = from_pairs(
        parse_qsl(request.scope["query_string"].decode(errors="replace"), keep_blank_values=True, errors="replace")
    )
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/"):
        body = limited(request, MULTIPART_LIMIT)
        pairs, fingerprint = await read_multipart(kind, body, sink, BODY_LIMIT)
        return bag | from_pairs(pairs), fingerprint
    raw = b"".join([chunk async for chunk in limited(request, BODY_LIMIT)])
    return bag | from_body(raw), raw


async def limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body's chunks, refused once they are more than `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge(ENVIO_GRANDE)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(ENVIO_GRANDE)
        yield chunk


def from_body(raw: bytes) -> Bag:
    """The bag of a body that is not multipart, read by its own look whatever its label says."""
    body = raw.strip(BLANKS)
    if not body:
        return {}
    if body[:1] in (b"{", b"[") or body == b"null":
        return from_json_body(body)
    if _FORM.match(body):
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Unreadable from None
        return from_pairs(parse_qsl(text, keep_blank_values=True, errors="replace"))
    raise Unreadable


def from_json_body(body: bytes) -> Bag:
    """The object of a JSON body; `[]` and `null` are empty."""
    try:
        value = json.loads(body.decode(), parse_constant=_no_constant, parse_int=_integer, parse_float=_number)
    except (ValueError, RecursionError):
        raise Unreadable from None
    value = _cleaned(value, 0)
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise Unreadable
    return value


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _integer(digits: str) -> int:
    return inteiro_de(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return value


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict | list) and depth >= JSON_DEPTH:
        raise Unreadable
    if isinstance(value, dict):
        return {clean(key): _cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    return value


def from_pairs(pairs: list[tuple[str, str]]) -> Bag:
    """Names and values with PHP's brackets expanded: `tecnicos[0][id]`, `ids[]`; of repeated names the last counts."""
    tree: Bag = {}
    for name, value in pairs:
        found = _NAME.match(clean(name))
        first, brackets = found.groups() if found else (clean(name), "")
        steps = brackets[1:-1].split("][") if brackets else []
        if len(steps) > BRACKET_DEPTH:
            raise Unreadable
        _place(tree, [first, *steps], clean(value))
    return {name: _as_list(value) for name, value in tree.items()}


def _place(tree: Bag, path: list[str], value: str) -> None:
    for step in path[:-1]:
        key = step or _next_key(tree)
        if not isinstance(tree.get(key), dict):
            tree[key] = {}
        tree = tree[key]
    tree[path[-1] or _next_key(tree)] = value


def _next_key(tree: Bag) -> str:
    """Where `[]` goes: after the largest index, as PHP does."""
    return str(max((inteiro_de(key) for key in tree if key.isascii() and key.isdigit()), default=-1) + 1)


def _as_list(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _as_list(item) for key, item in value.items()}
    return list(inner.values()) if list(inner) == [str(i) for i in range(len(inner))] else inner
