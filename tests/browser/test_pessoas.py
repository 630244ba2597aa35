"""People in a real browser: made, signed in, sent away; by the keyboard, from the first faulty field on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from plantao.kit import live
from tests.browser.desk import Desk, answered, becomes, focused, posted
from tests.mesa import ATENDENTE, BIANCA


@pytest.fixture(autouse=True)
def _administrator(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bianca lets others in; whoever may not read any more is told so soon."""
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.5)
    desk.sql("UPDATE usuario SET papel = 'administrador' WHERE id = :id", id=BIANCA)


def enters(page: Page, url: str, senha: str) -> None:
    page.goto(url + "/entrar")
    page.locator("#usuario").fill("ana")
    page.locator("#senha").fill(senha)
    page.get_by_role("button", name="Entrar").click()


def test_a_person_is_made_signs_in_and_is_sent_away(desk: Desk, browser: Browser) -> None:
    page = desk.tab("/pessoas")
    page.get_by_role("link", name="Nova pessoa").click()
    becomes(page, lambda: focused(page), "name")
    page.keyboard.type("Ana Souza")
    page.keyboard.press("Tab")
    page.keyboard.type("ana@provedor.com.br")
    page.locator("#ramal").fill("131")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Pessoa criada.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ana Souza")).to_be_visible()
    senha = page.locator("#segredo").inner_text()
    hers = browser.new_context()
    other = hers.new_page()
    enters(other, desk.served.url, senha)
    expect(other).to_have_url(desk.served.url + "/fila")
    expect(other.get_by_role("button", name="Ramal 131")).to_be_visible()
    expect(other.get_by_role("link", name="Pessoas")).to_have_count(0)
    expect(other.locator("#vivo")).to_have_text("Ao vivo")

    page.reload()
    expect(page.get_by_text(senha)).to_have_count(0)
    page.get_by_role("button", name="Desativar").click()
    dialog = page.get_by_role("dialog", name="Desativar Ana Souza?")
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_focused()
    dialog.get_by_role("button", name="Desativar").click()
    expect(page.get_by_text("Pessoa desativada.")).to_be_visible()
    expect(page.get_by_role("button", name="Reativar")).to_be_visible()

    expect(other.get_by_role("dialog", name="Sua sessão terminou")).to_be_visible()
    enters(other, desk.served.url, senha)
    expect(other.get_by_text("Usuário ou senha não conferem.")).to_be_visible()
    hers.close()


def press_twice(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")


def click_twice(page: Page) -> None:
    page.get_by_role("button", name="Criar pessoa").dblclick()


def sent(page: Page, twice: Callable[[Page], None]) -> None:
    page.locator("#name").fill("Ana Souza")
    page.locator("#email").fill("ana@provedor.com.br")
    twice(page)


@pytest.mark.parametrize("twice", [press_twice, click_twice])
def test_a_form_sent_twice_shows_the_password(desk: Desk, browser: Browser, twice: Callable[[Page], None]) -> None:
    page = desk.tab("/pessoas/nova")
    posts = posted(page)
    sent(page, twice)

    expect(page.get_by_text("Pessoa criada.")).to_be_visible()
    senha = page.locator("#segredo").inner_text()
    answered(page)
    assert posts == [desk.served.url + "/pessoas/nova"]
    expect(page.locator("#segredo")).to_have_text(senha)
    hers = browser.new_context()
    enters(hers.new_page(), desk.served.url, senha)
    expect(hers.pages[0]).to_have_url(desk.served.url + "/fila")
    hers.close()
    page.go_back()
    expect(page.locator("#name")).to_have_value("")


@pytest.mark.parametrize("twice", [press_twice, click_twice])
def test_so_does_one_sent_twice_without_htmx(desk: Desk, twice: Callable[[Page], None]) -> None:
    page = desk.context.new_page()
    page.route("**/htmx*.js", lambda route: route.abort())
    page.goto(desk.served.url + "/pessoas/nova")
    sent(page, twice)

    expect(page.get_by_text("Pessoa criada.")).to_be_visible()
    senha = page.locator("#segredo").inner_text()
    page.reload()
    expect(page.locator("#segredo")).to_have_text(senha)
    assert desk.sql("SELECT count(*) AS n FROM usuario WHERE email = 'ana@provedor.com.br'") == [{"n": 1}]
    page.go_back()
    expect(page.locator("#name")).to_have_value("")


def test_the_first_faulty_field_is_where_one_goes_on(desk: Desk) -> None:
    page = desk.tab("/pessoas/nova")
    page.locator("#name").fill("Ana Souza")
    page.locator("#email").fill("ana@provedor.com.br")
    page.locator("#ramal").fill("111")
    page.locator("#senha").fill("curta")
    page.keyboard.press("Enter")

    expect(page.locator("#ramal-erro")).to_have_text("O ramal 111 já é de Bianca Couto")
    becomes(page, lambda: focused(page), "ramal")
    expect(page.locator("#ramal")).to_have_attribute("aria-describedby", "ramal-erro")
    page.locator("#ramal").fill("131")
    page.keyboard.press("Enter")

    expect(page.locator("#senha-erro")).to_be_visible()
    becomes(page, lambda: focused(page), "senha")
    page.locator("#senha").fill("uma senha comprida")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pessoa criada.")).to_be_visible()
    assert [said for said in desk.faults if " 422 " not in said] == []
    desk.faults.clear()


def test_what_a_program_may_do_is_asked_of_users_of_programs(desk: Desk) -> None:
    page = desk.tab("/pessoas/nova")
    expect(page.get_by_label("Ler atendimentos")).to_be_hidden()
    page.get_by_label("Usuário da API").check()
    expect(page.get_by_label("Ler atendimentos")).to_be_checked()


def test_a_password_too_short_is_said_in_the_dialog(desk: Desk) -> None:
    page = desk.tab("/pessoas/70")
    page.get_by_role("button", name="Trocar senha").click()
    becomes(page, lambda: focused(page), "senha")
    page.keyboard.type("curta")
    page.keyboard.press("Enter")

    expect(page.locator("#dialogo-aviso")).to_contain_text("A senha precisa de pelo menos 8 caracteres")
    becomes(page, lambda: focused(page), "senha")
    page.locator("#senha").fill("uma senha comprida")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Senha trocada.")).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert [said for said in desk.faults if " 422 " not in said] == []
    desk.faults.clear()


def test_a_password_is_replaced_once_by_two_presses(desk: Desk, browser: Browser) -> None:
    desk.sql("UPDATE usuario SET email = 'ana@provedor.com.br' WHERE id = :id", id=ATENDENTE)
    page = desk.tab(f"/pessoas/{ATENDENTE}")
    page.get_by_role("button", name="Trocar senha").click()
    becomes(page, lambda: focused(page), "senha")
    posts = posted(page)
    press_twice(page)

    expect(page.get_by_text("Senha trocada.")).to_be_visible()
    answered(page)
    assert posts == [desk.served.url + f"/pessoas/{ATENDENTE}/senha"]
    hers = browser.new_context()
    enters(hers.new_page(), desk.served.url, page.locator("#segredo").inner_text())
    expect(hers.pages[0]).to_have_url(desk.served.url + "/fila")
    hers.close()
