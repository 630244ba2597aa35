"""The bag: whatever is sent, it is read or refused as unreadable; nothing else happens."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from plantao.kit import bag as bag_module
from plantao.kit.bag import (
    BODY_LIMIT,
    BRACKET_DEPTH,
    JSON_DEPTH,
    OBJECTS,
    Bag,
    Unreadable,
    from_body,
    from_pairs,
    read_bag,
)
from plantao.kit.errors import TooLarge

texts = st.text(alphabet=st.characters(exclude_categories=[]), max_size=12)
names = texts | st.text(alphabet="ab[]0123=&%+ ", max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4))


def holds(value: Any) -> bool:
    """Whether a value is made of what a bag may hold, with no text that a database would not keep."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and holds(key) and holds(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(holds(inner) for inner in value)
    if isinstance(value, str):
        return "\x00" not in value and value.encode("utf-8", errors="replace").decode() == value
    return value is None or isinstance(value, bool | int | float)


@given(st.binary(max_size=200) | st.text(alphabet='{}[]"=&%\\u0019eE+-.,: ntrfalsenu', max_size=60).map(str.encode))
@example(b"\xef\xbb\xbf{}")
@example(b'{"a":' * 5000)
@example(b"[" * 100_000)
@example(b'{"a": 1' + b"0" * 5000 + b"}")
@example(b'{"a": 1e999}')
@example(b'{"a": "\\ud83d"}')
@example(b"a" + b"[b]" * 50 + b"=1")
@example(b"=")
@example(b"a=\xff")
@example(b"null")
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with suppress(Unreadable):
        bag = from_body(body)
        assert isinstance(bag, dict)
        assert holds(bag)


@given(st.dictionaries(names, values, max_size=5))
def test_a_json_object_is_itself_but_for_what_no_text_may_hold(value: Bag) -> None:
    body = json.dumps(value)
    found = from_body(body.encode())

    assert holds(found)
    if holds(value):
        assert found == value
    assert from_body(json.dumps(found).encode()) == found


@given(st.lists(st.tuples(names, texts), max_size=8))
@example([("a[", "1"), ("a]", "2"), ("[a]", "3"), ("[]", "4"), ("", "5")])
@example([("a", "1"), ("a[b]", "2"), ("a[b][c]", "3"), ("a", "4")])
@example([("a[]", "1"), ("a[0]", "2"), ("a[]", "3")])
def test_any_pairs_are_a_bag_of_texts(pairs: list[tuple[str, str]]) -> None:
    with suppress(Unreadable):
        assert holds(from_pairs(pairs))


@given(st.lists(st.tuples(st.text(alphabet="abc_", min_size=1), st.text(alphabet="a =&%+[]é😀\n")), min_size=1))
def test_a_form_and_its_pairs_are_one(pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs)

    assert from_body(body.encode()) == from_pairs(pairs) == dict(pairs)
    assert parse_qsl(body, keep_blank_values=True) == pairs


