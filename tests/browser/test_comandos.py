"""The palette and the list of clients with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, held


@pytest.fixture
def page(desk: Desk) -> Page:
    """The list of clients, in the browser of an attendant."""
    return desk.tab("/clientes")


def chosen(page: Page) -> str:
    return page.locator("#paleta [aria-selected=true]").inner_text()


def test_ctrl_k_finds_and_opens_and_is_remembered(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#paleta-q")).to_be_focused()
    page.keyboard.type("37 9999")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("cód.")
    page.keyboard.type("1-2222")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Bianca Couto")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/clientes/24001$"))

    page.keyboard.press("/")
    expect(page.locator("#paleta")).to_contain_text("Abertos há pouco")
    assert "Bianca Couto" in chosen(page)


def test_esc_gives_the_focus_back(page: Page) -> None:
    link = page.locator("tbody a").first
    link.focus()
    page.keyboard.press("/")
    expect(page.locator("#paleta-q")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#paleta")).not_to_be_visible()
    expect(link).to_be_focused()


def test_arrows_go_round_and_enter_does_what_is_chosen(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(">ir")
    expect(page.locator("#paleta [role=option]").first).to_contain_text("Ir para a fila")
    first = chosen(page)
    page.keyboard.press("ArrowUp")
    assert chosen(page) != first
    page.keyboard.press("ArrowDown")
    assert chosen(page) == first
    selected = page.locator("#paleta-q").get_attribute("aria-activedescendant")
    assert selected == page.locator("#paleta [aria-selected=true]").get_attribute("id")

    page.locator("#paleta-q").fill(">sair")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Sair")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/entrar"))


def test_what_was_written_wrong_is_one_key_from_right(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("biancca")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Você quis dizer Bianca?")
    page.keyboard.press("Enter")

    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Bianca Couto")


def test_the_field_of_the_top_bar_opens_the_palette(page: Page) -> None:
    page.locator("[data-abre-paleta]").click()
    expect(page.locator("#paleta-q")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("[data-abre-paleta]").focus()
    page.keyboard.type("bian")

    expect(page.locator("#paleta-q")).to_have_value("bian")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Bianca Couto")


def test_the_list_searches_while_one_types_and_is_walked_by_key(page: Page) -> None:
    field = page.locator("[data-percorre]")
    field.fill("exemplo")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=exemplo"))
    field.press("ArrowDown")
    expect(page.locator("tbody a").first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Cliente Exemplo")


def test_what_is_typed_while_the_palette_is_on_its_way_is_in_its_field(page: Page) -> None:
    scripts = held(page, "**/paleta.js")
    page.keyboard.press("Control+k")
    page.keyboard.type("biancca")
    expect(page.locator("#paleta-q")).to_have_value("biancca")
    expect(page.locator("#paleta [role=option]")).to_have_count(0)

    scripts[0].continue_()
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Você quis dizer Bianca?")


def test_a_palette_that_does_not_come_says_so_and_is_asked_for_again(desk: Desk, page: Page) -> None:
    page.route("**/paleta.js", lambda route: route.abort())
    page.keyboard.press("Control+k")
    expect(page.locator("#paleta")).to_contain_text("A busca não respondeu. Tente de novo.")
    page.keyboard.press("Escape")

    page.unroute("**/paleta.js")
    page.keyboard.press("Control+k")
    page.keyboard.type("bianca")
    expect(page.locator("#paleta [aria-selected=true]")).to_contain_text("Bianca Couto")
    desk.faults.clear()
