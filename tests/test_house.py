"""The house is as docs/arquitetura.md says: sizes, words, settings, events, guarded doors, one schema."""

from __future__ import annotations

import asyncio
import re
import subprocess
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from plantao import schema
from plantao.kit.columns import Json
from plantao.kit.events import event
from plantao.kit.settings import Settings
from plantao.kit.tx import Event
from tests.server import Server
from tests.support import NOT_OFFERED, Api, assert_refused

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "plantao").rglob("*.py"))
LINES = 300

PUBLIC = {
    "GET /",
    "GET /saude",
    "GET /metrics",
    "GET /api/docs",
    "GET /api/docs/{asset}",
    "GET /api/openapi.json",
    "POST /oauth/token",
    "GET /entrar",
    "POST /entrar",
    "GET /estatico/{address:path}",
}
"""What is answered to whoever asks."""

TRANSACTION = "((pg_current_xact_id())::text)::bigint"
"""The default of `event.xact` on PostgreSQL alone (docs/decisions/0003)."""

FRAGMENTS = re.compile(r"_fts(_data|_idx|_config)?$|_trgm$")

FOREIGN = re.compile(r"/(?:root|work|Users)/\w|/home/\w|pypi\.org|pythonhosted\.org|registry\.npmjs|index-?url")
"""Places of somebody's machine, and addresses of package registries."""


def test_files_are_small() -> None:
    sizes = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}

    assert {name: size for name, size in sizes.items() if size > LINES} == {}


def test_names_have_no_accents() -> None:
    def names(file: Path) -> Iterator[str]:
        with file.open("rb") as lines:
            yield from (token.string for token in tokenize.tokenize(lines.readline) if token.type == tokenize.NAME)

    assert {f"{file.name}: {name}" for file in SOURCES for name in names(file) if not name.isascii()} == set()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained_in_both_languages(name: str) -> None:
    field = Settings.model_fields[name]

    assert isinstance(field.json_schema_extra, dict)
    for sentence in (field.description, field.json_schema_extra["en"]):
        assert isinstance(sentence, str)
        assert re.fullmatch(r"[A-Z].*\.", sentence)


def kinds(of: type[Event] = Event) -> Iterator[type[Event]]:
    for kind in of.__subclasses__():
        if kind.__module__.startswith("plantao."):
            yield kind
        yield from kinds(kind)


def test_every_event_is_explained_and_has_a_name_of_its_own() -> None:
    assert [kind for kind in kinds() if not vars(kind).get("__doc__")] == []
    named = Counter(kind.name for kind in kinds())
    assert len(named) > 5
    assert set(named.values()) == {1}
    assert [name for name in named if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []


def routes(of: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route with its whole path; whatever is mounted or included is entered."""
    for route in of:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes(included.routes, prefix + route.include_context.prefix)
            continue
        path = prefix + route.path
        inside = getattr(route, "routes", None)
        if inside:
            yield from routes(inside, path)
        else:
            yield path, route


def test_every_door_is_guarded_or_known_to_be_public(server: Server, api: Api) -> None:
    """Nothing is done for a stranger; what takes any method is not offered, or only read."""
    found = set()
    for path, route in routes(server.app.routes):
        methods = getattr(route, "methods", None)
        for method in (methods or {"GET", "POST"}) - {"HEAD"}:
            door = f"{method} {path}"
            found.add(door)
            if door not in PUBLIC:
                headers = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
                answer = api.anonymous.request(method, re.sub(r"\{[\w:]+\}", "1", path), headers=headers)
                assert answer.status_code in ({401} if methods else {404, 405}), door
    assert found > PUBLIC
    assert len(found) > len(PUBLIC) + 12


@pytest.mark.parametrize(
    "path", ["/oauth", "/oauth/", "/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/integracao/", "/graphql/"]
)
def test_the_way_to_the_routes_leads_nowhere_by_itself(api: Api, path: str) -> None:
    """OPTIONS is answered under `/api/v1` (contract README rule 21)."""
    for client in (api, api.anonymous):
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert_refused(client.request(method, path), NOT_OFFERED, http=404)
        assert (client.head(path).status_code, client.head(path).content) == (404, b"")
    under = path.startswith("/api/v1")
    assert api.anonymous.options(path).status_code == (204 if under else 404)
    assert ("access-control-allow-origin" in api.anonymous.get(path).headers) == under


@pytest.mark.parametrize("path", ["/api/v1/integracao/atendimento/paginado/5%0A0", "/api/%0A"])
def test_a_path_broken_in_two_leads_nowhere(api: Api, path: str) -> None:
    assert_refused(api.post(path), NOT_OFFERED, http=404)


def test_the_migrations_make_the_schema_that_is_declared(settings: Settings) -> None:
    def compare(connection: sa.Connection) -> list[object]:
        opts = {"compare_server_default": differs, "include_name": declared}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, schema.metadata))

    assert asyncio.run(schema.run(settings, compare)) == []


def declared(name: str | None, kind: str, _: object) -> bool:
    """Whether it is ours to declare: indexes of fragments are the database's own kind (plantao/kit/search.py)."""
    return kind not in {"table", "index"} or FRAGMENTS.search(name or "") is None


def differs(_: object, __: object, column: sa.Column[Any], kept: str | None, ___: object, declared: str | None) -> Any:
    """Whether a default is another than declared; None where Alembic can tell."""
    if kept == TRANSACTION:
        return column is not event.c.xact
    return (kept or "").partition("::")[0].strip("'") != (declared or "") if isinstance(column.type, Json) else None


def test_nothing_names_a_machine_or_a_registry() -> None:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    files = [ROOT / name for name in listed if name and name != "uv.lock"]
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file()}

    assert len(texts) > 100
    assert {
        f"{file.relative_to(ROOT)}: {found}" for file, text in texts.items() for found in FOREIGN.findall(text)
    } == set()
