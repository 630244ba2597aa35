"""Whoever hangs up or is cancelled, wherever that is: no file without its row, no row without its file, no surprise."""

from __future__ import annotations

import asyncio
import types
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.samples import Sample
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message

from plantao.anexo import api as anexo_api
from plantao.anexo import rules
from plantao.anexo.model import anexo
from plantao.app import API, create_app
from plantao.kit import events, face, metrics, storage
from plantao.kit.db import Database, column
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from plantao.kit.tx import Tx, reading
from tests.conftest import World
from tests.server import MovableClock
from tests.support import PNG, Api, Attachments, BreakAfterInsert, Rows, arquivos, assert_success, multipart

ANEXO = f"{API}/atendimento/adicionar_anexo/300"
UPLOAD = multipart(files={"files[0]": PNG, "files[1]": PNG * 10})
BODY: Any = UPLOAD["content"]
TYPE = UPLOAD["headers"]["Content-Type"]
TURNS = 20
"""How often everybody else goes on before a slow disk is done."""

_chaves = column(sa.select(anexo.c.chave), str)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[tuple[Starlette, Database]]:
    app = create_app(settings, MovableClock(), work=False)
    async with app.router.lifespan_context(app):
        [integracao] = [route for route in app.routes if isinstance(route, Mount) and route.path == API]
        yield app, integracao.app.state.database  # type: ignore[attr-defined]


async def send(app: Starlette, token: str, path: str, *messages: Message, label: str = TYPE) -> list[Message]:
    """One POST as a server passes it on: what the application is told, and what it answers."""
    told, answered = list(messages), []
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "http", "http_version": "1.1", "root_path": "", "client": ("127.0.0.1", 1), "server": ("x", 80),
        "headers": [
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", label.encode()),
            (b"sec-fetch-site", b"same-origin"),
        ],
    }  # fmt: skip

    async def receive() -> Message:
        return told.pop(0)

    async def respond(message: Message) -> None:
        answered.append(message)

    await app(scope, receive, respond)
    return answered


class Noted:
    """A log that is kept."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, Any]] = []

    def info(self, event: str, **said: Any) -> None:
        self.lines.append((event, said.get("status")))

    def exception(self, event: str, **said: Any) -> None:
        self.lines.append((event, said))

    error = exception


def counted() -> dict[str, float]:
    """How many requests ended with which status."""
    found: dict[str, float] = {}
    samples: list[Sample] = [s for family in metrics.REGISTRY.collect() for s in family.samples]
    for sample in samples:
        if sample.name == "plantao_requests_total":
            found[sample.labels["status"]] = found.get(sample.labels["status"], 0) + sample.value
    return found


@pytest.mark.parametrize(
    ("path", "label", "begun"),
    [
        (ANEXO, TYPE, BODY[: len(BODY) // 2]),
        (ANEXO, TYPE, BODY[:-12]),
        (ANEXO, TYPE, b""),
        (f"{API}/atendimento", "application/json", b'{"id_cliente_servico": 1'),
        ("/oauth/token", "application/json", b'{"grant_type": "pass'),
        ("/entrar", "application/x-www-form-urlencoded", b"login=bianca"),
    ],
)
def test_a_caller_who_hangs_up_is_no_surprise(
    settings: Settings, prepared: World, monkeypatch: pytest.MonkeyPatch,
    attachments: Attachments, path: str, label: str, begun: bytes,
) -> None:  # fmt: skip
    log, before = Noted(), counted()
    monkeypatch.setattr(face, "log", log)
    messages = ({"type": "http.request", "body": begun, "more_body": True}, {"type": "http.disconnect"})

    async def run() -> None:
        async with served(settings) as (app, database):
            await send(app, prepared.tokens[3].access_token, path, *messages, label=label)
            async with writing(database, lambda: None):
                pass

    asyncio.run(run())

    assert log.lines == [("request", 499)]
    assert counted() == before | {"499": before.get("499", 0) + 1}
    assert attachments() == []


@types.coroutine
def cancelled_at(nth: int, program: Coroutine[Any, Any, Any]) -> Generator[Any, Any, bool]:
    """Cancel `program` where it waits for the `nth` time; answers whether it ended before that."""
    task = asyncio.current_task()
    assert task
    step = partial(program.send, None)
    while True:
        try:
            waited_for = step()
        except StopIteration:
            return nth > 0
        nth -= 1
        if nth == 0:
            task.cancel()
        try:
            yield waited_for
            step = partial(program.send, None)
        except BaseException as error:
            step = partial(program.throw, error)


async def interrupted(nth: int, program: Coroutine[Any, Any, Any]) -> bool:
    try:
        return await cancelled_at(nth, program)
    except asyncio.CancelledError:
        return False


async def turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


async def stored(database: Database, folder: Path) -> tuple[set[str], set[str]]:
    """The keys that rows know, and the files there are, once everything under way has ended."""
    while anexo_api._desfazendo:
        await asyncio.wait(anexo_api._desfazendo)
    async with writing(database, lambda: None):
        pass
    async with reading(database) as read:
        known = set(await read.all(_chaves))
    return known, files_in(folder)


def test_cancelled_wherever_it_waits_files_and_rows_agree(
    settings: Settings, prepared: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = set()
    flush = storage._flush

    whole = {"type": "http.request", "body": BODY, "more_body": False}

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def slowly(path: Path) -> None:
            asyncio.run_coroutine_threadsafe(turns(), loop).result()
            flush(path)

        monkeypatch.setattr(storage, "_flush", slowly)
        async with served(settings) as (app, database):
            had, nth, ended = 0, 0, False
            while not ended:
                nth += 1
                request = send(app, prepared.tokens[3].access_token, ANEXO, dict(whole))
                ended = await asyncio.create_task(interrupted(nth, request))
                known, files = await stored(database, settings.attachments_dir)
                assert files == known, f"cancelled where it waits for the {nth}th time"
                assert len(known) - had in (0, 2)
                outcomes.add("told" if ended else "kept" if len(known) > had else "undone")
                had = len(known)

    asyncio.run(run())

    assert outcomes == {"told", "kept", "undone"}


@pytest.fixture
def fail_once(monkeypatch: pytest.MonkeyPatch, break_after_insert: BreakAfterInsert) -> Callable[[str], None]:
    """Let the next write fail: after it has inserted a file's row, or as it ends."""
    flush = events._flush

    async def failing(_: Tx) -> None:
        monkeypatch.setattr(events, "_flush", flush)
        raise RuntimeError("the test breaks here")

    def arm(where: str) -> None:
        if where == "row":
            break_after_insert("anexo")
        else:
            monkeypatch.setattr(events, "_flush", failing)

    return arm


@pytest.mark.parametrize("where", ["row", "end"])
def test_a_failure_after_the_files_were_kept_leaves_none(
    api: Api, rows: Rows, attachments: Attachments, fail_once: Callable[[str], None], where: str
) -> None:
    fail_once(where)

    assert api.post(ANEXO, files=arquivos("files[0]", "files[1]")).status_code == 500

    assert (attachments(), rows("SELECT * FROM anexo")) == ([], [])
    assert_success(api.post(ANEXO, files=arquivos("files[0]")))
    assert len(attachments()) == 1


def test_files_of_which_nothing_can_be_known_stay_for_the_sweep(
    api: Api, attachments: Attachments, fail_once: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: object) -> set[str]:
        raise ConnectionError

    monkeypatch.setattr(rules, "com_registro", unreachable)
    fail_once("end")

    assert api.post(ANEXO, files=arquivos("files[0]")).status_code == 500

    assert len(attachments()) == 1
