"""The call window in a real browser, with the keyboard alone (design §7, §14)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.time import Clock, real_clock
from tests.browser.desk import GUARDA, Desk, Pbx, ringing

DESCONHECIDO = {"ramal": 111, "telefone": 31987450163}


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


def test_the_whole_call_with_the_keyboard(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    window = page.locator(".cj")
    expect(window.locator(".nm")).to_have_text("Bianca Couto")
    expect(window.locator("[data-principal]")).to_be_focused()
    expect(page.locator("#anuncio")).to_have_text("Ligação de Bianca Couto, 37 9 9991 2222. F2 abre.")

    page.keyboard.press("3")
    expect(window.locator("[data-tecla='3']")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("F2")
    expect(window).to_have_class("cj aberta")
    expect(window.locator(".relato")).to_be_focused()
    [opened] = desk.sql("SELECT * FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    expect(window.locator(".falar .proto")).to_have_attribute("data-copiar", opened["protocolo"])

    page.keyboard.type("Sem conexão desde ontem, luz vermelha.")
    expect(window.locator(".salvo")).to_contain_text("Salvo às")
    [told] = desk.sql("SELECT descricao_abertura AS texto FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    assert told["texto"] == "Sem conexão desde ontem, luz vermelha."

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(window.locator("select[data-visita]")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.type("Suporte")
    page.keyboard.press("Tab")
    page.keyboard.type("Tarde")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/atendimentos/{opened['id_atendimento']}")
    expect(page.locator(".cj")).to_have_count(0)
    [order] = desk.sql(
        """SELECT id_atendimento, tipo.descricao AS tipo, periodo.descricao AS periodo FROM ordem_servico
        JOIN tipo_ordem_servico AS tipo USING (id_tipo_ordem_servico)
        JOIN ordem_servico_disponibilidade USING (id_ordem_servico) JOIN periodo_dia AS periodo USING (id_periodo_dia)
        ORDER BY id_ordem_servico DESC LIMIT 1"""
    )
    assert order["id_atendimento"] == opened["id_atendimento"]
    assert (order["tipo"][:7].casefold(), order["periodo"]) == ("suporte", "Tarde")


def test_an_unused_window_closes_with_the_call(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    page.locator("#conteudo").focus()
    pbx.ring()
    ringing(page)

    pbx.hang_up()

    expect(page.locator(".cj")).to_have_count(0)
    expect(page.locator(".brinde")).to_contain_text("Ligação perdida · (37) 99991-2222 · Bianca Couto")
    expect(page.locator("#conteudo")).to_be_focused()


def test_a_window_in_use_stays(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("3")
    expect(page.locator("[data-tecla='3']")).to_have_attribute("aria-checked", "true")

    pbx.hang_up()

    expect(page.locator(".cj")).to_have_class("cj encerrada")
    expect(page.locator(".cj")).to_contain_text("Encerrada pela central")
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")


def test_a_cancel_before_its_notice_opens_nothing(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.hang_up()
    pbx.ring()
    pbx.ring(**DESCONHECIDO)

    expect(page.locator(".cj .tel")).to_have_text("(31) 98745-0163")


def test_keys_meant_for_the_page_do_not_open_a_ticket(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    before = desk.sql("SELECT count(*) AS n FROM atendimento")
    page = live()
    pbx.ring()
    expect(page.locator(".cj")).to_have_count(1)
    for key in ("Enter", "F2", "1", "u"):
        page.keyboard.press(key)
    page.wait_for_timeout(GUARDA)

    assert desk.sql("SELECT count(*) AS n FROM atendimento") == before
    expect(page.locator(".cj")).to_have_class("cj chamando")


def test_writing_goes_on_while_two_calls_arrive(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live("/atendimentos/5448")
    writer = page.locator(".redator textarea")
    writer.click()
    text = "Bom dia! A equipe chega entre 14h e 16h, com F2, 1 e u no meio da frase."
    half = len(text) // 2
    page.keyboard.type(text[:half])
    pbx.ring()
    pbx.ring(**DESCONHECIDO)
    expect(page.locator(".cj-abas button")).to_have_count(2)
    page.keyboard.type(text[half:])

    expect(writer).to_have_value(text)
    expect(writer).to_be_focused()
    expect(page.locator(".cj:visible")).to_have_class("cj chamando")
    expect(page.locator("#chamadas-pilula")).to_contain_text("2 ligações")


def test_an_unknown_number_is_chosen_noted_and_dismissed(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring(**DESCONHECIDO)
    ringing(page)
    expect(page.locator(".cj input[type=search]")).to_be_focused()
    page.locator("[data-anotar]").click()
    page.keyboard.type("Quer saber de planos")
    page.locator("[data-anotar]").click()

    expect(page.locator(".cj")).to_have_count(0)
    [call] = desk.sql("SELECT anotacao FROM ligacao ORDER BY id_ligacao DESC LIMIT 1")
    assert call["anotacao"] == "Quer saber de planos"


def test_the_first_of_two_tabs_has_the_call(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    one, two = live(), live()
    pbx.ring()
    ringing(one)
    ringing(two)

    one.bring_to_front()
    one.keyboard.press("F2")
    one.keyboard.press("F2")

    expect(one.locator(".cj")).to_have_class("cj aberta")
    expect(two.locator(".cj")).to_have_count(0)
    expect(two.locator(".brinde")).to_contain_text("Esta ligação já foi aberta em outra aba.")


def test_a_reload_and_a_restart_lose_no_call(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.reload()
    ringing(page)

    desk.served.restart()

    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    expect(page.locator(".cj .tel")).to_have_text("(37) 99991-2222")
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(page.locator(".cj")).to_have_class("cj aberta")


def test_the_window_follows_from_page_to_page_and_into_the_pill(
    desk: Desk, pbx: Pbx, live: Callable[..., Page]
) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("m")
    expect(page.locator(".cj:visible")).to_have_count(0)
    expect(page.locator("#chamadas-pilula")).to_contain_text("1 ligação")

    page.goto(f"{desk.served.url}/fila")
    expect(page.locator("#chamadas-pilula")).to_contain_text("1 ligação")
    page.keyboard.press("F2")
    expect(page.locator(".cj:visible")).to_have_count(1)
