"""The queue and the ticket with the keyboard alone, and what survives others, reloads and a closed browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.desk import Desk, becomes, focused

BIANCA = 56
NO_ROLO = ".atd .rolo"


def test_up_and_down_the_queue(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    rows = page.locator("#lista .item").evaluate_all("rows => rows.map(row => row.dataset.atendimento)")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == rows[1]
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", rows[1])
    becomes(page, lambda: page.url, f"{desk.served.url}/fila/todos?atendimento={rows[1]}")
    assert focused(page) == rows[1], "the preview does not take the focus"
    page.keyboard.press("k")
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", rows[0])

    page.keyboard.press("Enter")
    becomes(page, lambda: focused(page), "atd-t")
    page.keyboard.press("Escape")
    assert focused(page) == rows[0]
    page.reload()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", rows[0])
    expect(page.locator("#lista .item[aria-current]")).to_have_attribute("data-atendimento", rows[0])


def test_the_row_pressed_last_is_the_one_that_is_shown(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    rows = page.locator("#lista .item").evaluate_all("rows => rows.slice(0, 4).map(row => row.dataset.atendimento)")

    page.evaluate("document.querySelectorAll('#lista .item').forEach((row, n) => { if (n < 4) row.click(); })")

    expect(page.locator("#atd")).to_have_attribute("data-atendimento", rows[3])
    page.wait_for_timeout(300)
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", rows[3])


def test_a_selection_is_assumed(desk: Desk) -> None:
    page = desk.tab("/fila/sem-dono")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    expect(page.locator("#lote-quantos")).to_have_text("2")

    page.keyboard.press("a")

    expect(page.locator("#lote")).to_be_hidden()
    mine = "SELECT count(*) AS n FROM usuarios_responsaveis WHERE id_usuario = 56"
    becomes(page, lambda: desk.sql(mine), [{"n": 3}])


def test_one_pane_at_a_time_is_walked_by_keys(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    page.set_viewport_size({"width": 683, "height": 384})
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    second = focused(page)
    assert second != first
    expect(page.locator("#lista")).to_be_visible()

    page.keyboard.press("Enter")
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", second)
    expect(page.locator("#lista")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(page.locator("#lista")).to_be_visible()
    becomes(page, lambda: focused(page), second)


SOON = "e => { e.dataset.vence = new Date(Date.now() + 45000).toISOString(); e.className = 'prazo critico'; }"


def test_the_last_minutes_of_a_deadline_are_counted(desk: Desk) -> None:
    desk.sql("UPDATE tipo_atendimento SET prazo_minutos = 1440 WHERE id_tipo_atendimento = 28")
    desk.served.restart()
    page = desk.tab("/fila/todos")
    chip = page.locator("#linha-300 .prazo")
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    chip.evaluate(SOON)
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('htmx:after:swap', { detail: { ctx: { request: { action: '' } } } }))"
    )
    expect(chip.locator(".resta")).to_have_text("45 s")
    page.clock.run_for(2000)
    expect(chip.locator(".resta")).to_have_text("43 s")
    page.clock.run_for(44_000)
    expect(chip).to_have_class("prazo vencido")
    expect(chip.locator(".resta")).to_have_text("há 0min")


def test_a_whole_ticket_by_keys(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    page.keyboard.press("a")
    expect(page.locator(NO_ROLO)).to_contain_text("Bianca Couto assumiu")

    page.keyboard.press("m")
    page.keyboard.type("Olá! Já estamos jogando K e J: aeos")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.nossa")).to_contain_text("Olá! Já estamos jogando K e J: aeos")
    expect(page.locator(".redator textarea")).to_have_value("")
    page.keyboard.press("Escape")
    assert focused(page) == "atd-t"

    page.keyboard.press("i")
    expect(page.locator(".redator .prim")).to_contain_text("Guardar nota")
    page.keyboard.type("Cliente nervosa")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.interna")).to_contain_text("Cliente nervosa")
    page.keyboard.press("Escape")

    page.keyboard.press("s")
    expect(page.locator("#menu-situacao")).to_be_visible()
    page.keyboard.type("pend")
    page.keyboard.press("Enter")
    expect(page.locator(NO_ROLO)).to_contain_text("mudou a situação para Pendente")
    expect(page.locator("#menu-situacao")).to_be_hidden()

    page.keyboard.press("o")
    expect(page.locator("dialog[open] h2")).to_have_text("Abrir ordem de serviço")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lado .os")).to_have_count(2)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_closed_and_undone(desk: Desk) -> None:
    page = desk.tab("/atendimentos/300")
    page.keyboard.press("e")
    page.locator("dialog[open]").get_by_label("Motivo").select_option(label="Outros")
    page.keyboard.press("Control+Enter")
    expect(page.locator(NO_ROLO)).to_contain_text("Bianca Couto fechou o atendimento")
    expect(page.locator(".redator")).to_have_count(0)

    page.locator("#brindes").get_by_role("button", name="Desfazer").click()

    expect(page.locator(NO_ROLO)).to_contain_text("Bianca Couto reabriu o atendimento")
    expect(page.locator(".redator")).to_have_count(1)
    expect(page.locator("#brindes .brinde")).to_have_count(0)
    assert desk.sql("SELECT data_fechamento FROM atendimento WHERE id_atendimento = 300") == [{"data_fechamento": None}]


def test_a_refusal_is_said_in_its_place(desk: Desk) -> None:
    page = desk.tab("/atendimentos/300")
    desk.sql("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento = 300")
    page.keyboard.press("m")
    page.keyboard.type("Vai se perder?")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#redator-aviso")).to_contain_text("já está fechado")
    expect(page.locator(".redator textarea")).to_have_value("Vai se perder?")
    desk.faults.clear()


def test_a_draft_survives_the_browser(desk: Desk, context: BrowserContext) -> None:
    page = desk.tab("/fila?atendimento=110")
    page.keyboard.press("i")
    page.keyboard.type("Ainda escrev")
    page.close()

    page = desk.tab("/atendimentos/110")
    expect(page.locator(".redator textarea")).to_have_value("Ainda escrev")
    expect(page.locator(".redator")).to_have_attribute("data-modo", "interna")
    page.goto(desk.served.url + "/atendimentos/300")
    expect(page.locator(".redator textarea")).to_have_value("")
    page.goto(desk.served.url + "/atendimentos/110")
    page.locator(".redator textarea").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.interna")).to_have_count(1)
    page.reload()
    expect(page.locator(".redator textarea")).to_have_value("")


def test_what_others_do_does_not_touch_what_is_being_written(desk: Desk) -> None:
    page = desk.tab("/atendimentos/300")
    page.keyboard.press("m")
    page.keyboard.type("Estou escre")
    desk.sql("UPDATE atendimento SET id_atendimento_status = 22 WHERE id_atendimento = 300")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:atendimento-300'))")
    expect(page.locator(".t2 .pilula")).to_contain_text("Pendente")
    page.keyboard.type("vendo")

    expect(page.locator(".redator textarea")).to_have_value("Estou escrevendo")


ASSUME = "(ident) => fetch(`/atendimentos/${ident}/assumir`, { method: 'POST' })"
"""As on another screen: this one learns of it by the live connection alone."""
CLOSE = "{ method: 'POST', body: new URLSearchParams({ id_motivo_fechamento_atendimento: '17' }) }"


def test_news_do_not_move_what_is_under_the_cursor(desk: Desk) -> None:
    page = desk.tab("/fila")
    expect(page.locator("#lista .item")).to_have_count(1)
    page.keyboard.press("j")
    for ident in (285, 300):
        page.evaluate(ASSUME, ident)

    expect(page.locator("#novos")).to_have_text("2 novos")
    expect(page.locator("#lista .item")).to_have_count(1)
    expect(page.locator(".tab [aria-current] .conta").first).to_have_text("3")
    page.keyboard.press(".")
    expect(page.locator("#lista .item")).to_have_count(3)
    expect(page.locator("#novos")).to_be_hidden()

    page.evaluate("(ident) => fetch(`/atendimentos/${ident}/fechar`, CLOSE)".replace("CLOSE", CLOSE), 285)
    expect(page.locator("#novos")).to_have_text("1 saiu daqui")
    expect(page.locator("#lista .item")).to_have_count(3)
    page.keyboard.press(".")
    expect(page.locator("#lista .item")).to_have_count(2)

    page.evaluate("document.activeElement.blur()")
    page.mouse.move(1000, 500)
    page.evaluate(ASSUME, 1114)
    expect(page.locator("#lista .item")).to_have_count(3)


def test_no_text_becomes_a_script(desk: Desk) -> None:
    nasty = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>\'"'
    desk.sql("UPDATE cliente SET nome_razaosocial = :x", x=nasty)
    desk.sql("UPDATE atendimento SET descricao_abertura = :x, nome_contato = :x", x=nasty)
    page = desk.tab("/fila/todos?atendimento=300")
    page.keyboard.press("m")
    page.keyboard.type(nasty)
    page.locator("input[type=file]").evaluate("field => field.disabled = false")
    name = "<img src=x onerror=window.ran=1>.html"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/html", "buffer": nasty.encode()})
    page.keyboard.press("Control+Enter")

    expect(page.locator(".msg.nossa p")).to_have_text(nasty)
    assert page.evaluate("window.ran") is None
    expect(page.locator(".msg.nossa .anexo b")).to_have_text(name)