@pytest.mark.parametrize(
    ("pairs", "bag"),
    [
        ([], {}),
        ([("a", "1"), ("a", "2")], {"a": "2"}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a[0]", "1"), ("a[1]", "2")], {"a": ["1", "2"]}),
        ([("a[1]", "1"), ("a[2]", "2")], {"a": {"1": "1", "2": "2"}}),
        ([("a[x]", "1"), ("a[]", "2")], {"a": {"x": "1", "0": "2"}}),
        ([("a[0][id]", "5"), ("a[0][b][]", "6"), ("a[1][id]", "7")], {"a": [{"id": "5", "b": ["6"]}, {"id": "7"}]}),
        ([("a", "1"), ("a[b]", "2")], {"a": {"b": "2"}}),
        ([("a[b]", "2"), ("a", "1")], {"a": "1"}),
        ([("a[b", "1"), ("a]b", "2")], {"a[b": "1", "a]b": "2"}),
        ([("a[b]c", "1")], {"a[b]c": "1"}),
        ([("a[b]\n", "1")], {"a[b]\n": "1"}),
        ([("n\x00ome\ud83d", "Jo\x00ão\udfff")], {"nome": "João"}),
    ],
)
def test_names_with_brackets(pairs: list[tuple[str, str]], bag: Bag) -> None:
    assert from_pairs(pairs) == bag


@pytest.mark.parametrize(("extra", "readable"), [(0, True), (1, False)])
def test_depths_are_exact(extra: int, readable: bool) -> None:
    deep_json = b'{"a":' * (JSON_DEPTH + extra) + b"1" + b"}" * (JSON_DEPTH + extra)
    deep_name = [("a" + "[b]" * (BRACKET_DEPTH + extra), "1")]
    if readable:
        assert from_body(deep_json)
        assert from_pairs(deep_name)
    else:
        with pytest.raises(Unreadable):
            from_body(deep_json)
        with pytest.raises(Unreadable):
            from_pairs(deep_name)


def largest(unit: bytes) -> bytes:
    """The largest body made of one thing again and again."""
    return unit * (BODY_LIMIT // len(unit))


LARGEST = {
    "many fields": largest(b"a=1&"),
    "many names": "&".join(f"a{n}=" for n in range(200_000)).encode(),
    "one list": largest(b"a[]=1&"),
    "one list of a large index": b"a[" + b"9" * 400 + b"]=1&" + largest(b"a[]=1&")[:-800],
    "numbered": "&".join(f"a[{n}]=1" for n in range(150_000)).encode(),
    "deep": largest(b"a" + b"[b]" * 20 + b"=1&"),
    "deep lists": largest(b"a" + b"[]" * 20 + b"=1&"),
    "escaped": largest(b"a=%41%42&"),
    "one name": b"a" * (BODY_LIMIT - 2) + b"=1",
    "open brackets": b"a" + b"[" * (BODY_LIMIT - 3) + b"=1",
    "brackets": b"a" + b"[]" * (BODY_LIMIT // 2 - 3) + b"=1",
    "integers": b'{"a":[1' + largest(b",1")[:-20] + b"]}",
    "objects": b'{"a":[{}' + largest(b",{}")[:-20] + b"]}",
    "texts": b'{"a":[""' + largest(b',""')[:-20] + b"]}",
    "keys": b"{" + ",".join(f'"{n}":1' for n in range(150_000)).encode() + b"}",
}


@pytest.mark.parametrize("body", LARGEST.values(), ids=LARGEST)
@pytest.mark.parametrize("carrier", ["body", "query", "multipart"])
def test_the_largest_bodies_hold_nobody_up(monkeypatch: pytest.MonkeyPatch, body: bytes, carrier: str) -> None:
    """They are read beside the loop, and their reading ends."""
    assert len(body) <= BODY_LIMIT
    headers, query = [], body if carrier == "query" else b""
    if carrier == "multipart":
        headers = [(b"content-type", b"multipart/form-data; boundary=limite")]
        body = b"".join(
            b'--limite\r\nContent-Disposition: form-data; name="%s"\r\n\r\n1\r\n' % name
            for name in re.findall(rb"[^&={}]{1,4000}", body)[:12_000]
        )
        body = body[: BODY_LIMIT // 2].rpartition(b"--limite")[0] + b"--limite--"
    readers: set[int] = set()

    def noting(read: Callable[..., Any]) -> Callable[..., Any]:
        def noted(raw: Any) -> Any:
            if len(raw) > 1000:
                readers.add(threading.get_ident())
            return read(raw)

        return noted

    async def receive() -> Message:
        return {"type": "http.request", "body": b"" if carrier == "query" else body, "more_body": False}

    async def run() -> None:
        with suppress(Unreadable, TooLarge):
            await read_bag(Request({"type": "http", "headers": headers, "query_string": query}, receive), None)

    for name in ("from_body", "from_query", "from_pairs"):
        monkeypatch.setattr(bag_module, name, noting(getattr(bag_module, name)))
    began = time.perf_counter()
    asyncio.run(run())

    assert threading.get_ident() not in readers
    assert time.perf_counter() - began < 20


def test_a_query_is_no_longer_than_a_body() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "headers": [], "query_string": b"a=" + b"1" * (BODY_LIMIT - 1)}
    with pytest.raises(TooLarge):
        asyncio.run(read_bag(Request(scope, receive), None))


def test_objects_without_end_are_refused() -> None:
    """Two mebibytes of brackets would be half a gibibyte of objects."""
    assert len(from_pairs([(f"a[{n}][b]", "1") for n in range(OBJECTS - 1)])["a"]) == OBJECTS - 1
    with pytest.raises(TooLarge):
        from_pairs([("a" + "[]" * BRACKET_DEPTH, "1")] * (OBJECTS // 10))


def test_brackets_after_a_large_index() -> None:
    """Beyond 64 bits a number is a name like any other."""
    assert from_pairs([("a[41]", "1"), ("a[]", "2")]) == {"a": {"41": "1", "42": "2"}}
    assert from_pairs([(f"a[{'9' * 400}]", "1"), ("a[]", "2")]) == {"a": {"9" * 400: "1", "0": "2"}}
