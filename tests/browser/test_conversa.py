"""Two people on one ticket: who writes, what the other did meanwhile, and how far back the conversation goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Desk
from tests.mesa import ATENDENTE

TICKET = "/atendimentos/300"
SILENCE = 16_000
CAMPO, PRESENCA = ".redator textarea", "#presenca"


@pytest.fixture
def colleague(desk: Desk, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A page in the browser of Atendente 22."""
    opened = browser.new_context(locale="pt-BR", viewport={"width": 1366, "height": 768})
    token = desk.served.sign_in(ATENDENTE)
    opened.add_cookies([{"name": "plantao", "value": token, "url": desk.served.url, "httpOnly": True}])

    def tab(path: str) -> Page:
        page = opened.new_page()
        page.goto(desk.served.url + path)
        expect(page.locator("#vivo")).to_have_text("Ao vivo")
        return page

    yield tab
    opened.close()


def act(desk: Desk, page: Page, what: dict[str, str | float | bool], verb: str = "") -> None:
    """Let somebody change the ticket."""
    answer = page.request.post(desk.served.url + TICKET + verb, form=what, headers={"sec-fetch-site": "same-origin"})
    assert answer.ok, answer.text()


def test_who_writes_is_seen_by_who_looks(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    mine, theirs, elsewhere = live(TICKET), colleague(TICKET), live("/atendimentos/110")
    before = desk.sql("SELECT count(*) AS n FROM event")

    theirs.locator(CAMPO).press_sequentially("Já estou vend")
    expect(mine.locator(PRESENCA)).to_have_text("Atendente está respondendo")
    assert theirs.locator(PRESENCA).inner_text() == elsewhere.locator(PRESENCA).inner_text() == ""
    assert desk.sql("SELECT count(*) AS n FROM event") == before, "nothing was kept of it"

    theirs.keyboard.press("Control+Enter")
    expect(mine.locator(PRESENCA)).to_have_text("")
    expect(mine.locator(".msg.nossa")).to_contain_text("Já estou vend")

    theirs.locator(CAMPO).press_sequentially("e")
    expect(mine.locator(PRESENCA)).to_have_text("Atendente está respondendo")
    theirs.locator(CAMPO).fill("")
    expect(mine.locator(PRESENCA)).to_have_text("")


def test_who_falls_silent_writes_no_more(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    desk.context.clock.install()
    mine, theirs = live(TICKET), colleague(TICKET)

    theirs.locator(CAMPO).press_sequentially("Hum")
    expect(mine.locator(PRESENCA)).to_have_text("Atendente está respondendo")
    mine.clock.fast_forward(SILENCE)
    expect(mine.locator(PRESENCA)).to_have_text("")


def test_what_others_changed_is_said_beside_what_is_being_written(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    mine, theirs = live(TICKET), colleague(TICKET)
    mine.locator(CAMPO).press_sequentially("Bom dia, ")
    act(desk, theirs, {"id_atendimento_status": "22"})

    expect(mine.locator("#novidade")).to_contain_text("Atendente 22 mudou a situação para Pendente")
    mine.keyboard.type("Bianca")
    expect(mine.locator(CAMPO)).to_have_value("Bom dia, Bianca")
    expect(mine.locator(".t2 .pilula")).to_contain_text("Pendente")

    mine.locator("#novidade").get_by_role("button", name="Ver").click()
    expect(mine.locator("#novidade")).to_be_empty()
    expect(mine.locator(".evento:focus")).to_contain_text("mudou a situação para Pendente")
    expect(mine.locator(CAMPO)).to_have_value("Bom dia, Bianca")


CLOSING: dict[str, str | float | bool] = {"id_motivo_fechamento_atendimento": "17"}


def test_who_is_writing_when_another_closes_keeps_the_composer(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    mine, theirs = live("/fila/todos?atendimento=300"), colleague(TICKET)
    mine.locator(CAMPO).press_sequentially("Bom dia, ")
    act(desk, theirs, CLOSING, "/fechar")

    expect(mine.locator(".t2")).to_contain_text("Fechado")
    expect(mine.locator("#novidade")).to_contain_text("Atendente 22 fechou o atendimento")
    mine.keyboard.type("já vamos trocar a antena")
    expect(mine.locator(CAMPO)).to_have_value("Bom dia, já vamos trocar a antena")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator("#redator-aviso")).to_contain_text("Este atendimento já está fechado")
    assert desk.sql("SELECT 1 FROM atendimento_mensagem WHERE mensagem LIKE 'Bom dia%'") == []

    mine.reload()
    kept = mine.locator(".redator")
    expect(kept).to_contain_text("O atendimento foi fechado antes de este texto ser enviado.")
    expect(kept.locator("textarea")).to_have_value("Bom dia, já vamos trocar a antena")
    act(desk, theirs, {}, "/reabrir")
    expect(mine.locator(".redator .prim")).to_be_visible()
    expect(mine.locator(CAMPO)).to_have_value("Bom dia, já vamos trocar a antena")
    act(desk, theirs, CLOSING, "/fechar")
    expect(mine.locator(".t2")).to_contain_text("Fechado")
    mine.reload()
    kept.get_by_role("button", name="Descartar").click()
    expect(kept).to_be_hidden()
    mine.reload()
    expect(mine.locator(".t2")).to_contain_text("Fechado")
    expect(kept).to_be_hidden()
    desk.faults.clear()


def test_letters_typed_into_a_field_that_is_gone_press_nothing(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    page.locator(CAMPO).press_sequentially("Bom di")
    page.evaluate("document.querySelector('.redator').remove()")
    page.keyboard.type("a, já amanhã")

    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "300")
    assert page.url.endswith("/fila/todos?atendimento=300")
    assert desk.sql("SELECT 1 FROM event WHERE name = 'atendimento.responsaveis_mudaram'") == []


def test_what_others_changed_is_said_in_an_open_dialog(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    mine, theirs = live(TICKET), colleague(TICKET)
    mine.keyboard.press("o")
    field = mine.locator("dialog[open] textarea")
    field.fill("Trocar o conector")
    act(desk, theirs, {"id_atendimento_status": "22"})

    expect(mine.locator("#dialogo-novidade")).to_contain_text("mudou a situação para Pendente")
    expect(field).to_have_value("Trocar o conector")
    mine.locator("#dialogo-novidade").get_by_role("button", name="Ver").click()
    expect(mine.locator("dialog[open]")).to_have_count(0)
    expect(mine.locator(".evento:focus")).to_contain_text("mudou a situação para Pendente")


def test_who_writes_nothing_simply_sees_it(
    desk: Desk, live: Callable[..., Page], colleague: Callable[[str], Page]
) -> None:
    mine, theirs = live(TICKET), colleague(TICKET)
    act(desk, theirs, {"id_atendimento_status": "22"})

    expect(mine.locator(".rolo")).to_contain_text("mudou a situação para Pendente")
    expect(mine.locator("#novidade")).to_be_empty()


def test_older_messages_come_above_what_is_read(desk: Desk) -> None:
    desk.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700) "
        "INSERT INTO atendimento_mensagem (id_atendimento, id_usuario, mensagem, data_cadastro) "
        "SELECT 300, 56, 'Mensagem ' || i, data_cadastro + i * 1000000 FROM n, atendimento WHERE id_atendimento = 300"
    )
    page = desk.tab(TICKET)
    older = page.get_by_role("button", name="Ver mais antigas")
    expect(page.locator(".msg.nossa")).to_have_count(300)
    older.scroll_into_view_if_needed()
    oldest = page.get_by_text("Mensagem 401", exact=True)
    before = oldest.bounding_box()

    older.click()
    expect(page.locator(".msg.nossa")).to_have_count(600)
    after = oldest.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 8
    assert page.get_by_text("Mensagem 101", exact=True).count() == 1

    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:atendimento-300'))")
    page.locator(CAMPO).fill("Ainda aqui")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Ainda aqui", exact=True)).to_have_count(1)
    assert page.locator(".msg.nossa").count() == 601, "what was asked for stays"
    older.click()
    expect(page.locator(".msg.nossa")).to_have_count(701)
    expect(older).to_have_count(0)
    expect(page.locator("#abertura")).to_have_count(1)
