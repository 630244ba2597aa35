"""Whose page it is: signing in again over it, somebody else's cookie under it, one's own password and settings."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from plantao.acesso.rules import guardar_senha
from tests.browser.desk import Desk, becomes
from tests.browser.serving import ANA
from tests.mesa import BIANCA

SENHA, OUTRA = "uma senha comprida", "outra senha comprida"
AVAILABLE = "SELECT id FROM usuario WHERE disponivel"


@pytest.fixture(autouse=True)
def _passwords(desk: Desk) -> None:
    """Bianca and Ana sign in with a password."""
    for id_usuario, name, senha in ((BIANCA, "bianca", SENHA), (ANA, "ana", OUTRA)):
        desk.sql(
            "UPDATE usuario SET email = :email, senha = :senha WHERE id = :id",
            email=f"{name}@provedor.com.br",
            senha=guardar_senha(senha),
            id=id_usuario,
        )


def takes_the_turn(page: Page) -> None:
    page.locator(".ramal").click()
    page.locator("[data-turno]").click()


def says(page: Page, senha: str) -> None:
    page.locator("#sessao-senha").fill(senha)
    page.keyboard.press("Enter")


def test_one_signs_in_again_over_the_page(desk: Desk) -> None:
    page = desk.tab("/fila")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    desk.sql("DELETE FROM sessao")
    takes_the_turn(page)

    dialog = page.get_by_role("dialog", name="Sua sessão terminou")
    expect(dialog.get_by_role("textbox")).to_have_count(1)
    campo = dialog.get_by_label("Senha de bianca", exact=True)
    expect(campo).to_be_focused()
    campo.fill("errada")
    dialog.get_by_role("button", name="Mostrar senha").click()
    expect(campo).to_have_attribute("type", "text")
    expect(dialog.get_by_role("button", name="Ocultar senha")).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("Usuário ou senha não conferem.")
    expect(campo).to_have_value("")
    expect(campo).to_be_focused()

    page.evaluate("document.querySelector('#sessao [name=usuario]').value = 'ana@provedor.com.br'")
    says(page, OUTRA)
    expect(dialog.get_by_role("alert")).to_contain_text("Esta tela é de outra pessoa.")
    assert desk.sql("SELECT 1 FROM sessao") == []

    page.evaluate("document.querySelector('#sessao [name=usuario]').value = 'bianca@provedor.com.br'")
    says(page, SENHA)
    expect(dialog).to_be_hidden()
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    takes_the_turn(page)
    becomes(page, lambda: desk.sql(AVAILABLE), [{"id": BIANCA}])
    desk.faults.clear()


def test_what_is_done_on_a_page_is_done_by_whose_it_is(desk: Desk) -> None:
    page = desk.tab("/atendimentos/300")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    token = desk.served.sign_in(ANA)
    desk.context.add_cookies([{"name": "plantao", "value": token, "url": desk.served.url, "httpOnly": True}])
    page.locator("[name=mensagem]").fill("De quem é?")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sua sessão terminou")
    expect(dialog).to_be_visible()
    assert desk.sql("SELECT 1 FROM atendimento_mensagem WHERE mensagem = 'De quem é?'") == []
    says(page, SENHA)
    expect(dialog).to_be_hidden()
    takes_the_turn(page)
    becomes(page, lambda: desk.sql(AVAILABLE), [{"id": BIANCA}])

    desk.context.add_cookies([{"name": "plantao", "value": token, "url": desk.served.url, "httpOnly": True}])
    takes_the_turn(page)
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="Entrar como outra pessoa").click()
    expect(page.locator(f"body[data-usuario='{ANA}']")).to_have_count(1)
    assert desk.sql(AVAILABLE) == [{"id": BIANCA}]
    desk.faults.clear()


def test_who_is_typing_when_the_session_ends_goes_on_typing(desk: Desk) -> None:
    page = desk.tab("/atendimentos/300")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    field = page.locator("[name=mensagem]")
    field.press_sequentially("Estou ")
    desk.sql("DELETE FROM sessao")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:sem-sessao'))")

    expect(page.locator("#faixa-sessao")).to_contain_text("Sua sessão terminou.")
    page.keyboard.type("escrevendo")
    expect(field).to_have_value("Estou escrevendo")
    dialog = page.get_by_role("dialog", name="Sua sessão terminou")
    expect(dialog).to_be_hidden()

    page.keyboard.press("Tab")
    expect(dialog.get_by_label("Senha de bianca", exact=True)).to_be_focused()
    says(page, SENHA)
    expect(dialog).to_be_hidden()
    expect(page.locator("#faixa-sessao")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.nossa")).to_contain_text("Estou escrevendo")
    desk.faults.clear()


def test_settings_are_kept_by_key_and_in_force_at_once(desk: Desk) -> None:
    page = desk.tab("/ajustes")
    page.get_by_label("Tema", exact=True).select_option("escuro")
    page.get_by_label("Linhas da fila").select_option("compacta")
    page.get_by_label("Linhas da fila").focus()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#brindes")).to_contain_text("Ajustes guardados")
    expect(page.locator("html")).to_have_attribute("data-tema", "escuro")
    expect(page.locator("html")).to_have_attribute("data-densidade", "compacta")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-tema", "escuro")
    expect(page.get_by_label("Linhas da fila")).to_have_value("compacta")


def test_ones_own_password_is_changed(desk: Desk) -> None:
    page = desk.tab("/ajustes")
    page.get_by_label("Senha atual", exact=True).fill("errada")
    page.get_by_label("Nova senha", exact=True).fill(OUTRA)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#atual-erro")).to_have_text("A senha atual não confere")
    expect(page.get_by_label("Senha atual", exact=True)).to_be_focused()

    page.get_by_label("Senha atual", exact=True).fill(SENHA)
    page.get_by_label("Nova senha", exact=True).fill(OUTRA)
    page.locator("[data-mostra=senha]").click()
    expect(page.get_by_label("Nova senha", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Trocar senha").click()
    expect(page.locator("#brindes")).to_contain_text("Senha trocada")
    expect(page.locator("#atual-erro")).to_have_count(0)
    for rotulo in ("Senha atual", "Nova senha"):
        expect(page.get_by_label(rotulo, exact=True)).to_have_value("")
        expect(page.get_by_label(rotulo, exact=True)).to_have_attribute("type", "password")
    expect(page.get_by_role("button", name="Trocar senha")).to_be_focused()
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    expect(page.locator("#sessao")).to_be_hidden()
    desk.faults.clear()
