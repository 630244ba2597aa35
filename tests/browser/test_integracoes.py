"""Integrations in a real browser: a program of the API from its secret on, and a simulated call up to its window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from plantao.kit.time import Clock, real_clock
from tests.browser.desk import Desk
from tests.mesa import BIANCA


@pytest.fixture
def time() -> Clock:
    """A call is simulated now."""
    return real_clock


@pytest.fixture(autouse=True)
def _administrator(desk: Desk) -> None:
    desk.sql("UPDATE usuario SET papel = 'administrador' WHERE id = :id", id=BIANCA)


def test_a_secret_is_shown_once_and_access_is_revoked(desk: Desk) -> None:
    page = desk.tab("/integracoes")
    page.get_by_role("link", name="Novo cliente").click()
    page.get_by_label("Nome").fill("Central telefônica")
    page.get_by_label("Redes aceitas").fill("10.20.0.0/24")
    page.get_by_role("button", name="Criar cliente").click()

    expect(page.get_by_text("Segredo criado.")).to_be_visible()
    secret = page.locator("#segredo").inner_text()
    page.reload()
    expect(page.get_by_role("heading", name="Central telefônica")).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)
    expect(page.locator("dl").get_by_text(f"••••{secret[-4:]}")).to_be_visible()

    page.get_by_role("button", name="Revogar acesso").click()
    dialog = page.get_by_role("dialog", name="Revogar o acesso de Central telefônica?")
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_focused()
    dialog.get_by_role("button", name="Revogar acesso").click()

    expect(page.get_by_text("Não havia tokens a revogar.")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_simulated_call_up_to_its_window_and_back(desk: Desk) -> None:
    page = desk.tab("/integracoes/simulador")
    expect(page.locator("#ramal")).to_have_value("111")
    page.locator("#telefone").fill("37999912222")
    page.get_by_role("button", name="Ligar", exact=True).click()

    expect(page.locator("#janela .nm")).to_have_text("Bianca Couto")
    expect(page.locator("#passos").get_by_text("Janela visível")).to_be_visible()
    page.get_by_role("button", name="Cancelar ligação").click()

    expect(page.locator("#passos").get_by_text("Ligação cancelada")).to_be_visible()
    expect(page.locator("#janela .nm")).to_have_count(0)
