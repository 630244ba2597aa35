"""Going from page to page leaves the frame as it is (design §7): the call window, its tone, what is typed in it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.serving import ANA
from tests.mesa import SAME_ORIGIN
from tools.stage import Pbx, ringing

MARK = "window.mark = 1"
MARKED = "window.mark === 1"
UNKNOWN = {"telefone": "31 3333-0000", "id_cliente": None}


def test_pages_change_inside_the_frame(desk: Desk, live: Callable[..., Page]) -> None:
    page = live()
    page.evaluate(MARK)

    page.locator(".trilho").get_by_role("link", name="Clientes").click()
    expect(page).to_have_url(f"{desk.served.url}/clientes")
    expect(page).to_have_title("Clientes · Plantão")
    expect(page.locator(".trilho [aria-current=page]")).to_have_text("Clientes")
    expect(page.locator("#conteudo h1")).to_have_text("Clientes")
    expect(page.locator("#conteudo #conteudo")).to_have_count(0)
    page.locator("#conteudo h1").click()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.locator(".trilho [aria-current=page]")).to_have_text("Chamadas")
    expect(page.locator("#conteudo h1")).to_be_focused()
    page.go_back()
    expect(page.locator("#conteudo h1")).to_have_text("Clientes")
    page.locator(".trilho").get_by_role("link", name="Fila").click()
    page.locator("#lista .item").first.click()
    expect(page.locator("#atd-t")).to_be_visible()
    page.locator(".trilho").get_by_role("link", name="Ajustes").click()
    expect(page.locator(".trilho [aria-current=page]")).to_have_text("Ajustes")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    assert page.evaluate(MARKED)


def test_the_rail_counts_what_is_not_read(desk: Desk, live: Callable[..., Page]) -> None:
    counter = "#nao-lidos .conta"
    page = live("/clientes")
    expect(page.locator(counter)).to_have_count(0)

    headers = SAME_ORIGIN | {"cookie": f"plantao={desk.served.sign_in(ANA)}"}
    told: dict[str, str | float | bool] = {"mensagem": "O sinal voltou"}
    assert page.request.post(f"{desk.served.url}/atendimentos/110/mensagens", headers=headers, form=told).ok
    expect(page.locator(counter)).to_have_text("1 1 não lido")
    page.locator(".trilho").get_by_role("link", name="Fila 1 não lido").click()
    expect(page.locator("#conteudo h1")).to_have_text("Fila")
    expect(page.locator(counter)).to_have_text("1 1 não lido")

    page.locator("#linha-110 .item").click()
    expect(page.locator(".msg", has_text="O sinal voltou")).to_be_visible()
    expect(page.locator(counter)).to_have_count(0)


def test_the_window_stays_with_what_is_typed_in_it(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    page.evaluate(MARK)
    pbx.ring(**UNKNOWN)
    ringing(page)
    page.keyboard.press("F2")
    page.keyboard.type("Lavy")
    expect(page.locator(".cj .achado")).not_to_have_count(0)

    page.locator(".trilho").get_by_role("link", name="Chamadas").click()
    expect(page.locator("#conteudo h1")).to_have_text("Chamadas")

    expect(page.locator(".cj [data-busca]")).to_have_value("Lavy")
    expect(page.locator(".cj .achado")).not_to_have_count(0)
    assert page.evaluate(MARKED)


def test_a_page_that_does_not_come_leaves_the_one_that_is_there(desk: Desk, live: Callable[..., Page]) -> None:
    page = live("/fila")
    page.route("**/clientes", lambda route: route.abort())
    page.locator(".trilho").get_by_role("link", name="Clientes").click()

    expect(page.locator("#brindes")).to_contain_text("O servidor não respondeu. Tente de novo.")
    expect(page.locator("#lista .item")).not_to_have_count(0)
    expect(page).to_have_url(f"{desk.served.url}/fila")
    desk.faults.clear()


def test_who_is_signed_out_meanwhile_signs_in_over_the_page(desk: Desk, live: Callable[..., Page]) -> None:
    page = live("/fila")
    desk.sql("DELETE FROM sessao")
    page.locator(".trilho").get_by_role("link", name="Clientes").click()

    expect(page.locator("#sessao")).to_be_visible()
    expect(page.locator("#lista .item")).not_to_have_count(0)
    desk.faults.clear()


def test_a_new_version_comes_whole(desk: Desk, live: Callable[..., Page]) -> None:
    page = live()
    page.evaluate(MARK)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:versao', { detail: { versao: 'outra' } }))")
    page.locator(".trilho").get_by_role("link", name="Clientes").click()

    expect(page.locator("#conteudo h1")).to_have_text("Clientes")
    assert not page.evaluate(MARKED)
