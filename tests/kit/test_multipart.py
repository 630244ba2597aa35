"""A multipart body: what counts as a file, what a body cut short leaves, and how many parts are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.kit.errors import Malformed, TooLarge
from plantao.kit.multipart import FileWriter, read_multipart
from tests.support import (
    MALFORMED,
    NOVO,
    PNG,
    TOO_LARGE,
    Api,
    Attachments,
    Happened,
    Rows,
    assert_refused,
    assert_success,
)

TYPE = "multipart/form-data; boundary=limite"
HEADERS = {"Content-Type": TYPE}
ANEXO = "atendimento/adicionar_anexo/300"
MIB = 1024 * 1024
attaching = pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")


def part(disposition: str, content: bytes = PNG, type_: str = "") -> bytes:
    header = f"Content-Disposition: form-data; {disposition}\r\n" + (f"Content-Type: {type_}\r\n" if type_ else "")
    return b"--limite\r\n" + header.encode() + b"\r\n" + content + b"\r\n"


END = b"--limite--\r\n"
FILE = part('name="files[0]"; filename="a.png"')


class Names:
    """A sink that remembers what it was offered."""

    def __init__(self) -> None:
        self.offered: list[tuple[str, str]] = []

    def open(self, field: str, name: str) -> FileWriter | None:
        self.offered.append((field, name))
        return None

    async def settle(self) -> None:
        pass


def read(*chunks: bytes, sink: Names | None = None) -> tuple[list[tuple[str, str]], bytes]:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def run() -> tuple[list[tuple[str, str]], bytes]:
        return await read_multipart(TYPE, body(), sink, 2 * MIB)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="files"; filename="a.png"', "a.png"),
        ('name="files"; filename=""', ""),
        ("name=\"files\"; filename*=UTF-8''conta%20de%20%C3%A1gua.pdf", "conta de água.pdf"),
        ("name=files; FileName* = utf-8'pt-BR'%e2%82%ac.txt", "€.txt"),
        ("name=\"files\"; filename*=iso-8859-1''caf%e9.png", "café.png"),
        ('name="files"; filename*="UTF-8\'\'a%20b.png"', "a b.png"),
        ("name=\"files\"; filename*=nada''a%ffb.png", "a\ufffdb.png"),
        ('name="files"; filename*=a.png', "a.png"),
        ('name="files"; filename*=', ""),
        ('name="files"; filename="a.png"; filename*=UTF-8\'\'b.png', "a.png"),
        ("filename*=UTF-8''b.png; name=\"files\"", "b.png"),
    ],
)
def test_a_part_with_a_file_name_in_either_spelling_is_a_file(disposition: str, name: str) -> None:
    sink = Names()

    pairs, _ = read(part(disposition) + END, sink=sink)

    assert (pairs, sink.offered) == ([], [("files", name)])


def test_two_file_names_are_two_requests() -> None:
    one, other = (read(part(f"name=\"files\"; filename*=UTF-8''{name}.png") + END)[1] for name in "ab")

    assert one != other


@attaching
def test_a_file_named_as_rfc_5987_says_is_kept(api: Api, rows: Rows, attachments: Attachments) -> None:
    body = part("name=\"files[0]\"; filename*=UTF-8''conta%20de%20%C3%A1gua.pdf") + END

    assert_success(api.post(ANEXO, content=body, headers=HEADERS))

    assert [row["nome"] for row in rows("SELECT nome FROM anexo")] == ["conta de água.pdf"]
    assert [path.read_bytes() for path in attachments()] == [PNG]


CUT_SHORT = {
    "nothing": b"",
    "no end": FILE,
    "half an end": FILE + END[:-5],
    "within a header": FILE + b'--limite\r\nContent-Disposition: form-data; name="fi',
    "after the headers": FILE + part('name="files[1]"; filename="b.png"', b"")[:-2],
    "within a file": FILE[: len(FILE) // 2],
    "within a field": FILE + part('name="x"', b"abc")[:-4],
}


@attaching
@pytest.mark.parametrize("body", CUT_SHORT.values(), ids=CUT_SHORT)
def test_a_body_cut_short_stores_nothing(
    api: Api, rows: Rows, attachments: Attachments, happened: Happened, body: bytes
) -> None:
    assert_refused(api.post(ANEXO, content=body, headers=HEADERS), MALFORMED, http=400)

    assert (attachments(), rows("SELECT * FROM anexo"), happened()) == ([], [], [])


@given(st.integers(0, len(FILE + END) - 3), st.integers(1, 40))
def test_wherever_it_is_cut_it_is_not_read(length: int, size: int) -> None:
    """The two last bytes, a line's end, may be missing."""
    cut = (FILE + END)[:length]

    with pytest.raises(Malformed):
        read(*(cut[n : n + size] for n in range(0, length, size)))


@pytest.mark.parametrize("boundary", ["", "limite2", '"limite', "limite\x00", "a" * 10_000, "["])
def test_odd_boundaries_are_refused(api: Api, attachments: Attachments, boundary: str) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}

    assert_refused(api.post(ANEXO, content=FILE + END, headers=headers), MALFORMED, http=400)
    assert attachments() == []


MANY: Mapping[str, bytes] = {
    "fields": part('name="x"', b""),
    "fields without a name": b"--limite\r\n\r\n\r\n",
    "long names": part(f'name="{"x" * 4000}"', b""),
    "headers": b"--limite\r\n" + b"X-Nada: " + b"x" * 4000 + b"\r\n\r\n\r\n",
    "empty files": part('name="x"; filename="a"', b""),
}


@pytest.mark.parametrize("small", MANY.values(), ids=MANY)
def test_parts_without_end_are_refused_long_before_the_body_s_limit(small: bytes) -> None:
    """Whatever is no file's content is kept in memory, and shares the limit of other bodies."""
    with pytest.raises(TooLarge):
        read(*([small * (MIB // len(small))] * 10), END)


@pytest.mark.parametrize("count", [20, 2000])
def test_some_thousands_of_fields_are_read(count: int) -> None:
    pairs, _ = read(*(part(f'name="x[{n}]"', b"1") for n in range(count)), END)

    assert len(pairs) == count


@given(st.binary(max_size=300))
def test_any_header_is_read_or_refused(noise: bytes) -> None:
    body = b'--limite\r\nContent-Disposition: form-data; name="f"; filename*=' + noise + b"\r\n\r\nx\r\n" + END
    with suppress(Malformed, TooLarge):
        read(body)


@pytest.mark.operation("POST atendimento")
def test_a_request_of_too_many_parts(api: Api) -> None:
    fields = b"".join(part(f'name="{name}"', str(value).encode()) for name, value in NOVO.items())
    many = part('name="x[]"', b"") * 100_000

    assert_success(api.post("atendimento", content=fields + END, headers=HEADERS))
    assert_refused(api.post("atendimento", content=fields + many + END, headers=HEADERS), TOO_LARGE, http=413)
