"""Every screen, in both themes: nothing for axe, nothing too wide, a silent console, nobody else asked."""

from __future__ import annotations

import asyncio
import json
import re
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response

from plantao.kit.html import CSP
from plantao.kit.settings import Settings
from plantao.kit.time import Clock, real_clock
from plantao.painel import face
from tests.browser.desk import Desk, Pbx
from tests.browser.walk import ADMINISTRADOR, ENRICHED, SCREENS, Screen
from tests.mesa import BIANCA, Mesa
from tests.server import execute
from tests.test_house import routes
from tools import sheet
from tools.stage import Stage

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
THEMES = ("claro", "escuro")
DRESS = """async (theme) => {
  document.documentElement.dataset.tema = theme;
  await new Promise(requestAnimationFrame);
  document.getAnimations().forEach((animation) => animation.finish());
}"""
"""The other theme, with nothing still on its way to it."""
SIZES = ((1366, 768), (683, 384), (320, 640))
"""The smallest desk, the same at 200 %, and a reflow at 400 % of 1280."""

HOLDS_MORE = (
    ".sr, .recolhe, .corta, .tab, .rolagem, .trilho, .dicas, pre, input, textarea, select, .topo > .b, .topo > .vivo"
)
"""What may hold more than it shows: it scrolls by itself, ends in an ellipsis, or leaves its icon for its words."""
TOO_WIDE = """async (holdsMore) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return [...document.querySelectorAll("html, body, body *")]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && !e.matches(holdsMore))
    .filter((e) => e === document.documentElement || getComputedStyle(e).overflowX !== "visible")
    .map((e) => `${e.tagName}#${e.id}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`);
}"""
"""Of a page that was drawn in its new size, for menus follow it."""

FRAGMENTS = {
    "/": "sends to the queue",
    "/ao-vivo": "the live stream",
    "/atendimentos/novo/clientes": "asked by the form of a new ticket",
    "/atendimentos/{id_atendimento}/anexos/{id_anexo}": "a download",
    "/atendimentos/{id_atendimento}/anexos/{id_anexo}/previa": "an image",
    "/atendimentos/{id_atendimento}/anexos/{id_anexo}/ver": "a PDF",
    "/atendimentos/{id_atendimento}/dialogos/{dialogo}": "opened on a ticket",
    "/chamadas/ativas": "JSON",
    "/chamadas/{id_ligacao:int}/busca": "asked by the window",
    "/fila/nao-lidos": "the counter of the rail",
    "/teclas": "a dialog",
    "/integracoes/simulador/{id_ligacao:int}": "asked by the simulator",
    "/integracoes/{id_oauth_client:int}/confirmar/{ato}": "opened on a program",
    "/pessoas/{id_usuario:int}/confirmar/{ato}": "opened on a person",
}
"""What is read of the desk and is no page of its own."""
SAMPLES = {"dialogo": "fechar", "ato": "revogar", "id_oauth_client": "4", "id_atendimento": "300", "id_ligacao": "1"}


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A world with something of everything, before it is served."""
    for statement in ENRICHED:
        asyncio.run(execute(settings, statement, {}))
    return settings


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """Every address the browser asked for."""
    found: list[str] = []
    context.on("request", lambda request: found.append(request.url))
    return found


def violations(page: Page, within: str) -> list[str]:
    """What axe finds wrong: the rule, where, and why."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(within or 'html')}, {json.dumps(OPTIONS)})")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} — {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen(desk: Desk, pbx: Pbx, context: BrowserContext, asked: list[str], screen: Screen) -> None:
    desk.sql("UPDATE usuario SET papel = :papel WHERE id = :id", papel=screen.papel, id=BIANCA)
    if not screen.signed_in:
        context.clear_cookies()
    policies: list[str | None] = []

    def answered(answer: Response) -> None:
        if answer.request.is_navigation_request():
            policies.append(answer.headers.get("content-security-policy"))

    context.on("response", answered)
    sheet.offer(context, desk.served.url)
    page = desk.tab(screen.path)
    page.emulate_media(reduced_motion="reduce")
    screen.then(Stage(pbx, page))

    found: dict[str, list[str]] = {}
    for theme in THEMES:
        page.evaluate(DRESS, theme)
        found[theme] = violations(page, screen.within)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found[f"{width}"] = page.evaluate(TOO_WIDE, HOLDS_MORE)
    assert {at: wrong for at, wrong in found.items() if wrong} == {}
    assert set(policies) == {CSP}
    assert [url for url in asked if not url.startswith((desk.served.url, "data:", "blob:"))] == []
    refusal = f"responded with a status of {screen.status} "
    desk.faults[:] = [said for said in desk.faults if screen.status == 200 or refusal not in said]


def test_every_page_is_walked(mesa: Mesa, change: Any) -> None:
    """Whatever route of the desk is read either stands among the screens or answers no page."""
    change("UPDATE usuario SET papel = :papel WHERE id = :id", papel=ADMINISTRADOR, id=BIANCA)
    read = {path for path, route in routes(face.mesa().routes) if "GET" in (getattr(route, "methods", None) or ())}
    walked = {screen.route for screen in SCREENS if screen.route}

    assert read == walked | FRAGMENTS.keys()
    for path in read & FRAGMENTS.keys() - {"/ao-vivo"}:
        answer = mesa.get(re.sub(r"\{(\w+)(:\w+)?\}", lambda name: SAMPLES.get(name[1], "1"), path))
        assert "<html" not in answer.text or answer.status_code == 404, path


def test_nobody_is_asked_for_a_screen_twice() -> None:
    names = [screen.name for screen in SCREENS]

    assert sorted(set(names)) == sorted(names)
