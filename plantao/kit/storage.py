"""Attachments on disk: written as they arrive, kept under generated names, byte for byte.

A file lies in `entrada/` while it arrives; whole and flushed to the disk it gets its final name, before the transaction
that names it begins. What a killed process leaves in `entrada/`, or under a name that no row knows, is swept later.
"""

import asyncio
import hashlib
import os
import re
import secrets
import time
import unicodedata
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path

import puremagic

HEAD = 8192
UNKNOWN = "application/octet-stream"
ZIP, OFFICE = b"PK\x03\x04", b"[Content_Types].xml"
ABANDONED_SECONDS = 24 * 3600
NAME_LENGTH = 255
CONTROL = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(slots=True)
class Received:
    """A file that arrived with a request; `size` counts all of it, though no more than the limit was written."""

    name: str
    key: str
    path: Path
    limit: int
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    head: bytearray = field(default_factory=bytearray)
    _out: BufferedWriter | None = None

    def write(self, chunk: bytes) -> None:
        """The next bytes; those beyond the limit are only counted."""
        self.size += len(chunk)
        if self.size > self.limit:
            return
        if self._out is None:
            self._out = self.path.open("xb")
        self._out.write(chunk)
        self.digest.update(chunk)
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]

    def close(self) -> None:
        """There are no more bytes."""
        if self._out is not None:
            self._out.close()

    @property
    def acceptable(self) -> bool:
        """Whether it is neither empty nor beyond the limit."""
        return 0 < self.size <= self.limit

    @property
    def kind(self) -> str:
        """The media type its first bytes tell, whatever the sender called it."""
        if self.head.startswith(ZIP) and OFFICE not in self.head:
            return "application/zip"
        with suppress(puremagic.PureError, ValueError):
            if found := puremagic.from_string(bytes(self.head), mime=True):
                return found
        return "text/plain" if _looks_like_text(bytes(self.head)) else UNKNOWN


def _looks_like_text(head: bytes) -> bool:
    try:
        text = head[: HEAD - 4].decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(c.isprintable() or c in "\r\n\t" for c in text)


class Incoming:
    """The files of one request; forgotten unless they are `kept`, when a row may name them."""

    def __init__(self, storage: "Storage", field_name: str) -> None:
        self._storage = storage
        self._field = field_name
        self.received: list[Received] = []
        self.count = 0
        self.kept = False
        self._settling: asyncio.Future[None] | None = None

    def open(self, field: str, name: str) -> Received | None:
        """A writer for the next file of the wanted field; beyond the number allowed, files are only counted."""
        if field.partition("[")[0] != self._field:
            return None
        self.count += 1
        if self.count > self._storage.max_files:
            return None
        key = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
        entry = self._storage.entry(key)
        received = Received(safe_name(name), key, entry, self._storage.max_file_size)
        self.received.append(received)
        return received

    async def settle(self) -> None:
        """Flush what may be kept to the disk, under its final name."""
        self._settling = asyncio.ensure_future(asyncio.to_thread(self._settle))
        await asyncio.shield(self._settling)

    def _settle(self) -> None:
        for received in self.received:
            received.close()
            if received.acceptable:
                _flush(received.path)
                os.utime(received.path)
                final = self._storage.path(received.key)
                final.parent.mkdir(parents=True, exist_ok=True)
                received.path = received.path.rename(final)
                _flush(final.parent)
                _flush(final.parent.parent)

    async def rest(self) -> None:
        """Wait until nothing touches the files any more, even if whoever settled them was cancelled meanwhile."""
        if self._settling:
            await asyncio.wait([self._settling])

    def forget(self, known: Container[str] = ()) -> None:
        """Leave nothing behind but the files of the `known` keys: the request failed."""
        for received in self.received:
            received.close()
            if received.key not in known:
                received.path.unlink(missing_ok=True)


class Storage:
    """The folder of attachments."""

    def __init__(self, folder: Path, max_file_size: int, max_files: int) -> None:
        self._folder = folder
        self._entry = folder / "entrada"
        self._entry.mkdir(parents=True, exist_ok=True)
        self.max_file_size = max_file_size
        self.max_files = max_files

    def receive(self, field_name: str) -> Incoming:
        """A sink for the files of one request, in the multipart field of this name."""
        return Incoming(self, field_name)

    def entry(self, key: str) -> Path:
        """Where the file of a key lies while it arrives."""
        return self._entry / key.replace("/", "-")

    def path(self, key: str) -> Path:
        """Where the file of a key lies."""
        return self._folder / key

    def sweep_entries(self) -> None:
        """Delete what a killed process left half-arrived."""
        for path in self._entry.iterdir():
            if _age(path) > ABANDONED_SECONDS:
                path.unlink(missing_ok=True)

    async def settled_keys(self) -> Sequence[str]:
        """The keys of the files old enough that whatever names them has been committed, if anything does."""
        return await asyncio.to_thread(lambda: list(self._settled()))

    def _settled(self) -> Iterator[str]:
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if _age(path) > ABANDONED_SECONDS:
                yield f"{path.parent.name}/{path.name}"

    def delete(self, key: str) -> None:
        """Delete the file of a key."""
        self.path(key).unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def safe_name(name: str) -> str:
    """A file name without its path, control characters, and the blanks and dots no file system wants at its end."""
    last = re.split(r"[\\/]", name.rstrip("\\/"))[-1]
    last = re.sub(r"^[A-Za-z]:(?=.)", "", last)
    kinds = ((c, unicodedata.category(c)) for c in last)
    clean = "".join(" " if kind == "Zs" else c for c, kind in kinds if kind not in CONTROL)
    return clean.rstrip(" .")[-NAME_LENGTH:].lstrip(" ") or "arquivo"
