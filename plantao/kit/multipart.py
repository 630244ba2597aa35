"""Reads a multipart body as it arrives: fields into memory up to a limit, files straight to a sink."""

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Protocol
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from plantao.kit.errors import Malformed, TooLarge
from plantao.kit.sentences import CORPO_ILEGIVEL, ENVIO_GRANDE

PART = 64
"""What a part costs besides its bytes."""

_EXTENDED_NAME = re.compile(rb"(?:^|;)\s*filename\*\s*=([^;]*)", re.IGNORECASE)


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

    def _keep(self, size: int) -> None:
        """Whatever is no file's content stays in memory, as far as there is room."""
        self._room -= size
        if self._room < 0:
            raise TooLarge(ENVIO_GRANDE)

    def on_part_begin(self) -> None:
        self._keep(PART)
        self._headers = {}
        self._part = hashlib.sha256()
        self._text = bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._keep(end - start)
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._keep(end - start)
        self._header_value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._header.lower()] = self._header_value
        self._header = self._header_value = b""

    def on_headers_finished(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        self._name = options.get(b"name", b"").decode(errors="replace")
        plain = options.get(b"filename")
        filename = _extended_name(disposition) if plain is None else plain.decode(errors="replace")
        self._is_file = filename is not None
        self.digest.update(repr((self._name, filename or "")).encode())
        self._file = self._sink.open(self._name, filename) if filename is not None and self._sink else None

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        chunk = data[start:end]
        self._part.update(chunk)
        if self._is_file:
            if self._file:
                self._file.write(chunk)
            return
        self._keep(len(chunk))
        self._text += chunk

    def on_part_end(self) -> None:
        self.digest.update(self._part.digest())
        if self._file:
            self._file.close()
        if not self._is_file:
            self.pairs.append((self._name, self._text.decode(errors="replace")))


def _extended_name(disposition: bytes) -> str | None:
    """The name in `filename*=UTF-8''a%20b.png` (RFC 5987), which some programs send alone."""
    found = _EXTENDED_NAME.search(disposition)
    if found is None:
        return None
    value = found[1].decode("latin-1").strip(' \t"')
    charset, quoted, rest = value.partition("'")
    encoding = "latin-1" if charset.strip().lower() == "iso-8859-1" else "utf-8"
    return unquote(rest.partition("'")[2] if quoted else value, encoding, errors="replace")


async def read_multipart(
    content_type: str, body: AsyncIterator[bytes], sink: FileSink | None, field_limit: int
) -> tuple[list[tuple[str, str]], bytes]:
    """The fields of a multipart body, and a digest of fields and files that does not depend on the boundary.

    All but the contents of files may be no more than `field_limit` bytes.
    """
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
