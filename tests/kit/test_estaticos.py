"""Static files: kept forever under their own address, compressed once, never outside their folder."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import plantao
from plantao.kit.estaticos import Estaticos

CSS = "body{color:#13202b}" * 40
FONT = bytes(range(256))
FOREVER = "max-age=31536000, immutable"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mesa = tmp_path / "mesa"
    (mesa / "som").mkdir(parents=True)
    (mesa / "plantao.css").write_text(CSS, encoding="utf-8")
    (mesa / "inter.woff2").write_bytes(FONT)
    (mesa / "icones.svg").write_text("<svg/>", encoding="utf-8")
    (mesa / "som" / "vivo.js").write_text("'ção'", encoding="utf-8")
    (mesa / ".segredo").write_text("não", encoding="utf-8")
    (tmp_path / "fora.css").write_text("não", encoding="utf-8")
    return mesa


@pytest.fixture
def estaticos(folder: Path) -> Estaticos:
    return Estaticos(folder)


@pytest.fixture
def client(estaticos: Estaticos) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[estaticos.route])) as client:
        yield client


def test_the_current_address_is_kept_forever(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.get(estaticos.url("plantao.css"))

    assert estaticos.url("plantao.css") == f"/estatico/{estaticos.versao}/plantao.css"
    assert reply.text == CSS
    assert reply.headers["cache-control"] == FOREVER
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_address_changes_with_any_file(folder: Path, estaticos: Estaticos) -> None:
    assert Estaticos(folder).versao == estaticos.versao
    (folder / "som" / "vivo.js").write_text("outro", encoding="utf-8")
    assert Estaticos(folder).versao != estaticos.versao


def test_a_file_that_moved_changes_the_address(folder: Path, estaticos: Estaticos) -> None:
    (folder / "som" / "vivo.js").rename(folder / "vivo.js")
    assert Estaticos(folder).versao != estaticos.versao


def test_another_version_gets_todays_file_without_keeping_it(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.get("/estatico/0123456789ab/plantao.css")

    assert reply.text == CSS
    assert reply.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plantao.css", "text/css; charset=utf-8"),
        ("som/vivo.js", "text/javascript"),
        ("icones.svg", "image/svg+xml"),
        ("inter.woff2", "font/woff2"),
    ],
)
def test_every_file_says_what_it_is(estaticos: Estaticos, client: TestClient, name: str, kind: str) -> None:
    assert client.get(estaticos.url(name)).headers["content-type"] == kind


def test_a_kind_nobody_knows_is_refused_at_the_start(folder: Path) -> None:
    (folder / "planilha.xlsx").write_bytes(b"")
    with pytest.raises(KeyError):
        Estaticos(folder)


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("br, gzip;q=0.8", "br", brotli.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_text_is_compressed_as_is_understood(
    estaticos: Estaticos, client: TestClient, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
) -> None:
    address = estaticos.url("plantao.css")
    with client.stream("GET", address, headers={"Accept-Encoding": accepted}) as reply:
        packed = b"".join(reply.iter_raw())

    assert reply.headers["content-encoding"] == coding
    assert reply.headers["vary"] == "Accept-Encoding"
    assert int(reply.headers["content-length"]) == len(packed) < len(CSS)
    assert unpack(packed).decode() == CSS


@pytest.mark.parametrize("accepted", ["identity", "zstd", "gzip;q=0", "gzip; q=0.000, br;q=0", ""])
def test_and_plain_for_who_does_not(estaticos: Estaticos, client: TestClient, accepted: str) -> None:
    reply = client.get(estaticos.url("plantao.css"), headers={"Accept-Encoding": accepted})

    assert "content-encoding" not in reply.headers
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.content == CSS.encode()


def test_scripts_and_styles_leave_their_comments_at_home(folder: Path) -> None:
    (folder / "mesa.js").write_text("// Why.\nconst a = `  ${1}  // b`;\n\n  a.b();\n", encoding="utf-8")
    (folder / "mesa.css").write_text(
        "/* Why:\n   so. */\n.a .b,\n  .c{ /* x */ top:0}\n\n.d{top:1px}\n", encoding="utf-8"
    )
    (folder / "dos.outros.min.js").write_text("/* licence */ a  =  1", encoding="utf-8")
    with TestClient(Starlette(routes=[(estaticos := Estaticos(folder)).route])) as client:
        said = {name: client.get(estaticos.url(name)).text for name in ("mesa.js", "mesa.css", "dos.outros.min.js")}

    assert said == {
        "mesa.js": "const a=`  ${1}  // b`;a.b();",
        "mesa.css": "\n.a .b,\n.c{  top:0}\n.d{top:1px}\n",
        "dos.outros.min.js": "/* licence */ a  =  1",
    }


def test_our_scripts_put_no_template_inside_a_template() -> None:
    """rjsmin ends a template at the next back quote, and would take the rest for code."""
    scripts = sorted((Path(plantao.__file__).parent / "static" / "mesa").glob("*.js"))
    nested = re.compile(r"\$\{[^}`]*`")

    assert scripts
    for script in scripts:
        if not script.stem.endswith(".min"):
            assert not nested.search(script.read_text(encoding="utf-8")), script.name


def test_what_is_compressed_already_stays_as_it_is(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.get(estaticos.url("inter.woff2"), headers={"Accept-Encoding": "gzip"})

    assert reply.content == FONT
    assert "content-encoding" not in reply.headers
    assert "vary" not in reply.headers


@pytest.mark.parametrize("spelled", ["{etag}", '"outra", {etag}', "*", "{strong}"])
def test_who_has_the_file_is_not_sent_it_again(estaticos: Estaticos, client: TestClient, spelled: str) -> None:
    address = estaticos.url("plantao.css")
    etag = client.get(address.replace(estaticos.versao, "0123456789ab")).headers["etag"]
    asked = spelled.format(etag=etag, strong=etag.removeprefix("W/"))

    reply = client.get(address, headers={"If-None-Match": asked})

    assert reply.status_code == 304
    assert reply.content == b""
    assert reply.headers["etag"] == etag
    assert reply.headers["cache-control"] == FOREVER
    assert "content-length" not in reply.headers


def test_only_what_may_be_asked_about_again_has_a_tag(estaticos: Estaticos, client: TestClient) -> None:
    address = estaticos.url("plantao.css")

    assert "etag" not in client.get(address).headers
    assert "etag" in client.get(address.replace(estaticos.versao, "0123456789ab")).headers


def test_another_etag_gets_the_file(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.get(estaticos.url("plantao.css"), headers={"If-None-Match": 'W/"0123456789abcdef"'})
    assert reply.status_code == 200


def test_head_says_the_same_without_the_body(estaticos: Estaticos, client: TestClient) -> None:
    address = estaticos.url("plantao.css")
    whole, head = client.get(address), client.head(address)

    assert head.content == b""
    assert head.headers == whole.headers


@pytest.mark.parametrize(
    "path",
    [
        "nada.css",
        "",
        "som",
        "som/",
        ".segredo",
        "/etc/passwd",
        "../fora.css",
        "%2e%2e/fora.css",
        "..%2ffora.css",
        "som/../../fora.css",
    ],
)
def test_what_is_not_in_the_folder_is_not_found(estaticos: Estaticos, client: TestClient, path: str) -> None:
    reply = client.get(f"/estatico/{estaticos.versao}/{path}")

    assert reply.status_code == 404
    assert "não" not in reply.text.replace("Arquivo não encontrado.", "")


def test_not_found_is_said_in_portuguese(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.get(f"/estatico/{estaticos.versao}/nada.css")

    assert reply.text == "Arquivo não encontrado."
    assert reply.headers["cache-control"] == "no-store"


def test_a_folder_alone_is_no_address(client: TestClient) -> None:
    assert client.get("/estatico/plantao.css").status_code == 404


def test_a_page_cannot_name_a_file_that_is_not_there(estaticos: Estaticos) -> None:
    with pytest.raises(KeyError):
        estaticos.url("nada.css")


def test_files_are_only_read(estaticos: Estaticos, client: TestClient) -> None:
    reply = client.post(estaticos.url("plantao.css"))

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD"
