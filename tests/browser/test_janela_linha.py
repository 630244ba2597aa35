"""The call window while the line breaks: the screen says so, and is right again soon after (design §8, §14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Door

from plantao.kit.settings import Settings
from plantao.kit.time import Clock, real_clock
from tests.browser.desk import Desk
from tests.browser.line import Line
from tests.mesa import BIANCA, sign_in
from tests.support import LIGACAO, Rows
from tests.torture.rounds import server_on
from tools.serverproc import ServerProcess
from tools.stage import Pbx, ringing

RETURNS = 5000
"""Milliseconds after the line is there again in which the screen must be right (design §14)."""
GIVES_UP = 15_000
"""Until a request has surely been given up; its limit is the browser's own clock."""
NUMBER = "(37) 99991-2222"
WITHOUT_WORKERS = "delete globalThis.SharedWorker"
"""The connection is the page's own, so that the page's clock is its clock."""


@pytest.fixture
def time() -> Clock:
    return real_clock


@pytest.fixture
def line(desk: Desk) -> Iterator[Line]:
    """What lies between the browser and the server."""
    opened = Line(desk.served.port)
    yield opened
    opened.close()


def clocked(context: BrowserContext, url: str) -> Page:
    """A page at `url` whose time can be moved on, once it is live."""
    context.add_init_script(WITHOUT_WORKERS)
    page = context.new_page()
    page.clock.install()
    page.goto(url)
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    return page


def is_right(page: Page, number: str = NUMBER) -> None:
    """The call is on the screen, once, within the promised time, and the screen does not say otherwise."""
    expect(page.locator(".cj .tel")).to_have_text(number, timeout=RETURNS)
    expect(page.locator("#vivo")).to_have_text("Ao vivo", timeout=RETURNS)
    expect(page.locator("#faixa")).to_be_hidden()
    expect(page.locator(".cj")).to_have_count(1)


def test_a_call_that_came_while_the_cable_was_pulled(desk: Desk, pbx: Pbx, line: Line, context: BrowserContext) -> None:
    """A pulled cable ends no connection: only silence tells; sixty seconds of it."""
    page = clocked(context, f"{line.url}/chamadas")
    line.hold()
    pbx.ring()
    page.clock.fast_forward(20_000)
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    page.clock.fast_forward(10_000)
    expect(page.locator("#vivo")).to_have_text("Sem conexão")
    expect(page.locator("#faixa")).to_be_visible()
    expect(page.locator("#faixa")).to_contain_text("Novas ligações podem não aparecer.")
    page.clock.fast_forward(30_000)
    expect(page.locator(".cj")).to_have_count(0)

    line.release()

    is_right(page)
    ringing(page)
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")


def test_a_call_that_came_and_went_while_the_cable_was_pulled(
    desk: Desk, pbx: Pbx, line: Line, context: BrowserContext
) -> None:
    page = clocked(context, f"{line.url}/chamadas")
    pbx.ring()
    ringing(page)
    line.hold()
    pbx.hang_up()
    page.clock.fast_forward(60_000)
    expect(page.locator("#vivo")).to_have_text("Sem conexão")
    expect(page.locator(".cj")).to_have_count(1)

    line.release()

    expect(page.locator(".cj")).to_have_count(0, timeout=RETURNS)
    expect(page.locator("#vivo")).to_have_text("Ao vivo", timeout=RETURNS)


def test_calls_are_asked_for_while_there_is_no_stream(desk: Desk, pbx: Pbx, context: BrowserContext) -> None:
    """A proxy that breaks streams: the screen says so, and asks every five seconds."""

    async def broken(request: Request) -> Response:
        return Response(status_code=503)

    page = clocked(context, f"{desk.served.url}/chamadas")
    desk.served.restart(Door("/ao-vivo", broken))
    page.clock.fast_forward(5_000)
    expect(page.locator("#vivo")).to_contain_text("Reconectando…")
    expect(page.locator("#vivo")).to_contain_text("última atualização")
    expect(page.locator("#faixa")).to_be_hidden()
    page.clock.fast_forward(15_000)
    expect(page.locator("#faixa")).to_be_visible()

    pbx.ring()
    page.clock.fast_forward(6_000)
    expect(page.locator(".cj .tel")).to_have_text(NUMBER)
    pbx.hang_up()
    page.clock.fast_forward(6_000)
    expect(page.locator(".cj")).to_have_count(0)
    pbx.ring(telefone=31987450163)
    page.clock.fast_forward(6_000)
    expect(page.locator(".cj")).to_have_count(1)

    desk.served.restart()
    page.get_by_text("Tentar agora").click()
    is_right(page, "(31) 98745-0163")


