"""The bag: whatever is sent, it is read or refused as unreadable; nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plantao.kit.bag import BRACKET_DEPTH, JSON_DEPTH, Bag, Unreadable, from_body, from_pairs

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
