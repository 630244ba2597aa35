"""`GET /ao-vivo` on a real server: who is told what, what happens when a line, a session or the server ends."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from plantao.acesso.rules import sessao
from plantao.app import open_database
from plantao.kit import live
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from plantao.kit.time import real_clock
from plantao.painel.face import estaticos
from tests.browser.serving import ANA, SECONDS, Served
from tests.server import MovableClock
from tests.torture.rounds import server_on

TEO = 70
ATIVAS: tuple[str, Any] = ("ativas", {"chamadas": []})


@pytest.fixture
def served(settings: Settings, clock: MovableClock) -> Iterator[Served]:
    running = Served(settings, clock)
    running.start()
    yield running
    running.stop()


class Line:
    """One connection, and what came over it."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self.versao = ""
        self.told: list[tuple[str, Any]] = []
        self.position = ""
        self.beats = 0
        self._lines = response.iter_lines()

    def pull(self) -> bool:
        """Take the next message or heartbeat; answers whether there was one."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line:
                break
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        if not fields:
            return False
        self.position = fields.get("id", self.position)
        self.beats += "" in fields
        if "event" in fields:
            tipo, dados = fields["event"], json.loads(fields["data"])
            if tipo == "versao":
                assert not self.told
                self.versao = dados["versao"]
            else:
                self.told.append((tipo, dados))
        return True

    def hear(self, count: int) -> None:
        while len(self.told) < count:
            assert self.pull(), self.told

    def beat(self) -> None:
        before = self.beats
        while self.beats == before:
            assert self.pull(), self.told

    def to_the_end(self) -> None:
        while self.pull():
            pass


Connect = Callable[..., Line]


@pytest.fixture
def connect(served: Served) -> Iterator[Connect]:
    with ExitStack() as stack:
        client = stack.enter_context(httpx2.Client(base_url=served.url, trust_env=False, timeout=SECONDS))

        def connected(token: str | None, query: str = "", **headers: str) -> Line:
            cookie = {"cookie": f"plantao={token}"} if token else {}
            sent = cookie | {"sec-fetch-mode": "cors"} | {n.replace("_", "-"): v for n, v in headers.items()}
            return Line(stack.enter_context(client.stream("GET", f"/ao-vivo{query}", headers=sent)))

        yield connected


def test_a_line_says_what_it_is_and_begins_with_the_version_and_the_calls(served: Served, connect: Connect) -> None:
    line = connect(served.sign_in())
    line.hear(1)

    assert line.response.status_code == 200
    assert line.response.headers["content-type"].startswith("text/event-stream")
    assert line.response.headers["cache-control"] == "no-store"
    assert line.response.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in line.response.headers
    assert line.versao == estaticos.versao
    assert line.told == [ATIVAS]
    assert re.fullmatch(r"\d+\.\d+", line.position)


def test_everyone_is_told_what_concerns_them(served: Served, connect: Connect) -> None:
    ana, teo = connect(served.sign_in()), connect(served.sign_in(TEO))
    ana.hear(1)
    teo.hear(1)
    served.tell(("a", {"n": 1}), to=[f"usuario:{ANA}"])
    served.tell(("b", {"n": 2}), to=[f"usuario:{TEO}"])
    served.tell(("c", {"n": 3}), ("d", {"texto": "duas\nlinhas\r\n\r\ne mais"}))
    ana.hear(4)
    teo.hear(4)

    assert [tipo for tipo, _ in ana.told] == ["ativas", "a", "c", "d"]
    assert [tipo for tipo, _ in teo.told] == ["ativas", "b", "c", "d"]
    assert ana.told[-1] == ("d", {"texto": "duas\nlinhas\r\n\r\ne mais"})


@pytest.mark.parametrize("by", ["desde", "last_event_id", "both"])
def test_who_comes_back_is_told_what_they_missed(served: Served, connect: Connect, by: str) -> None:
    token = served.sign_in()
    line = connect(token)
    line.hear(1)
    served.tell(*(("a", {"n": n}) for n in range(3)))
    line.hear(2)
    since = line.position
    line.response.close()
    served.tell(("b", {"n": 9}))
    desde = f"?desde={'0.0' if by == 'both' else since}"
    back = connect(token, desde) if by == "desde" else connect(token, desde, last_event_id=since)
    served.tell(("c", {"n": 10}))
    back.hear(4)

    assert back.told == [("a", {"n": 1}), ("a", {"n": 2}), ("b", {"n": 9}), ("c", {"n": 10})]


def test_who_comes_with_no_position_of_ours_begins_anew(served: Served, connect: Connect) -> None:
    token = served.sign_in()
    strange = connect(token, "?desde=alguma")
    future = connect(token, "?desde=7000000000000000000.1")
    strange.hear(1)
    future.hear(2)

    assert strange.told == [ATIVAS]
    assert future.told == [("recomecar", {}), ATIVAS]


@pytest.mark.parametrize(("who", "page"), [(None, None), ("estranho", None), (ANA, TEO)])
def test_no_session_no_line(served: Served, connect: Connect, who: int | str | None, page: int | None) -> None:
    """Nor for a page that another user left open: it would be told what is not for it."""
    token = served.sign_in(who) if isinstance(who, int) else who
    line = connect(token, **({"x_plantao_usuario": str(page)} if page else {}))

    assert line.response.status_code == 401


def test_a_page_names_its_own_user(served: Served, connect: Connect) -> None:
    line = connect(served.sign_in(), x_plantao_usuario=str(ANA))
    line.hear(1)

    assert line.told == [ATIVAS]


def test_the_end_of_a_session_ends_its_lines_at_once(served: Served, connect: Connect) -> None:
    ana, teo = connect(served.sign_in()), connect(served.sign_in(TEO))
    ana.hear(1)
    served.sign_out()
    ana.to_the_end()
    served.tell(("sinal", {"nome": "plantao:fila"}))
    teo.hear(2)

    assert ana.told == [ATIVAS, ("sem_sessao", {})]
    assert teo.told == [ATIVAS, ("sinal", {"nome": "plantao:fila"})]


def test_a_session_that_goes_on_is_only_looked_at(served: Served, connect: Connect) -> None:
    """Its user ended another one."""
    ana = connect(served.sign_in())
    ana.hear(1)
    served.end(served.sign_in())
    served.tell(("sinal", {"nome": "plantao:fila"}))
    ana.hear(2)

    assert ana.told == [ATIVAS, ("sinal", {"nome": "plantao:fila"})]


def test_a_session_that_expires_ends_its_lines(
    served: Served, connect: Connect, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.05)
    ana = connect(served.sign_in())
    ana.beat()
    clock.advance(seconds=13 * 3600)
    ana.to_the_end()

    assert ana.told == [ATIVAS, ("sem_sessao", {})]


def test_who_hangs_up_is_forgotten(served: Served, connect: Connect) -> None:
    token = served.sign_in()
    lines = [connect(token) for _ in range(3)]
    for line in lines:
        line.hear(1)
    lines[0].response.close()
    lines[1].response.close()
    connections = served.app.state.hub._connections
    while len(connections) > 1:
        served.tell(("a", {}))
        assert lines[2].pull()

    assert len(connections) == 1


def test_a_server_that_ends_ends_its_lines_and_the_next_one_goes_on(served: Served, connect: Connect) -> None:
    """Were a line to hold it, `stop` would never return."""
    token = served.sign_in()
    lines = [connect(token) for _ in range(3)]
    for line in lines:
        line.hear(1)
    served.tell(("a", {"n": 1}))
    served.stop()
    for line in lines:
        line.to_the_end()
        assert line.told == [ATIVAS, ("a", {"n": 1})] or line.told == [ATIVAS]
    served.start()
    served.tell(("a", {"n": 2}))
    for line in lines:
        back = connect(token, f"?desde={line.position}")
        back.hear(3 - len(line.told))
        assert (line.told + back.told)[1:] == [("a", {"n": 1}), ("a", {"n": 2})]


def test_term_does_not_wait_for_those_who_listen(settings: Settings, tmp_path: Path) -> None:
    async def signed_in() -> str:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            token, _ = await sessao.entrar(tx, ANA, None, "", real_clock(), ficar=False)
        await database.close()
        return token

    cookie = {"cookie": f"plantao={asyncio.run(signed_in())}"}
    server = server_on(settings, tmp_path / "server.log")
    server.start()
    try:
        with httpx2.stream("GET", f"{server.url}/ao-vivo", headers=cookie, trust_env=False, timeout=SECONDS) as answer:
            line = Line(answer)
            line.hear(1)
            server.ask_to_end()
            line.to_the_end()
        server.wait()
    finally:
        server.kill()

    assert "graceful" not in server.said()