def test_what_is_typed_meanwhile_is_saved_when_the_line_is_back(
    desk: Desk, pbx: Pbx, line: Line, context: BrowserContext
) -> None:
    page = clocked(context, f"{line.url}/chamadas")
    pbx.ring()
    ringing(page)
    page.keyboard.press("F2")
    report = page.locator(".relato")
    expect(report).to_be_focused()
    line.hold()
    page.keyboard.type("Sem internet desde ontem")
    expect(page.locator(".salvo")).to_contain_text("Ainda não salvo", timeout=GIVES_UP)
    page.clock.fast_forward(60_000)

    line.release()

    expect(page.locator(".salvo")).to_contain_text("Salvo às", timeout=RETURNS)
    expect(report).to_have_value("Sem internet desde ontem")
    [told] = desk.sql("SELECT descricao_abertura AS texto FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert told["texto"] == "Sem internet desde ontem"


def test_what_was_typed_is_there_again_after_the_page_was_closed_without_a_server(
    desk: Desk, pbx: Pbx, live: Callable[..., Page]
) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("F2")
    expect(page.locator(".relato")).to_be_focused()
    desk.served.stop()
    page.keyboard.type("Sem internet desde ontem")
    expect(page.locator(".salvo")).to_contain_text("Ainda não salvo")
    page.close()
    desk.served.start()

    page = live()
    expect(page.locator(".relato")).to_have_value("Sem internet desde ontem")
    expect(page.locator(".salvo")).to_contain_text("Salvo às")
    [told] = desk.sql("SELECT descricao_abertura AS texto FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert told["texto"] == "Sem internet desde ontem"
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('chamada'))") == []
    desk.faults.clear()


def tickets(desk: Desk) -> int:
    [found] = desk.sql("SELECT count(*) AS n FROM atendimento")
    return int(found["n"])


def test_an_opening_that_fails_keeps_the_window(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    before = tickets(desk)
    page = live()
    pbx.ring()
    ringing(page)

    def lost(route: Route) -> None:
        route.abort()

    page.route("**/abrir", lost)
    page.keyboard.press("F2")
    expect(page.locator(".cj .aviso.perigo")).to_have_text("Não abriu. Tente de novo.")
    expect(page.locator(".cj")).to_have_class("cj chamando")
    expect(page.locator("[data-principal]")).to_contain_text("Abrir atendimento e gerar protocolo")
    assert tickets(desk) == before

    page.unroute("**/abrir")
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")
    assert tickets(desk) == before + 1
    desk.faults.clear()


def test_an_answer_that_is_lost_opens_one_ticket(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    """The server opened it; the browser only heard that its request failed, and asks again."""
    before = tickets(desk)
    page = live()
    pbx.ring()
    ringing(page)
    asked = []

    def lost(route: Route) -> None:
        asked.append(route.fetch().status)
        route.abort()

    page.route("**/abrir", lost)
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")
    page.evaluate(
        "fetch(`/chamadas/${document.querySelector('.cj').dataset.ligacao}/abrir`, {method: 'POST'}).catch(() => 0)"
    )
    expect(page.locator(".cj .aviso.perigo")).to_have_count(0)

    assert asked[0] == 200
    assert tickets(desk) == before + 1
    desk.faults.clear()


@pytest.fixture
def process(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A real server process on the test's copy of the world."""
    server = server_on(settings, Path(tmp_path_factory.mktemp("server")) / "server.log")
    server.start()
    yield server
    server.kill()


def test_a_server_killed_mid_ring(
    settings: Settings, process: ServerProcess, context: BrowserContext, rows: Rows
) -> None:
    """SIGKILL: the window stays, the screen says that it is alone, and a new process goes on where the other ended."""
    context.add_cookies(
        [{"name": "plantao", "value": sign_in(settings, real_clock(), BIANCA), "url": process.url, "httpOnly": True}]
    )
    line = Line(process.port)
    page = context.new_page()
    page.goto(f"{line.url}/chamadas")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    pbx = Pbx(process.url, LIGACAO)
    pbx.ring()
    ringing(page)

    process.kill()
    expect(page.locator("#vivo")).to_contain_text("Reconectando…")
    expect(page.locator(".cj .tel")).to_have_text(NUMBER)
    page.keyboard.press("F2")
    expect(page.locator(".cj .aviso.perigo")).to_have_text("Não abriu. Tente de novo.")
    process.start()
    line.server_port = process.port

    is_right(page)
    assert [call["status"] for call in rows("SELECT status FROM ligacao")] == ["tocando"]
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")
    page.keyboard.press("Escape")
    expect(page.locator(".cj")).to_have_count(0)

    pbx.close()
    pbx = Pbx(process.url, LIGACAO)
    pbx.ring(telefone=31987450163)
    ringing(page)
    process.kill()
    process.start()
    line.server_port = process.port
    pbx.close()
    pbx = Pbx(process.url, LIGACAO)
    pbx.hang_up(telefone=31987450163)
    expect(page.locator(".cj")).to_have_count(0)
    expect(page.locator("#brindes")).to_contain_text("Ligação perdida · (31) 98745-0163")
    assert len(rows("SELECT 1 FROM ligacao")) == 2
    pbx.close()
    line.close()
