"""A real SIP call rings, and the window is on the screen: Kamailio as its guide sets it up, SIPp at both ends."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.time import Clock, real_clock
from tests.browser.central import Central
from tests.browser.desk import Desk, ringing
from tests.browser.serving import SECONDS
from tools.serverproc import LOOPBACK
from tools.sip import programs

CALLER, UNKNOWN, COLLEAGUE = "37999912222", "31987450163", "112"
LOST = "Ligação perdida · (37) 99991-2222 · Bianca Couto"
CALLS = "SELECT status, ramal, telefone FROM ligacao"


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[Central]:
    """An exchange that does not run yet."""
    made = Central(programs(), tmp_path)
    yield made
    made.stop()


@pytest.fixture
def central(exchange: Central, desk: Desk) -> Iterator[Central]:
    """An exchange that tells the desk's server, and has nothing to complain of at the end."""
    exchange.start(desk.served.url)
    yield exchange
    assert "plantao:" not in exchange.said()


def test_a_call_rings_and_is_given_up(desk: Desk, central: Central, live: Callable[..., Page]) -> None:
    page = live()

    call = central.call(CALLER)

    ringing(page)
    expect(page.locator(".cj .nm")).to_have_text("Bianca Couto")
    call.hang_up()
    expect(page.locator(".cj")).to_have_count(0)
    expect(page.locator(".brinde")).to_contain_text(LOST)
    assert desk.sql(CALLS) == [{"status": "cancelada", "ramal": "111", "telefone": CALLER}]


def test_a_call_is_answered_and_ends(central: Central, live: Callable[..., Page]) -> None:
    page = live()
    call = central.call(CALLER, how="conversa", called="atende")
    ringing(page)
    page.keyboard.press("1")
    expect(page.locator(".cj [data-tecla='1']")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".cj")).to_have_class("cj chamando")

    call.hang_up()

    expect(page.locator(".cj")).to_have_class("cj encerrada")
    expect(page.locator(".cj")).to_contain_text("Encerrada pela central")


def test_an_unknown_number(central: Central, live: Callable[..., Page]) -> None:
    page = live()
    call = central.call(UNKNOWN)

    ringing(page)
    expect(page.locator(".cj .tel")).to_have_text("(31) 98745-0163")
    expect(page.locator(".cj input[type=search]")).to_be_focused()
    call.hang_up()
    expect(page.locator(".cj")).to_have_count(0)


def test_the_telephone_refuses(desk: Desk, central: Central, live: Callable[..., Page]) -> None:
    page = live()

    central.call(CALLER, how="recusado", called="recusa").ends()

    expect(page.locator(".brinde")).to_contain_text(LOST)
    expect(page.locator(".cj")).to_have_count(0)
    assert [call["status"] for call in desk.sql(CALLS)] == ["cancelada"]


def test_another_token_is_asked_for(desk: Desk, central: Central, live: Callable[..., Page]) -> None:
    page = live()
    call = central.call(CALLER)
    ringing(page)
    desk.sql("DELETE FROM oauth_token")

    call.hang_up()

    expect(page.locator(".cj")).to_have_count(0)
    assert desk.sql("SELECT id_oauth_client FROM oauth_token") != []


def test_calls_between_extensions_are_not_told(desk: Desk, central: Central, live: Callable[..., Page]) -> None:
    page = live()
    central.call(COLLEAGUE, how="conversa", called="atende").hang_up()

    call = central.call(CALLER)

    ringing(page)
    assert [called["telefone"] for called in desk.sql(CALLS)] == [CALLER]
    call.hang_up()


def test_no_call_waits_for_plantao(exchange: Central) -> None:
    """Were it to wait, the telephones would have given up long before."""
    with socket.create_server((LOOPBACK, 0)) as deaf:
        deaf.settimeout(SECONDS)
        exchange.start(f"http://{LOOPBACK}:{deaf.getsockname()[1]}", seconds=10 * int(SECONDS))

        exchange.call(CALLER, how="conversa", called="atende").hang_up()
        asked, _ = deaf.accept()
        exchange.call(CALLER).hang_up()

        with asked:
            assert asked.recv(4096).startswith(b"POST /oauth/token")
