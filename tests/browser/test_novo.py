"""A new ticket by keys alone: a draft that survives the page, a warning before, faults at their fields, one ticket."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.desk import Desk, becomes, focused

COUNT = "SELECT count(*) AS n FROM atendimento"
COMERCIAL = "125"


def test_a_new_ticket_by_keys(desk: Desk) -> None:
    [before] = desk.sql(COUNT)
    page = desk.tab("/fila")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Novo atendimento")
    page.wait_for_load_state()
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
    page.wait_for_load_state()
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


def test_files_go_with_the_ticket_and_stay_while_it_is_mended(desk: Desk) -> None:
    page = desk.tab("/atendimentos/novo")
    filled(page)
    page.locator("#telefone").fill("9991-222")
    files = page.locator("input[type=file]")
    good: FilePayload = {"name": "sinal.txt", "mimeType": "text/plain", "buffer": b"-27,8 dBm"}
    empty: FilePayload = {"name": "vazio.txt", "mimeType": "text/plain", "buffer": b""}
    files.set_input_files([good, empty])
    expect(page.locator("[data-arquivos]")).to_have_text("sinal.txt, vazio.txt")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faltas")).to_contain_text("Faltam 2 informações.")
    expect(page.locator("#anexos-erro")).to_contain_text("“vazio.txt” está vazio.")
    expect(page.locator("[data-arquivos]")).to_have_text("sinal.txt, vazio.txt")

    files.set_input_files(good)
    expect(page.locator("#faltas")).to_contain_text("Falta 1 informação.")
    page.locator("#telefone").fill("37 99991-2222")
    page.locator("#id_atendimento_status").select_option(label="Pendente")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".anexo b").first).to_have_text("sinal.txt")
    expect(page.locator(".t2 .pilula")).to_contain_text("Pendente")
    desk.faults.clear()


def filled(page: Page) -> None:
    page.locator("#cliente").fill("bianca couto")
    page.locator(".achado").click()
    expect(page.locator("#nome")).to_have_value("Bianca Couto")
    page.locator("#id_tipo_atendimento").select_option(COMERCIAL)
    page.locator("#descricao").fill("Caiu de novo")
    if page.locator("#escolha [type=radio]").count():
        page.locator("#escolha [type=radio]").first.check()
    page.locator("#telefone").fill("37 99991-2222")


def test_back_to_a_form_that_was_sent_opens_no_second_ticket(desk: Desk) -> None:
    [before] = desk.sql(COUNT)
    page = desk.tab("/atendimentos/novo")
    filled(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg").first).to_contain_text("Caiu de novo")

    page.go_back()
    expect(page.locator("#escolha")).to_contain_text("Bianca Couto")
    expect(page.locator("#descricao")).to_have_value("")
    expect(page.locator("#id_tipo_atendimento")).to_have_value("")
    page.locator("#descricao").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#faltas")).to_be_focused()
    page.locator("#id_tipo_atendimento").select_option(COMERCIAL)
    expect(page.locator("#escolha .aviso")).to_contain_text("Já existe um atendimento aberto de")
    assert desk.sql(COUNT) == [{"n": before["n"] + 1}]
    desk.faults.clear()


def test_a_form_that_comes_back_as_it_was_left_is_another_once_it_was_sent(desk: Desk) -> None:
    """As in browsers that keep whole pages to go back to; this one does not keep those of the desk."""
    page = desk.tab("/atendimentos/novo")
    filled(page)
    back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page.evaluate(back)
    expect(page.locator("#descricao")).to_have_value("Caiu de novo")
    key = page.locator("#chave").input_value()
    page.evaluate("localStorage.clear()")  # as when it is sent
    with page.expect_navigation():
        page.evaluate(back)
    expect(page.locator("#descricao")).to_have_value("")
    assert page.locator("#chave").input_value() != key
