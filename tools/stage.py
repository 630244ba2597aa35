"""What is done on a page of the desk before it is looked at: by the tests, and for the pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO

API = "/api/v1/integracao/pbx/ligacao/"
GUARDA = 450
"""Until the window takes keys: its guard is part of what it promises."""
PATIENCE = 20_000
"""How long a busy machine may take to show something, in milliseconds."""


class Pbx:
    """A telephone exchange that speaks to the API; `usual` is the call it makes unless told otherwise."""

    def __init__(self, url: str, usual: dict[str, Any]) -> None:
        self._client = httpx2.Client(base_url=url, trust_env=False)
        self._usual = usual
        form = {"grant_type": "password", "client_id": 3, "client_secret": SEGREDOS[3]}
        who = {"username": USUARIO, "password": SENHA}
        token = self._client.post("/oauth/token", json=form | who).json()["access_token"]
        self._client.headers["authorization"] = f"Bearer {token}"

    def ring(self, **call: Any) -> None:
        """Announce a call."""
        self._say("notificar", call)

    def hang_up(self, **call: Any) -> None:
        """Withdraw it."""
        self._say("cancelar", call)

    def close(self) -> None:
        """Say no more."""
        self._client.close()

    def _say(self, verb: str, call: dict[str, Any]) -> None:
        answer = self._client.post(API + verb, json=self._usual | call)
        assert answer.json()["status"] == "success", answer.text


def ringing(page: Page) -> None:
    """Wait until one window is on the screen, and listens."""
    expect(page.locator(".cj:visible")).to_have_count(1, timeout=PATIENCE)
    page.wait_for_timeout(GUARDA)
    page.evaluate("new Promise((then) => setTimeout(then))")  # a busy page is late with what was due before this


@dataclass
class Stage:
    """A page, and the exchange that may call it."""

    pbx: Pbx
    page: Page

    def ring(self, **call: Any) -> None:
        """Let the telephone ring and wait until the window listens."""
        expect(self.page.locator("#vivo")).to_have_text("Ao vivo", timeout=PATIENCE)
        self.pbx.ring(**call)
        ringing(self.page)

    def press(self, keys: str) -> None:
        """Press these, one after the other."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def sees(self, selector: str) -> None:
        """Wait until this is on the screen."""
        expect(self.page.locator(selector).first).to_be_visible(timeout=PATIENCE)


Doing = Callable[[Stage], None]


def nothing(_: Stage) -> None:
    """The page as it comes."""


def keys(pressed: str, sees: str) -> Doing:
    """Press these, and wait for what they bring."""

    def press(stage: Stage) -> None:
        stage.press(pressed)
        stage.sees(sees)

    return press


def click(what: str, sees: str) -> Doing:
    """Click on what is found, and wait for what it brings."""

    def click(stage: Stage) -> None:
        stage.page.locator(what).first.click()
        stage.sees(sees)

    return click


def rings(*calls: dict[str, Any], pressed: str = "", sees: str = ".cj") -> Doing:
    """These call, then keys are pressed in the window."""

    def ring(stage: Stage) -> None:
        for call in calls:
            stage.ring(**call)
        stage.press(pressed)
        stage.sees(sees)

    return ring


def palette(text: str, sees: str = "#paleta [aria-selected=true]") -> Doing:
    """Search in the palette."""

    def search(stage: Stage) -> None:
        stage.press("Control+k")
        stage.page.keyboard.type(text)
        stage.sees(sees)

    return search


def cut_off(stage: Stage) -> None:
    """A lost line, as the live connection says it."""
    expect(stage.page.locator("#vivo")).to_have_text("Ao vivo", timeout=PATIENCE)
    stage.page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('plantao:vivo', {detail: {estado: 'caido', ultima: Date.now()}}))"
    )
    expect(stage.page.locator("#faixa .aviso")).to_be_in_viewport()


def session_over(stage: Stage) -> None:
    """A session that ended, as a refused request says it."""
    stage.page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:sem-sessao'))")
    stage.sees("#sessao")


def secret(stage: Stage) -> None:
    """A new program, and its secret for this once."""
    page = stage.page
    page.get_by_label("Nome").fill("Central telefônica")
    page.get_by_role("button", name="Criar cliente").click()
    stage.sees("#segredo")
