"""What does not come, what comes late, and the list of keys."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.desk import Desk, held


def test_a_ticket_that_does_not_come_is_asked_for_again(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    page.route("**/atendimentos/300?*", lambda route: route.abort())
    row = page.locator("#linha-300 .item")
    row.click()
    expect(page.locator("#atd")).to_contain_text("Não conseguimos carregar o atendimento")

    page.unroute("**/atendimentos/300?*")
    page.locator("#atd").get_by_role("button", name="Tentar de novo").click()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "300")
    desk.faults.clear()


def test_a_queue_that_does_not_come_is_asked_for_again(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    rows = page.locator("#lista .item").count()
    page.route("**/fila/todos?*", lambda route: route.abort())
    page.mouse.move(1200, 500)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:fila'))")
    expect(page.locator("#fila-aviso")).to_contain_text("Não conseguimos carregar a fila")
    expect(page.locator("#fila-aviso")).to_contain_text("Seus textos estão guardados neste navegador.")
    expect(page.locator("#lista .item")).to_have_count(rows)

    page.unroute("**/fila/todos?*")
    page.locator("#fila-aviso").get_by_role("button", name="Tentar de novo").click()
    expect(page.locator("#fila-aviso")).to_be_empty()
    desk.faults.clear()


def test_what_is_slow_shows_its_bones(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    tickets = held(page, "**/atendimentos/300?*")
    page.locator("#linha-300 .item").click()

    expect(page.locator("#atd .osso").first).to_be_visible()
    expect(page.locator("#atd")).to_contain_text("Carregando o atendimento…")
    tickets[0].continue_()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "300")
    expect(page.locator("#atd .osso")).to_have_count(0)


def test_the_first_ticket_waits_for_its_scripts(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    scripts = held(page, "**/redator.js")
    with page.expect_response("**/atendimentos/300?*"):
        page.locator("#linha-300 .item").click()
    expect(page.locator("#atd .osso").first).to_be_visible()

    scripts[0].continue_()
    page.unroute("**/redator.js")
    page.locator(".redator textarea").fill("Já estou vendo")
    page.reload()
    expect(page.locator(".redator textarea")).to_have_value("Já estou vendo")


def test_a_ticket_whose_scripts_do_not_come_is_asked_for_again(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    page.route("**/redator.js", lambda route: route.abort())
    page.locator("#linha-300 .item").click()
    expect(page.locator("#atd")).to_contain_text("Não conseguimos carregar o atendimento")

    page.unroute("**/redator.js")
    page.locator("#atd").get_by_role("button", name="Tentar de novo").click()
    page.locator(".redator textarea").fill("Já estou vendo")
    page.reload()
    expect(page.locator(".redator textarea")).to_have_value("Já estou vendo")
    desk.faults.clear()


def test_the_list_of_keys(desk: Desk) -> None:
    page = desk.tab("/fila")
    page.keyboard.press("?")
    expect(page.locator("#teclas")).to_be_visible()
    expect(page.locator("#teclas")).to_contain_text("Copiar o protocolo")
    page.keyboard.press("Escape")
    expect(page.locator("#teclas")).to_be_hidden()

    page.get_by_role("button", name="Atalhos do teclado").click()
    page.locator("#teclas").get_by_role("button", name="Fechar").click()
    expect(page.locator("#teclas")).to_be_hidden()


def test_letters_may_be_turned_off(desk: Desk) -> None:
    page = desk.tab("/ajustes")
    page.get_by_label("Atalhos de uma letra").uncheck()
    page.get_by_role("button", name="Guardar ajustes").click()
    expect(page.locator("#brindes")).to_contain_text("Ajustes guardados")
    expect(page.get_by_label("Atalhos de uma letra")).not_to_be_checked()

    page.goto(desk.served.url + "/fila/todos")
    for key in ("?", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#teclas")).to_be_hidden()
    expect(page.locator("#lista .marcado")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+k")
    expect(page.locator("#paleta")).to_be_visible()
