"""The bag: every parameter of a request, whatever carried it (contract README rules 4, 5, 6, 13)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar
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
INDEX_DIGITS = 18
OBJECTS = 100_000
AT_ONCE = 16 * 1024
"""How many bytes are read while all others wait."""

PAIR = 32
"""How many bytes a pair of name and value counts as."""

BLANKS = b" \t\r\n\x0b\x0c"

_FORM = re.compile(rb"[^=\s<{]*=")
_NAME = re.compile(rf"([^\[]*)((?:\[[^\[\]]*\]){{0,{BRACKET_DEPTH + 1}}})")

Bag = dict[str, Any]
T = TypeVar("T", bytes, list[tuple[str, str]])


class Unreadable(Malformed):
    """Neither a JSON object nor a form."""

    def __init__(self) -> None:
        super().__init__(CORPO_ILEGIVEL)


async def read_bag(request: Request, sink: FileSink | None) -> tuple[Bag, bytes]:
    """The query and the body of `request` as one bag, the body winning, and what tells two bodies apart.

    Files of a multipart body go to `sink`, or nowhere.
    """
    query = request.scope["query_string"]
    if len(query) > BODY_LIMIT:
        raise TooLarge(ENVIO_GRANDE)
    bag = await _aside(from_query, query)
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/"):
        body = limited(request, MULTIPART_LIMIT)
        pairs, fingerprint = await read_multipart(kind, body, sink, BODY_LIMIT)
        return bag | await _aside(from_pairs, pairs, AT_ONCE // PAIR), fingerprint
    raw = b"".join([chunk async for chunk in limited(request, BODY_LIMIT)])
    return bag | await _aside(from_body, raw), raw


async def _aside(read: Callable[[T], Bag], raw: T, at_once: int = AT_ONCE) -> Bag:
    """What `read` makes of `raw`; something long is read in a thread, and others are answered meanwhile."""
    return read(raw) if len(raw) <= at_once else await asyncio.to_thread(read, raw)


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


def from_query(raw: bytes) -> Bag:
    """The bag of a query string."""
    return _from_form(raw.decode(errors="replace"))


def _from_form(text: str) -> Bag:
    return from_pairs(parse_qsl(text, keep_blank_values=True, errors="replace"))


def from_body(raw: bytes) -> Bag:
    """The bag of a body that is not multipart, read by its own look whatever its label says."""
    body = raw.strip(BLANKS)
    if not body:
        return {}
    if body[:1] in (b"{", b"[") or body == b"null":
        return from_json_body(body)
    if _FORM.match(body):
        try:
            return _from_form(body.decode())
        except UnicodeDecodeError:
            raise Unreadable from None
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


class _Tree(dict[str, Any]):
    """What brackets build; `[]` goes after the largest index so far, as PHP does."""

    __slots__ = ("after",)

    def __init__(self) -> None:
        super().__init__()
        self.after = 0

    def key(self, step: str) -> str:
        """The key of one bracket."""
        step = step or str(self.after)
        if step.isascii() and step.isdigit() and len(step) <= INDEX_DIGITS:
            self.after = max(self.after, int(step) + 1)
        return step


def from_pairs(pairs: list[tuple[str, str]]) -> Bag:
    """Names and values with PHP's brackets expanded: `tecnicos[0][id]`, `ids[]`; of repeated names the last counts."""
    tree, built = _Tree(), 0
    for name, value in pairs:
        built += _place(tree, _path(clean(name)), clean(value))
        if built > OBJECTS:
            raise TooLarge(ENVIO_GRANDE)
    return {name: _as_list(value) for name, value in tree.items()}


def _path(name: str) -> list[str]:
    """The steps of a name; one whose brackets do not end it is a name as a whole."""
    found = _NAME.match(name)
    assert found
    first, brackets = found.groups()
    if brackets.count("[") > BRACKET_DEPTH:
        raise Unreadable
    whole = found.end() == len(name)
    return [first, *brackets[1:-1].split("][")] if brackets and whole else [name]


def _place(tree: _Tree, path: list[str], value: str) -> int:
    """Put `value` where `path` leads; answers how many objects had to be built on the way."""
    built = 0
    for step in path[:-1]:
        key = tree.key(step)
        inner = tree.get(key)
        if not isinstance(inner, _Tree):
            inner = tree[key] = _Tree()
            built += 1
        tree = inner
    tree[tree.key(path[-1])] = value
    return built


def _as_list(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _as_list(item) for key, item in value.items()}
    return list(inner.values()) if list(inner) == [str(i) for i in range(len(inner))] else inner
