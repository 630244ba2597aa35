"""Attachments on disk: hostile names, kinds read from the bytes, nothing left behind, nothing held in memory."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import time
import tracemalloc
import unicodedata
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.anexo.jobs import varrer
from plantao.app import configure, open_database
from plantao.kit.events import writing
from plantao.kit.multipart import read_multipart
from plantao.kit.settings import Settings
from plantao.kit.storage import ABANDONED_SECONDS, Incoming, Received, Storage, safe_name
from tests.support import PNG, Api, Attachments, Rows, arquivos, assert_success

KIB, MIB = 1024, 1024 * 1024
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "anexos", max_file_size=100 * KIB, max_files=3)


def files_of(storage: Storage) -> list[Path]:
    return sorted(path for path in storage.path("").rglob("*") if path.is_file())


def receive(incoming: Incoming, *chunks: bytes, name: str = "a.png", field: str = "files") -> Received | None:
    received = incoming.open(field, name)
    if received:
        for chunk in chunks:
            received.write(chunk)
        received.close()
    return received


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("foto.png", "foto.png"),
        ("/etc/passwd", "passwd"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\Users\\Ana\\foto.png", "foto.png"),
        ("C:foto.png", "foto.png"),
        ("pasta/..\\foto.png", "foto.png"),
        ("a/b/", "b"),
        ("fo\x00to.png", "foto.png"),
        ("foto.png\x00.exe", "foto.png.exe"),
        ("foto\r\nX-Mau: sim.png", "fotoX-Mau: sim.png"),
        ("foto\u202egnp.exe", "fotognp.exe"),
        ("\ufefffoto\u200b.png", "foto.png"),
        ("\ud83dfoto.png", "foto.png"),
        ("  foto.png  ", "foto.png"),
        ("foto.png. . .", "foto.png"),
        (".htaccess", ".htaccess"),
        ("../.env", ".env"),
        ("..foto.png", "..foto.png"),
        ("Captura de Tela 10.30\u202fAM.png", "Captura de Tela 10.30 AM.png"),
        ("nota\u00a0fiscal\u3000.pdf\u00a0", "nota fiscal .pdf"),
        ("novo \U0001fae8 \U000e0fff\ue000.png", "novo \U0001fae8 \U000e0fff\ue000.png"),
        ("a\u2028b\u2029c\u0085d\x7f.txt", "abcd.txt"),
        ("", "arquivo"),
        (".", "arquivo"),
        ("..", "arquivo"),
        ("... . ...", "arquivo"),
        ("/", "arquivo"),
        ("\\\\", "arquivo"),
        ("\x00\x01\x02", "arquivo"),
        ("família 😀.png", "família 😀.png"),
        ("Comprovante (2ª via).pdf", "Comprovante (2ª via).pdf"),
        ("-rf *.txt", "-rf *.txt"),
        ("a" * 300 + ".png", "a" * 251 + ".png"),
    ],
)
def test_hostile_names(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=[])) | st.text(alphabet="./\\: \x00\u202eaé😀"))
def test_any_name_becomes_one_that_harms_nobody(name: str) -> None:
    kept = safe_name(name)

    assert 1 <= len(kept) <= 255
    assert not set(kept) & set("/\\\x00\r\n")
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in kept)
    assert not any(unicodedata.category(c) == "Zs" and c != " " for c in kept)
    assert kept.lstrip(" ").rstrip(" .") == kept


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PNG, "foto.png", {"image/png"}),
        (PNG, "foto.txt", {"image/png"}),
        (PNG, "foto", {"image/png"}),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "conta.png", {"application/pdf"}),
        (zipped(), "foto.png", {"application/zip"}),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "foto.png", {"text/html", "text/plain"}),
        ("Olá,\r\n\tsegue o comprovante 😀\n".encode(), "foto.png", {"text/plain"}),
        (("ã" * 5000).encode(), "longo.txt", {"text/plain"}),
        ("\ufeffEscrito no Windows".encode(), "nota.txt", {"text/plain"}),
        (b"\x00\x01\x02\x03\xff\xfe\xfd", "foto.png", {"application/octet-stream"}),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "foto.gif", {"image/jpeg"}),
    ],
)
def test_the_kind_is_read_from_the_bytes(storage: Storage, content: bytes, name: str, kind: set[str]) -> None:
    received = receive(storage.receive("files"), content, name=name)

    assert received
    assert received.kind in kind


@given(content=st.binary(max_size=64), size=st.integers(1, 16))
def test_any_bytes_have_a_kind_however_they_arrive(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int
) -> None:
    storage = Storage(tmp_path_factory.getbasetemp() / "quaisquer", 100, 1)
    whole, parts = (storage.receive("files") for _ in range(2))
    one = receive(whole, content)
    other = receive(parts, *(content[n : n + size] for n in range(0, len(content), size)))

    assert one
    assert other
    assert one.kind == other.kind
    assert "/" in one.kind
    assert one.digest.digest() == other.digest.digest() == hashlib.sha256(content).digest()
    whole.forget()
    parts.forget()
    assert files_of(storage) == []


def test_a_file_is_kept_byte_for_byte_under_a_name_of_ours(storage: Storage) -> None:
    incoming = storage.receive("files")
    received = receive(incoming, b"um", b"", b"dois", name="../../mau.png")
    assert received
    assert files_of(storage) == [storage.entry(received.key)]

    asyncio.run(incoming.settle())

    assert files_of(storage) == [storage.path(received.key)]
    assert storage.path(received.key).read_bytes() == b"umdois"
    assert (received.size, received.acceptable, received.name) == (6, True, "mau.png")
    assert storage.path(received.key).relative_to(storage.path("")).as_posix() == received.key


@pytest.mark.parametrize("settled", [False, True])
def test_nothing_is_kept_when_it_is_forgotten(storage: Storage, settled: bool) -> None:
    incoming = storage.receive("files")
    receive(incoming, PNG)
    receive(incoming, b"")
    cut_off = incoming.open("files", "cortado.png")
    assert cut_off
    cut_off.write(PNG)
    if settled:
        asyncio.run(incoming.settle())

    incoming.forget()
    incoming.forget()

    assert files_of(storage) == []


def test_other_fields_and_files_beyond_the_number_allowed_are_not_written(storage: Storage) -> None:
    incoming = storage.receive("files")
    assert receive(incoming, PNG, field="foto") is None
    assert receive(incoming, PNG, field="outros[files]") is None
    kept = [receive(incoming, PNG, field=field) for field in ("files", "files[]", "files[3]", "files[4]", "files")]

    assert [received is not None for received in kept] == [True, True, True, False, False]
    assert incoming.count == 5
    assert len(files_of(storage)) == 3
    incoming.forget()


@pytest.mark.parametrize(("size", "acceptable"), [(0, False), (1, True), (100 * KIB, True), (100 * KIB + 1, False)])
def test_the_limit_is_exact(storage: Storage, size: int, acceptable: bool) -> None:
    incoming = storage.receive("files")
    content = b"x" * size
    received = receive(incoming, *(content[n : n + 4096] for n in range(0, size, 4096)))
    asyncio.run(incoming.settle())

    assert received
    assert (received.size, received.acceptable) == (size, acceptable)
    assert all(path.stat().st_size <= 100 * KIB for path in files_of(storage))
    assert storage.path(received.key).exists() == acceptable
    incoming.forget()
    assert files_of(storage) == []


def parts(size: int, chunk: int) -> Iterator[bytes]:
    """A multipart body of one field, one file of so many bytes, and another field."""
    yield b'--limite\r\nContent-Disposition: form-data; name="nome"\r\n\r\nJo\xc3\xa3o\r\n--limite\r\n'
    yield b'Content-Disposition: form-data; name="files[0]"; filename="grande.bin"\r\n\r\n'
    block = bytes(range(256)) * (chunk // 256)
    for _ in range(size // chunk):
        yield block
    yield b'\r\n--limite\r\nContent-Disposition: form-data; name="fim"\r\n\r\nsim\r\n--limite--\r\n'


@pytest.mark.parametrize("limit", [100 * KIB, 100 * MIB])
def test_a_large_file_is_streamed(tmp_path: Path, limit: int) -> None:
    """64 MiB pass through a few hundred KiB of memory, and no more than the limit ever lies on the disk."""
    storage = Storage(tmp_path / "anexos", max_file_size=limit, max_files=1)
    incoming = storage.receive("files")
    largest_on_disk = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal largest_on_disk
        for chunk in parts(64 * MIB, 64 * KIB):
            yield chunk
            largest_on_disk = max([largest_on_disk, *(path.stat().st_size for path in files_of(storage))])

    async def read() -> list[tuple[str, str]]:
        pairs, _ = await read_multipart("multipart/form-data; boundary=limite", body(), incoming, MIB)
        return pairs

    tracemalloc.start()
    pairs = asyncio.run(read())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert pairs == [("nome", "João"), ("fim", "sim")]
    [received] = incoming.received
    assert received.size == 64 * MIB
    assert peak < 4 * MIB
    assert largest_on_disk <= limit
    assert storage.path(received.key).exists() == (limit >= 64 * MIB)
    incoming.forget()
    assert files_of(storage) == []


def grow_old(*paths: Path, seconds: float = ABANDONED_SECONDS + 60) -> None:
    then = time.time() - seconds
    for path in paths:
        os.utime(path, (then, then))


def test_abandoned_arrivals_are_swept_and_others_are_not(storage: Storage) -> None:
    incoming = storage.receive("files")
    old, young = (receive(incoming, PNG) for _ in range(2))
    assert old
    assert young
    grow_old(storage.entry(old.key))
    grow_old(storage.entry(young.key), seconds=ABANDONED_SECONDS - 60)

    storage.sweep_entries()

    assert files_of(storage) == [storage.entry(young.key)]


def test_only_old_files_are_settled(storage: Storage) -> None:
    """A young one may be named by a transaction that is not committed yet."""
    incoming = storage.receive("files")
    old, young = (receive(incoming, PNG) for _ in range(2))
    assert old
    assert young
    asyncio.run(incoming.settle())
    grow_old(storage.path(old.key))

    assert list(asyncio.run(storage.settled_keys())) == [old.key]


def test_sweeping_deletes_what_no_record_knows(
    api: Api, settings: Settings, rows: Rows, attachments: Attachments
) -> None:
    assert_success(api.post("atendimento/adicionar_anexo/5448", files=arquivos("files", "files")))
    [one, other] = [row["chave"] for row in rows("SELECT chave FROM anexo ORDER BY id_anexo")]
    folder = settings.attachments_dir
    stray, young, half = folder / "ab" / "0123", folder / "ab" / "4567", folder / "entrada" / "ab-89"
    stray.parent.mkdir(exist_ok=True)
    for path in (stray, young, half):
        path.write_bytes(PNG)
    grow_old(stray, half, folder / one, folder / other)

    async def sweep() -> None:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            await varrer(tx, NOW)
        await database.close()

    configure(settings)
    asyncio.run(sweep())

    assert sorted(attachments()) == sorted([folder / one, folder / other, young])
