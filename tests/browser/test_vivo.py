"""The live connection as pages see it: one line for all tabs, nothing lost or told twice, the truth when it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Door

from plantao.kit import live
from plantao.kit.estaticos import Asset
from plantao.kit.html import CSP
from plantao.kit.settings import Settings
from plantao.painel.face import estaticos
from tests.browser.serving import ANA, Served, html
from tests.server import MovableClock

FOLDER = Path(__file__).parents[2] / "plantao" / "static" / "mesa"
FILES = ("plantao-vivo.js", "plantao-vivo-trabalhador.js")
BUDGET = 4096
"""Design §1: both files, compressed as they are served."""

NOTE = """
const told = [];
window.told = told;
window.states = [];
for (const nome of ["chamada", "chamada_fim", "ativas", "recomecar", "versao"]) {
  document.body.addEventListener(`plantao:${nome}`, ({ detail }) => told.push([nome, detail]));
}
for (const nome of ["fila", "chamadas"]) {
  document.body.addEventListener(`plantao:${nome}`, () => told.push([nome, null]));
}
document.body.addEventListener("plantao:vivo", ({ detail }) => window.states.push(detail.estado));
"""
ATIVAS = ["ativas", {"chamadas": []}]


class Desk:
    """The served application with a page of the test's own, and its tabs."""

    def __init__(self, served: Served, context: BrowserContext) -> None:
        self.served = served
        self.context = context
        self.faults: list[str] = []
        self.sign_in()

    def sign_in(self) -> None:
        token = self.served.sign_in()
        self.context.add_cookies([{"name": "plantao", "value": token, "url": self.served.url, "httpOnly": True}])

    def tab(self, **query: str) -> Page:
        """Open a page, and wait until it is live."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if "Security Policy" in said.text else None)
        self.load(page, **query)
        return page

    def load(self, page: Page, **query: str) -> None:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        page.goto(f"{self.served.url}/teste?{asked}")
        self.state(page, "vivo")

    def state(self, page: Page, estado: str) -> None:
        page.wait_for_function("estado => document.body.dataset.vivo === estado", arg=estado)

    def heard(self, page: Page, *tipos: str) -> None:
        """Wait until the page was told each of these."""
        page.wait_for_function("ts => ts.every((t) => window.told.some(([tipo]) => tipo === t))", arg=tipos)

    def hear(self, page: Page, tipo: str, n: int) -> None:
        """Wait until the page was told number `n`."""
        page.wait_for_function("([t, n]) => window.told.some(([tipo, d]) => tipo === t && d?.n === n)", arg=[tipo, n])

    def numbers(self, page: Page) -> list[int]:
        """What the page was told at once, by number."""
        found: list[int] = page.evaluate("window.told.filter(([, d]) => d && 'n' in d).map(([, d]) => d.n)")
        return found

    def told(self, page: Page) -> list[Any]:
        found: list[Any] = page.evaluate("window.told")
        return found

    def call(self, *numbers: int) -> None:
        for n in numbers:
            self.served.tell(("chamada", {"n": n}))

    @property
    def lines(self) -> int:
        return len(self.served.app.state.hub._connections)


async def _page(request: Request) -> Response:
    """A page of the desk with nothing on it, that notes what it is told."""
    query = request.query_params
    position = query.get("posicao") or "{}.{}".format(*request.app.state.tail.position)
    place = "" if position == "nenhuma" else f' data-posicao="{position}"'
    versao = query.get("versao", estaticos.versao)
    return html(
        f'<title>teste</title><body{place} data-usuario="{ANA}" data-versao="{versao}">'
        '<p id="fila" hx-trigger="load, plantao:fila from:body, plantao:chamadas from:body"></p>'
        '<button data-tentar>Tentar agora</button><input id="campo">'
        f'<script src="/teste.js" type="module"></script>'
        f'<script src="{estaticos.url("plantao-vivo.js")}" type="module"></script>',
        **{"Content-Security-Policy": CSP, "Cache-Control": "no-store"},
    )


async def _script(request: Request) -> Response:
    return Response(NOTE, media_type="text/javascript")


@pytest.fixture
def served(settings: Settings, clock: MovableClock) -> Iterator[Served]:
    running = Served(settings, clock, [Door("/teste", _page), Door("/teste.js", _script)])
    running.start()
    yield running
    running.stop()


@pytest.fixture
def desk(served: Served, context: BrowserContext) -> Iterator[Desk]:
    opened = Desk(served, context)
    yield opened
    context.close()
    assert opened.faults == []


WITHOUT_WORKERS = "delete globalThis.SharedWorker"
WITHOUT_LOCKS = "delete Navigator.prototype.locks"


@pytest.fixture(params=["worker", "lock", "alone"])
def any_desk(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """With a SharedWorker; without, one tab for all; without locks too (no HTTPS), each for itself."""
    if request.param != "worker":
        desk.context.add_init_script(WITHOUT_WORKERS)
    if request.param == "alone":
        desk.context.add_init_script(WITHOUT_LOCKS)
    return desk


def test_both_files_keep_to_their_budget() -> None:
    assert sum(len(Asset.read(FOLDER / name).packed["gzip"]) for name in FILES) <= BUDGET


def test_what_happens_reaches_the_page_in_order(any_desk: Desk) -> None:
    page = any_desk.tab()
    any_desk.call(1, 2, 3)
    any_desk.served.tell(("chamada_fim", {"n": 4, "id": 7}), ("chamada", {"n": 5, "html": "<b>duas\nlinhas</b>"}))
    any_desk.hear(page, "chamada", 5)
    any_desk.heard(page, "ativas")

    assert any_desk.numbers(page) == [1, 2, 3, 4, 5]
    assert ["chamada", {"n": 5, "html": "<b>duas\nlinhas</b>"}] in any_desk.told(page)
    assert ATIVAS in any_desk.told(page)


def test_a_burst_of_a_signal_is_one(desk: Desk) -> None:
    page = desk.tab()
    for _ in range(20):
        desk.served.tell(("sinal", {"nome": "plantao:fila"}), ("sinal", {"nome": "plantao:chamadas"}))
    desk.call(1)
    desk.hear(page, "chamada", 1)
    desk.heard(page, "fila", "chamadas")

    told = [tipo for tipo, _ in desk.told(page)]
    assert told.count("fila") < 5


@pytest.mark.parametrize("kind", ["worker", "lock"])
def test_all_tabs_have_one_line_and_each_is_told_once(desk: Desk, kind: str) -> None:
    if kind == "lock":
        desk.context.add_init_script(WITHOUT_WORKERS)
    pages = [desk.tab() for _ in range(3)]
    desk.call(1, 2)
    for page in pages:
        desk.hear(page, "chamada", 2)
    assert desk.lines == 1
    pages[0].close()
    desk.call(3)
    for page in pages[1:]:
        desk.hear(page, "chamada", 3)

    assert [desk.numbers(page) for page in pages[1:]] == [[1, 2, 3]] * 2
    assert desk.lines == 1


def test_a_tab_opened_later_is_told_what_came_after_it_was_made(desk: Desk) -> None:
    """Between the page and its first word to the worker the line went on."""
    desk.call(0)
    first = desk.tab()
    before = "{}.{}".format(*desk.served.app.state.tail.position)
    desk.call(1, 2)
    desk.hear(first, "chamada", 2)
    middle = "{}.{}".format(*desk.served.app.state.tail.position)
    desk.call(3)
    desk.hear(first, "chamada", 3)
    from_before, from_middle, from_now = desk.tab(posicao=before), desk.tab(posicao=middle), desk.tab()
    older = desk.tab(posicao="0.0")
    desk.call(4)
    for page in from_before, from_middle, from_now, older:
        desk.hear(page, "chamada", 4)

    assert desk.numbers(from_before) == [1, 2, 3, 4]
    assert desk.numbers(from_middle) == [3, 4]
    assert desk.numbers(from_now) == [4]
    assert desk.numbers(older) == [4]
    assert ["recomecar", {}] in desk.told(older)
    assert desk.lines == 1


def test_a_page_without_a_position_begins_with_the_calls(desk: Desk) -> None:
    page = desk.tab(posicao="nenhuma")
    desk.heard(page, "ativas")
    desk.call(1)
    desk.hear(page, "chamada", 1)

    assert desk.numbers(page) == [1]


def test_a_page_that_goes_on_to_another_misses_nothing(any_desk: Desk) -> None:
    page = any_desk.tab()
    position = page.evaluate("document.body.dataset.posicao")
    any_desk.call(1)
    any_desk.hear(page, "chamada", 1)
    any_desk.load(page, posicao=position)
    any_desk.call(2)
    any_desk.hear(page, "chamada", 2)

    assert any_desk.numbers(page) == [1, 2]


def test_a_restart_loses_and_doubles_nothing(any_desk: Desk) -> None:
    page = any_desk.tab()
    any_desk.call(1, 2)
    any_desk.hear(page, "chamada", 2)
    for n in 3, 5:
        any_desk.served.stop()
        any_desk.served.start()
        any_desk.call(n, n + 1)
        any_desk.hear(page, "chamada", n + 1)

    assert any_desk.numbers(page) == [1, 2, 3, 4, 5, 6]
    assert ["recomecar", {}] not in any_desk.told(page)


def test_what_the_screen_shows_is_asked_for_again_after_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.tab()
    desk.served.stop()
    monkeypatch.setattr(live, "REPLAY_EVENTS", 0)
    desk.served.start()
    desk.call(1)
    desk.heard(page, "recomecar", "ativas")
    desk.heard(page, "fila", "chamadas")
    desk.call(2)
    desk.hear(page, "chamada", 2)


def test_it_says_so_while_the_line_is_down_and_asks_for_calls_meanwhile(desk: Desk) -> None:
    async def ring(request: Request) -> Response:
        return JSONResponse({"n": 9})

    async def cut(request: Request) -> Response:
        return Response(status_code=503)

    desk.context.add_init_script(WITHOUT_WORKERS)
    page = desk.context.new_page()
    page.clock.install()
    desk.load(page)
    desk.served.restart(Door("/ao-vivo", cut), Door("/chamadas/ativas", ring))
    page.clock.fast_forward(5_000)
    desk.state(page, "reconectando")
    page.clock.fast_forward(15_000)
    desk.state(page, "caido")
    desk.hear(page, "ativas", 9)
    desk.served.restart()
    page.get_by_text("Tentar agora").click()
    desk.state(page, "vivo")

    assert page.evaluate("window.states") == ["vivo", "reconectando", "caido", "vivo"]


def test_a_silent_line_is_dead(desk: Desk) -> None:
    """A cable that was pulled ends nothing: only silence tells."""
    desk.context.add_init_script(WITHOUT_WORKERS)
    page = desk.context.new_page()
    page.clock.install()
    desk.load(page, versao="antiga")
    desk.heard(page, "versao")
    page.evaluate("() => { window.told.length = 0 }")
    page.clock.fast_forward(27_000)
    desk.heard(page, "versao")
    desk.call(1)
    desk.hear(page, "chamada", 1)

    assert desk.numbers(page) == [1]


def test_the_end_of_a_session_waits_for_the_next_one_with_the_screen_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.05)
    here, there = desk.tab(), desk.tab()
    here.fill("#campo", "o que estava escrito")
    desk.served.sign_out()
    for page in here, there:
        desk.state(page, "sem_sessao")
    desk.call(1)
    desk.sign_in()
    here.evaluate("document.body.dispatchEvent(new Event('plantao:tentar', { bubbles: true }))")
    for page in here, there:
        desk.state(page, "vivo")
        desk.hear(page, "chamada", 1)

    assert [desk.numbers(page) for page in (here, there)] == [[1], [1]]
    assert here.input_value("#campo") == "o que estava escrito"


def test_a_line_that_is_forbidden_is_not_asked_for_again(desk: Desk) -> None:
    asked = []

    async def forbid(request: Request) -> Response:
        asked.append(request.url.path)
        return Response(status_code=403)

    desk.served.restart(Door("/ao-vivo", forbid))
    page = desk.context.new_page()
    page.goto(f"{desk.served.url}/teste")
    desk.state(page, "sem_acesso")

    assert asked == ["/ao-vivo"]


def test_a_new_version_is_said_and_the_same_one_is_not(desk: Desk) -> None:
    same, other = desk.tab(), desk.tab(versao="antiga")
    desk.served.stop()
    desk.served.start()
    desk.call(1)
    for page in same, other:
        desk.hear(page, "chamada", 1)

    assert ["versao", {"versao": estaticos.versao}] in desk.told(other)
    assert "versao" not in [tipo for tipo, _ in desk.told(same)]


def test_one_tab_rings_the_one_last_looked_at(desk: Desk) -> None:
    first, second = desk.tab(), desk.tab()

    def rings(page: Page, yes: bool) -> None:
        page.wait_for_function("yes => document.body.hasAttribute('data-toca') === yes", arg=yes)

    rings(second, True)
    rings(first, False)
    first.bring_to_front()
    first.evaluate("dispatchEvent(new Event('focus'))")
    rings(first, True)
    rings(second, False)
    first.close()
    rings(second, True)


def test_a_worker_that_is_gone_is_made_again(desk: Desk) -> None:
    """The process that holds it may crash with another tab."""
    page = desk.context.new_page()
    page.clock.install()
    desk.load(page)
    desk.call(1)
    desk.hear(page, "chamada", 1)
    browser = desk.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    for target in session.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "shared_worker":
            session.send("Target.closeTarget", {"targetId": target["targetId"]})
    while desk.lines:
        page.wait_for_timeout(20)
    desk.call(2)
    page.clock.fast_forward(40_000)
    desk.hear(page, "chamada", 2)

    assert desk.numbers(page) == [1, 2]
