"""The files of pages, under an address that changes with them, so that a browser asks for each only once.

Scripts and styles are served without their comments and indentation; what can be compressed is, once, in the best way
the browser understands (decision 0015).
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import brotli
import rjsmin
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PREFIX = "/estatico/"
FOREVER = "max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".LICENSE": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
"""What each is called; scripts of pages in UTF-8 and XML are UTF-8 unless they say otherwise."""
COMPRESSIBLE = frozenset(KINDS) - {".woff2", ".png"}
_CSS_REASONS = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
LIGHTER: dict[str, Callable[[str], str]] = {".js": rjsmin.jsmin, ".css": lambda css: _CSS_REASONS.sub("", css)}
"""How a kind of file gets rid of what is there for who reads it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, what is said of it, and how else it can be had, the smallest first."""

    plain: bytes
    packed: dict[str, bytes]
    headers: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file as it will be served; a kind that is not known is refused when the server starts."""
        plain = path.read_bytes()
        if path.suffix in LIGHTER and not path.stem.endswith(".min"):
            plain = LIGHTER[path.suffix](plain.decode()).encode()
        headers = {
            "Content-Type": KINDS[path.suffix],
            "ETag": f'W/"{sha256(plain).hexdigest()[:16]}"',
            "X-Content-Type-Options": "nosniff",
        }
        if path.suffix not in COMPRESSIBLE:
            return cls(plain, {}, headers)
        packed = {"br": brotli.compress(plain), "gzip": gzip.compress(plain, mtime=0)}
        return cls(plain, packed, headers | {"Vary": "Accept-Encoding"})

    def answer(self, asked: Headers, *, fresh: str, head: bool) -> Response:
        """The reply to who asks for it: compressed where that is understood, and nothing twice.

        What is kept forever is not asked about again, and needs no tag.
        """
        headers = self.headers | {"Cache-Control": fresh}
        if _known(asked.get("if-none-match", ""), headers["ETag"]):
            del headers["Content-Type"]
            return Response(status_code=304, headers=headers)
        if fresh == FOREVER:
            del headers["ETag"]
        body = self.plain
        understood = _understood(asked.get("accept-encoding", ""))
        if coding := next((coding for coding in self.packed if coding in understood), None):
            body = self.packed[coding]
            headers["Content-Encoding"] = coding
        return Response(b"" if head else body, headers=headers | {"Content-Length": str(len(body))})


class Estaticos:
    """The files of a folder, read once; `url` names them, `route` serves them."""

    def __init__(self, folder: Path) -> None:
        """Read every file of `folder`, subfolders too, but the hidden ones."""
        found = sorted(path for path in folder.rglob("[!.]*") if path.is_file())
        self._assets = {path.relative_to(folder).as_posix(): Asset.read(path) for path in found}
        digest = sha256()
        for name, asset in self._assets.items():
            digest.update(f"{name}\0{len(asset.plain)}\0".encode())
            digest.update(asset.plain)
        self.versao = digest.hexdigest()[:12]
        self.route = Route(f"{PREFIX}{{address:path}}", self)

    def url(self, name: str) -> str:
        """The address of a file; `KeyError` when the folder has none of that name."""
        if name not in self._assets:
            raise KeyError(name)
        return f"{PREFIX}{self.versao}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; an address of another version gets the file of this one, not to be kept."""
        versao, _, name = scope["path_params"]["address"].partition("/")
        asset = self._assets.get(name)
        if scope["method"] not in {"GET", "HEAD"}:
            response: Response = PlainTextResponse("Método não permitido.", 405, {"Allow": "GET, HEAD"})
        elif asset is None:
            response = PlainTextResponse("Arquivo não encontrado.", 404, {"Cache-Control": "no-store"})
        else:
            fresh = FOREVER if versao == self.versao else "no-cache"
            response = asset.answer(Headers(scope=scope), fresh=fresh, head=scope["method"] == "HEAD")
        await response(scope, receive, send)


def _known(asked: str, etag: str) -> bool:
    """Whether `If-None-Match` names this content; its tags compare weakly (RFC 9110 §13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def _understood(accepted: str) -> set[str]:
    """The codings that `Accept-Encoding` names, and not to refuse them."""
    items = (item.replace(" ", "").partition(";q=") for item in accepted.lower().split(","))
    return {coding for coding, _, weight in items if weight == "" or weight.strip("0.") != ""}
