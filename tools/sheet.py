"""The component sheet (design §6), on a desk's address though no route of it answers there: for eyes and for axe."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext

from plantao.kit.html import HEADERS, templates
from plantao.painel.face import estaticos

SHEET = "/componentes"
TEMPLATE = Path(__file__).with_name("componentes.html")


def offer(context: BrowserContext, url: str) -> None:
    """Let this browser find the sheet at the desk of `url`."""
    context.route(url + SHEET, lambda route: route.fulfill(body=html(), headers=HEADERS, content_type="text/html"))


def html() -> str:
    """Every component, with the macros and the stylesheet of the desk."""
    known = {"estatico": estaticos.url, "tema": lambda _: "claro", "densidade": lambda _: "normal"}
    text = TEMPLATE.read_text(encoding="utf-8")
    return templates.from_string(text).render(quem=None, request=None, **known)
