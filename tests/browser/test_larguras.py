"""What is on the screen can be read and reached: at every width, beside a toast, inside a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.time import Clock, real_clock
from tests.browser.desk import Desk
from tests.browser.walk import ADMINISTRADOR, LIVE
from tests.mesa import BIANCA
from tools.stage import Pbx, ringing

SIZES = ((320, 640), (683, 384), (1024, 768), (1366, 768), (1920, 1080))
LONG = "MARIA APARECIDA DAS GRAÇAS DE OLIVEIRA VASCONCELOS ALBUQUERQUE SANTOS ME"
KEY = "uma_chave_que_ninguem_deveria_ter_escrito_mas_que_a_central_manda_em_toda_ligacao"

CUT = "e => e.scrollWidth > e.clientWidth"
FIELD = "e => { const s = getComputedStyle(e); return [s.borderTopStyle, s.paddingLeft, s.outlineStyle]; }"
ASTRAY = """() => [...document.querySelectorAll("table.clientes :is(th, td)")].flatMap((cell) => {
  const { left, right } = cell.getBoundingClientRect();
  const shown = [cell, ...cell.querySelectorAll("*")].filter((e) => e.checkVisibility() && !e.closest(".corta"));
  const words = shown.flatMap((e) => [...e.childNodes]).filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  return words.filter((word) => {
    const range = document.createRange();
    range.selectNode(word);
    const box = range.getBoundingClientRect();
    return box.left < left || box.right > Math.min(right, innerWidth);
  }).map((word) => word.data);
})"""
"""Words of the table that leave their cell or the screen, but for those that end in an ellipsis."""
UNDER = """(buttons) => {
  const toast = document.querySelector(".brinde").getBoundingClientRect();
  return [...document.querySelectorAll(buttons)].filter((b) => b.checkVisibility()).filter((b) => {
    const box = b.getBoundingClientRect();
    return box.left < toast.right && box.right > toast.left && box.top < toast.bottom && box.bottom > toast.top;
  }).map((b) => b.textContent);
}"""
"""Those of some buttons that the toast covers."""
SEEN_OF = """(e) => {
  const box = e.getBoundingClientRect();
  const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT).nextNode();
  return [...text.data].filter((_, n) => {
    const letter = document.createRange();
    letter.setStart(text, n);
    letter.setEnd(text, n + 1);
    const at = letter.getBoundingClientRect();
    return at.left >= box.left - 1 && at.right <= box.right + 1;
  }).join("");
}"""
"""What of an element's text is not cut."""


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


