"""A new ticket by keys alone: a draft that survives the page, a warning before, faults at their fields, one ticket."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.desk import Desk, becomes, focused

COUNT = "SELECT count(*) AS n FROM atendimento"


def test_a_new_ticket_by_keys(desk: Desk) -> None:
    [before] = desk.sql(COUNT)
    page = desk.tab("/fila")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Novo atendimento")
    assert focused(page) == "cliente"

    page.keyboard.type("bianca couto")
    expect(page.locator(".achado")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#escolha .opcao.sel").first).to_contain_text("Bianca Couto")
    becomes(page, lambda: focused(page), "id_tipo_atendimento")
    expect(page.locator("#nome")).to_have_value("Bianca Couto")

    page.keyboard.type("sac")
    expect(page.locator("#escolha .aviso")).to_contain_text("Já existe um atendimento aberto de “SAC”")
    expect(page.locator("#ao-lado")).to_contain_text("vence em")
    page.locator("#descricao").focus()
    page.keyboard.type("Caiu de novo")
    expect(page.locator("#rascunho")).to_contain_text("Rascunho salvo às")

    page.goto(desk.served.url + "/atendimentos/novo")
    expect(page.locator("#descricao")).to_have_value("Caiu de novo")
    expect(page.locator("#escolha")).to_contain_text("Bianca Couto")
    expect(page.locator("#escolha .aviso")).to_contain_text("Já existe um atendimento aberto de “SAC”")

    if page.locator("#escolha [type=radio]").count():
        page.locator("#escolha [type=radio]").first.check()
    page.locator("#telefone").fill("9991-222")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faltas")).to_contain_text("Falta 1 informação.")
    becomes(page, lambda: focused(page), "faltas")
    expect(page.locator("#telefone")).to_have_attribute("aria-invalid", "true")
    page.locator("#faltas a").click()
    assert focused(page) == "telefone"
    page.keyboard.press("End")
    page.keyboard.type("2")
    expect(page.locator("#faltas")).to_be_visible()
    assert desk.sql(COUNT) == [before]
    desk.faults.clear()

    page.locator("#telefone").fill("37 99991-2222")
    expect(page.locator("#faltas")).to_have_count(0)
    expect(page.locator("#telefone-erro")).to_have_count(0)
    page.evaluate("const form = document.getElementById('novo'); form.requestSubmit(); form.requestSubmit();")
    expect(page.locator(".msg").first).to_contain_text("Caiu de novo")
    assert desk.sql(COUNT) == [{"n": before["n"] + 1}]
    page.goto(desk.served.url + "/atendimentos/novo")
    expect(page.locator("#cliente")).to_be_visible()
    expect(page.locator("#descricao")).to_have_value("")


def test_what_is_mended_is_not_missing_any_more(desk: Desk) -> None:
    page = desk.tab("/atendimentos/novo")
    page.keyboard.press("Control+Enter")
    faltas = page.locator("#faltas")
    expect(faltas).to_contain_text("Faltam 5 informações.")
    expect(page.locator("#novo .erro")).to_have_count(5)

    page.locator("#id_tipo_atendimento").select_option("28")
    expect(faltas).to_contain_text("Faltam 4 informações.")
    expect(page.locator("#id_tipo_atendimento-erro")).to_have_count(0)
    expect(page.locator("#id_tipo_atendimento")).not_to_have_attribute("aria-invalid", "true")
    page.locator("#descricao").fill("   ")
    expect(faltas).to_contain_text("Faltam 4 informações.")
    page.locator("#descricao").fill("Caiu de novo")
    expect(faltas).to_contain_text("Faltam 3 informações.")

    page.locator("#cliente").fill("bianca couto")
    page.locator(".achado").click()
    expect(page.locator("#nome")).to_have_value("Bianca Couto")
    expect(faltas).to_have_count(0)
    expect(page.locator("#novo .erro")).to_have_count(0)
    desk.faults.clear()


def test_one_goes_back_to_where_one_came_from(desk: Desk) -> None:
    page = desk.tab("/fila/sem-dono")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Novo atendimento")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faltas")).to_be_focused()
    page.locator("#descricao").fill("Caiu")
    page.reload()
    expect(page.locator("#descricao")).to_have_value("Caiu")
    page.keyboard.press("Escape")
    expect(page).to_have_url(desk.served.url + "/fila/sem-dono")

    page.goto(desk.served.url + "/atendimentos/novo")
    expect(page.get_by_role("link", name="Cancelar")).to_have_attribute("href", "/fila")
    desk.faults.clear()
