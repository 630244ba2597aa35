"""The files of pages, under an address that changes with them, so that a browser asks for each only once."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PREFIX = "/estatico/"
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".LICENSE": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
COMPRESSIBLE = frozenset(KINDS) - {".woff2", ".png"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, and what is said of it."""

    plain: bytes
    packed: bytes | None
    headers: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file as it will be served; a kind that is not known is refused when the server starts."""
        plain = path.read_bytes()
        headers = {
            "Content-Type": KINDS[path.suffix],
            "ETag": f'W/"{sha256(plain).hexdigest()[:16]}"',
            "X-Content-Type-Options": "nosniff",
        }
        if path.suffix not in COMPRESSIBLE:
            return cls(plain, None, headers)
        return cls(plain, gzip.compress(plain, mtime=0), headers | {"Vary": "Accept-Encoding"})

    def answer(self, asked: Headers, *, fresh: str, head: bool) -> Response:
        """The reply to who asks for it: compressed where that is understood, and nothing twice."""
        headers = self.headers | {"Cache-Control": fresh}
        if _known(asked.get("if-none-match", ""), headers["ETag"]):
            del headers["Content-Type"]
            return Response(status_code=304, headers=headers)
        body = self.plain
        if self.packed is not None and _understands_gzip(asked.get("accept-encoding", "")):
            body = self.packed
            headers["Content-Encoding"] = "gzip"
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


def _understands_gzip(accepted: str) -> bool:
    """Whether `Accept-Encoding` names gzip, and not to refuse it."""
    for item in accepted.lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return weight == "" or weight.strip("0.") != ""
    return False