def resized(page: Page, size: tuple[int, int]) -> None:
    """The page at another size, drawn."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def test_a_window_inside_the_palette_keeps_its_own_fields(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    page.keyboard.press("Control+k")
    expect(page.locator("#paleta")).to_be_visible()
    pbx.ring()
    ringing(page)
    expect(page.locator("#paleta .cj")).to_be_visible()
    assert page.locator(".cj .outro-tipo").evaluate(FIELD)[:2] == ["solid", "10px"]

    page.keyboard.press("F2")
    page.keyboard.press("F2")
    report = page.locator(".cj .relato")
    report.focus()

    assert report.evaluate(FIELD) == ["solid", "10px", "solid"]
    assert page.locator("#paleta-q").evaluate(FIELD)[:2] == ["none", "42px"]


def test_clients_have_names_at_every_width(desk: Desk) -> None:
    desk.sql("UPDATE cliente SET nome_razaosocial = :long, ativo = :no WHERE id_cliente = 11201", long=LONG, no=False)
    page = desk.tab("/clientes")
    expect(page.locator(".clientes a.forte").first).to_be_visible()

    for size in SIZES:
        resized(page, size)
        assert page.evaluate(ASTRAY) == [], size
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        assert not page.locator(".rolagem:has(.clientes)").evaluate(CUT), size
        expect(page.locator(".clientes a.forte.corta")).to_have_count(0)


def test_the_rail_of_an_administrator_fits_a_telephone(desk: Desk) -> None:
    desk.sql("UPDATE usuario SET papel = :papel WHERE id = :id", papel=ADMINISTRADOR, id=BIANCA)
    page = desk.tab("/ajustes")
    resized(page, (320, 640))

    assert page.locator(".trilho a.n").count() == 6
    assert not page.locator(".trilho").evaluate(CUT)
    expect(page.locator(".trilho a[aria-current]")).to_be_in_viewport(ratio=1)


def test_tabs_of_five_calls_are_told_apart(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    for n in range(4):
        pbx.ring(telefone=31987450160 + n)
    more, tabs = page.locator(".cj-abas .mais"), page.locator(".cj-abas [role=tab]")
    expect(more).to_have_text("+2")

    for size in SIZES:
        resized(page, size)
        assert more.evaluate("e => e.getBoundingClientRect().width") < 60, size
        seen = [tabs.nth(n).locator(".corta").evaluate(SEEN_OF) for n in range(3)]
        assert seen[0].startswith("Bia"), size
        assert [number[-3:] for number in seen[1:]] == ["160", "161"], size
        if size[0] > 320:
            assert seen == ["Bianca Couto", "(31) 98745-0160", "(31) 98745-0161"], size


def test_who_may_be_calling_has_a_name_at_every_width(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    desk.sql(
        "INSERT INTO cliente_telefone (id_cliente, posicao, chave, telefone) "
        "SELECT id_cliente, 9, '88887777', '37988887777' FROM cliente"
    )
    page = live()
    pbx.ring(telefone=37988887777)
    ringing(page)

    for size in SIZES:
        resized(page, size)
        assert not page.locator(".cj .cj-corpo").evaluate(CUT), size
        for name in page.locator(".cj .opcao .nm").all():
            text = name.text_content() or ""
            assert name.evaluate(SEEN_OF) == text, size


def test_a_long_key_leaves_room_for_the_values(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring(ligacao_params={KEY: "Suporte", "fila": "Fila 3"})
    ringing(page)

    for size in SIZES:
        resized(page, size)
        for value, text in zip(page.locator(".cj .ficha dd").all(), ("Suporte", "Fila 3"), strict=True):
            expect(value).to_have_text(text)
            assert value.evaluate(SEEN_OF) == text, size
        assert [key.evaluate(CUT) for key in page.locator(".cj .ficha dt").all()] == [False, False], size


@pytest.mark.parametrize("path", [f"/atendimentos/{LIVE}", f"/fila/todos?atendimento={LIVE}"])
def test_a_toast_covers_no_button_of_the_composer(desk: Desk, pbx: Pbx, live: Callable[..., Page], path: str) -> None:
    page = live(path)
    pbx.ring()
    ringing(page)
    pbx.hang_up()
    toast = page.locator(".brinde")
    expect(toast).to_contain_text("Ligação perdida")
    toast.hover()

    covered: dict[Any, list[str]] = {}
    for size in SIZES:
        resized(page, size)
        expect(toast).to_be_in_viewport(ratio=1)
        covered[size] = page.evaluate(UNDER, ".redator button")
    page.locator(".redator textarea").fill("Uma linha\n" * 8)
    covered["tall"] = page.evaluate(UNDER, ".redator button")

    assert {at: buttons for at, buttons in covered.items() if buttons} == {}


def test_a_toast_covers_no_button_of_a_call(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live(f"/atendimentos/{LIVE}")
    pbx.ring()
    ringing(page)
    pbx.ring(telefone=31987450160)
    expect(page.locator(".cj-abas")).to_be_visible()
    pbx.hang_up(telefone=31987450160)
    toast = page.locator(".brinde")
    toast.hover()

    for size in SIZES:
        resized(page, size)
        expect(toast).to_be_in_viewport(ratio=1)
        assert page.evaluate(UNDER, ".cj button") == [], size


def test_who_answers_is_chosen_from_a_list_that_can_be_read(desk: Desk) -> None:
    desk.sql("UPDATE usuario SET name = :long WHERE id = 22", long=LONG)
    desk.sql("UPDATE usuario SET name = :word WHERE id = 5", word=LONG.replace(" ", ""))
    page = desk.tab(f"/atendimentos/{LIVE}")
    resized(page, (683, 384))
    page.keyboard.press("r")
    expect(page.locator("dialog[open] .marca").first).to_be_focused()

    for size in SIZES:
        resized(page, size)
        labels = [label.bounding_box() for label in page.locator("dialog[open] .marcar").all()]
        boxes = [box for box in labels if box]
        assert len(boxes) > 2
        assert [b["y"] for b in boxes[1:]] >= [a["y"] + a["height"] for a in boxes[:-1]], size
        cut = "e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth"
        assert not any(label.evaluate(cut) for label in page.locator("dialog[open] .marcar").all()), size
        assert not page.locator("dialog[open] .rolagem").evaluate(CUT), size
