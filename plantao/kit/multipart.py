"""Reads a multipart body as it arrives: fields into memory up to a limit, files straight to a sink."""

import hashlib
from collections.abc import AsyncIterator
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from plantao.kit.errors import Malformed, TooLarge
from plantao.kit.sentences import CORPO_ILEGIVEL, ENVIO_GRANDE


class FileWriter(Protocol):
    """Where one file's bytes go."""

    def write(self, chunk: bytes) -> None:
        """The next bytes."""

    def close(self) -> None:
        """There are no more."""


class FileSink(Protocol):
    """Where the files of a request go."""

    def open(self, field: str, name: str) -> FileWriter | None:
        """A writer for the next file, or None when it is not wanted."""

    async def settle(self) -> None:
        """Every file has arrived."""


class _Reader:
    """The parser's callbacks: one part after the other."""

    def __init__(self, sink: FileSink | None, field_limit: int) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.digest = hashlib.sha256()
        self.ended = False
        self._sink = sink
        self._room = field_limit
        self._header = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_value = b""
        self._name = ""
        self._file: FileWriter | None = None
        self._is_file = False
        self._part = hashlib.sha256()
        self._text = bytearray()

    def on_end(self) -> None:
        self.ended = True

    def on_part_begin(self) -> None:
        self._headers = {}
        self._part = hashlib.sha256()
        self._text = bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._header.lower()] = self._header_value
        self._header = self._header_value = b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode(errors="replace")
        self._is_file = b"filename" in options
        filename = options.get(b"filename", b"").decode(errors="replace")
        self.digest.update(repr((self._name, filename)).encode())
        self._file = self._sink.open(self._name, filename) if self._is_file and self._sink else None

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        chunk = data[start:end]
        self._part.update(chunk)
        if self._is_file:
            if self._file:
                self._file.write(chunk)
            return
        self._room -= len(chunk)
        if self._room < 0:
            raise TooLarge(ENVIO_GRANDE)
        self._text += chunk

    def on_part_end(self) -> None:
        self.digest.update(self._part.digest())
        if self._file:
            self._file.close()
        if not self._is_file:
            self.pairs.append((self._name, self._text.decode(errors="replace")))


async def read_multipart(
    content_type: str, body: AsyncIterator[bytes], sink: FileSink | None, field_limit: int
) -> tuple[list[tuple[str, str]], bytes]:
    """The fields of a multipart body, and a digest of fields and files that does not depend on the boundary."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Malformed(CORPO_ILEGIVEL)
    reader = _Reader(sink, field_limit)
    names = (
        "on_part_begin",
        "on_header_field",
        "on_header_value",
        "on_header_end",
        "on_headers_finished",
        "on_part_data",
        "on_part_end",
        "on_end",
    )
    try:
        parser = MultipartParser(boundary, {name: getattr(reader, name) for name in names})  # type: ignore[arg-type]
        async for chunk in body:
            parser.write(chunk)
        parser.finalize()
        if not reader.ended:
            raise Malformed(CORPO_ILEGIVEL)
        if sink:
            await sink.settle()
    except FormParserError:
        raise Malformed(CORPO_ILEGIVEL) from None
    return reader.pairs, reader.digest.digest()
