"""What design §7 says of the call window beyond the plain call: who calls, what is asked, how it sounds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.jobs import Worker
from plantao.kit.time import Clock, real_clock
from plantao.kit.tx import Read
from plantao.pbx.rules import identificar
from tests.browser.desk import Desk, becomes
from tools.stage import GUARDA, Pbx, ringing

NUMBER = "(37) 99991-2222"
BIANCA, EXEMPLO, LAVYNIA = 24001, 11201, 24930
DESCONHECIDO = {"telefone": 31987450163}

AWAY = "Document.prototype.hasFocus = () => false;"
"""The browser is behind another window."""
NOTIFICATIONS = """
window.notices = [];
window.Notification = class {
  static permission = "granted";
  constructor(title, options) { this.told = { title, ...options, open: true }; window.notices.push(this.told); }
  close() { this.told.open = false; }
};
"""
ASKED = """
window.asked = 0;
window.Notification = class {
  static permission = "default";
  static async requestPermission() { window.asked += 1; return (Notification.permission = "denied"); }
};
"""
TONE = """
window.tone = { started: 0, stopped: 0 };
for (const [verb, name] of [["start", "started"], ["stop", "stopped"]]) {
  const real = OscillatorNode.prototype[verb];
  OscillatorNode.prototype[verb] = function (when) {
    if (verb === "start" || when === undefined) window.tone[name] += 1;
    return real.call(this, when);
  };
}
"""


@pytest.fixture
def time() -> Clock:
    return real_clock


def same_number(desk: Desk, *ids: int) -> None:
    """Let these clients have Bianca's number too."""
    [hers] = desk.sql("SELECT chave, telefone FROM cliente_telefone WHERE id_cliente = :id", id=BIANCA)
    for ident in ids:
        desk.sql(
            "UPDATE cliente SET telefone_terciario = :telefone WHERE id_cliente = :id",
            id=ident,
            telefone=hers["telefone"],
        )
        desk.sql(
            "INSERT INTO cliente_telefone (id_cliente, posicao, chave, telefone) VALUES (:id, 2, :chave, :telefone)",
            id=ident,
            **hers,
        )


def newest(desk: Desk) -> dict[str, Any]:
    [found] = desk.sql("SELECT * FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
    return found


def test_one_of_several_customers_is_chosen_by_its_digit(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    same_number(desk, EXEMPLO, LAVYNIA)
    page = live()
    pbx.ring()
    ringing(page)
    window = page.locator(".cj")
    expect(window.locator(".cj-sec h2")).to_contain_text("Este telefone está em 3 cadastros — com quem você fala?")
    people = window.locator(".opcao")
    expect(people).to_have_count(3)
    expect(people.first).to_be_focused()
    expect(page.locator("#anuncio")).to_have_text("Ligação de um de 3 cadastros, 37 9 9991 2222. F2 abre.")
    page.keyboard.press("ArrowDown")
    expect(people.nth(1)).to_be_focused()
    expect(window.locator("[data-escolher]")).to_contain_text("Escolher Bianca Couto")

    page.keyboard.press("2")
    expect(window.locator(".cj-id .nm")).to_have_text("Bianca Couto")
    page.keyboard.press("3")
    expect(window.locator("[data-tecla='3']")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("F2")

    expect(window).to_have_class("cj aberta")
    assert newest(desk)["id_cliente_servico"] == 12345


def test_a_service_must_be_chosen_of_several_that_are_active(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring(telefone=37999990000)
    ringing(page)
    page.keyboard.press("F2")
    expect(page.locator(".cj .aviso.perigo")).to_have_text("Escolha o serviço do cliente.")
    services = page.locator("[data-faz=servico]")
    expect(services.first).to_be_focused()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(services.nth(1)).to_have_attribute("aria-checked", "true")
    page.keyboard.press("F2")

    expect(page.locator(".cj")).to_have_class("cj aberta")
    desk.faults.clear()


@pytest.mark.parametrize("answer", ["F2", "U", "Tab Enter"])
def test_an_open_ticket_of_the_same_kind_is_offered_first(
    desk: Desk, pbx: Pbx, live: Callable[..., Page], answer: str
) -> None:
    before = newest(desk)
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("2")
    page.keyboard.press("F2")
    go_on = page.get_by_role("button", name="Continuar no aberto")
    expect(go_on).to_be_focused()
    expect(page.locator(".cj-pe .aviso")).to_contain_text("Já existe um atendimento aberto de “")
    page.wait_for_timeout(GUARDA)
    for key in answer.split():
        page.keyboard.press(key)
    expect(page.locator(".cj")).to_have_class("cj aberta")

    opened = newest(desk)
    [call] = desk.sql("SELECT id_atendimento FROM ligacao")
    assert (opened["id_atendimento"] == before["id_atendimento"]) == (answer != "Tab Enter")
    assert (call["id_atendimento"] == opened["id_atendimento"]) == (answer == "Tab Enter")


def test_a_repeated_notice_is_the_same_window(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("4")
    expect(page.locator("[data-tecla='4']")).to_have_attribute("aria-checked", "true")

    pbx.ring(ligacao_params={"vez": "2"})

    expect(page.locator(".cj dd")).to_have_text("2")
    expect(page.locator(".cj")).to_have_count(1)
    expect(page.locator("[data-tecla='4']")).to_have_attribute("aria-checked", "true")
    assert len(desk.sql("SELECT 1 FROM ligacao")) == 1


def test_a_number_is_tied_to_whoever_was_found_and_let_go_again(
    desk: Desk, pbx: Pbx, live: Callable[..., Page]
) -> None:
    def tied() -> int:
        return len(desk.sql("SELECT 1 FROM cliente_telefone WHERE telefone = '31987450163'"))

    page = live()
    pbx.ring(**DESCONHECIDO)
    ringing(page)
    page.keyboard.type("lavy")
    expect(page.locator(".achado")).to_have_count(1)
    expect(page.locator(".cj [data-escolher]")).to_contain_text("Escolher Lavynia")
    expect(page.locator(".cj input[type=search]")).to_have_value("lavy")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator(".cj [data-escolher]")).to_contain_text("Escolher cliente")
    expect(page.locator(".cj [data-escolher]")).to_be_disabled()
    page.keyboard.type("lavy")
    expect(page.locator(".achado")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".cj-id .nm")).to_have_text("Lavynia")
    expect(page.locator(".brinde")).to_contain_text("(31) 98745-0163 guardado no cadastro de Lavynia")
    assert tied() == 1

    with page.expect_response("**/desatar"):
        page.get_by_role("button", name="Desfazer").click()

    assert tied() == 0
    expect(page.locator(".cj-id .nm")).to_have_text("Lavynia")


def test_five_calls_have_three_tabs_and_a_count(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    for n in range(4):
        pbx.ring(telefone=31987450160 + n)
    tabs = page.locator(".cj-abas [role=tab]")
    expect(page.locator(".cj-abas .mais")).to_have_text("+2")
    expect(tabs).to_have_count(3)
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    expect(tabs.first).to_contain_text("Bianca Couto")
    expect(page.locator("#chamadas-pilula")).to_contain_text("5 ligações")
    page.wait_for_timeout(GUARDA)

    for keys, number in (("Alt+3", "(31) 98745-0161"), ("Alt+1", NUMBER), ("Control+2", "(31) 98745-0160")):
        page.keyboard.press(keys)
        expect(page.locator(".cj:visible .tel")).to_have_text(number)
    page.locator(".cj-abas .mais").click()
    expect(page.locator(".cj:visible .tel")).to_have_text("(31) 98745-0162")
    expect(tabs.nth(2)).to_have_attribute("aria-selected", "true")
    expect(tabs).to_have_count(3)


def test_the_call_of_a_tab_that_was_closed_goes_on_in_another(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    one, two = live(), live()
    pbx.ring()
    ringing(one)
    one.bring_to_front()
    one.keyboard.press("3")
    expect(two.locator(".cj")).to_have_count(0)
    one.reload()
    ringing(one)
    expect(two.locator(".cj")).to_have_count(0)
    one.close()

    ringing(two)
    expect(two.locator("[data-tecla='3']")).to_have_attribute("aria-checked", "true")
    two.keyboard.press("F2")
    two.keyboard.press("F2")
    expect(two.locator(".cj")).to_have_class("cj aberta")


def test_what_is_typed_is_saved_before_the_window_closes(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    page = live()
    pbx.ring()
    ringing(page)
    page.keyboard.press("F2")
    expect(page.locator(".relato")).to_be_focused()
    page.keyboard.type("Luz vermelha")
    page.keyboard.press("Escape")

    expect(page.locator(".cj")).to_have_count(0)
    assert newest(desk)["descricao_abertura"] == "Luz vermelha"


def test_a_call_rings_on_from_page_to_page_and_is_said_once(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    desk.context.add_init_script(TONE)
    page = live()
    page.locator("#conteudo").click()
    with page.expect_response("**/visivel"):
        pbx.ring()
        ringing(page)
    page.goto(f"{desk.served.url}/clientes")
    page.locator("input[type=search]").first.click()
    expect(page.locator(".cj .tel")).to_have_text(NUMBER)
    becomes(page, lambda: page.evaluate("window.tone.started"), 30)
    page.wait_for_timeout(GUARDA)

    expect(page.locator("#anuncio")).to_be_empty()
    expect(page.locator(".cj :focus")).to_have_count(0)
    page.keyboard.press("F2")
    page.keyboard.press("m")
    becomes(page, lambda: page.evaluate("window.tone.stopped"), 30)


def test_a_call_is_reached_over_an_open_dialog_and_leaves_it_as_it_was(
    desk: Desk, pbx: Pbx, live: Callable[..., Page]
) -> None:
    page = live("/atendimentos/110")
    page.keyboard.press("e")
    reason = page.locator("dialog[open] textarea")
    reason.fill("Resolvi pelo tele")
    pbx.ring()
    ringing(page)
    expect(reason).to_be_focused()
    page.keyboard.type("fone")
    expect(page.locator("dialog[open] #anuncio")).to_contain_text("F2 abre")

    page.keyboard.press("F2")
    expect(page.locator("[data-principal]")).to_be_focused()
    page.locator(".cj").get_by_role("button", name="Abrir atendimento").click()
    expect(page.locator(".cj .proto")).to_be_visible()
    page.keyboard.type("Sem internet")
    page.keyboard.press("Escape")

    expect(page.locator(".cj")).to_have_count(0)
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Resolvi pelo telefone")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("body > #janela")).to_have_count(1)


def test_a_window_in_the_pill_takes_the_focus_when_it_comes_back(
    desk: Desk, pbx: Pbx, live: Callable[..., Page]
) -> None:
    page = live("/atendimentos/110")
    composer = page.locator(".redator textarea")
    composer.click()
    pbx.ring()
    ringing(page)
    page.wait_for_timeout(GUARDA)
    page.keyboard.press("F2")
    page.keyboard.press("m")
    expect(composer).to_be_focused()

    page.keyboard.press("F2")
    expect(page.locator("[data-principal]")).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("[data-tecla='3']")).to_have_attribute("aria-checked", "true")


def test_the_number_comes_first_and_the_customer_when_found(
    desk: Desk, pbx: Pbx, live: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes long to be found does not hold the window (design §7)."""

    async def never(read: Read, dito: identificar.Dito) -> identificar.Identificacao:
        await asyncio.Event().wait()
        raise AssertionError

    page = live()
    with monkeypatch.context() as slow:
        slow.setattr(identificar, "identificar", never)
        slow.setattr("plantao.pbx.api.IDENTIFICA_SECONDS", 0.15)
        pbx.ring()
        ringing(page)
    window = page.locator(".cj")
    expect(window.locator(".tel")).to_have_text(NUMBER)
    expect(window.locator("input[type=search]")).to_be_focused()
    expect(window.get_by_text("Buscando cliente…")).to_be_visible()

    app = desk.served.app
    desk.served.run(lambda: Worker(app.state.database, real_clock, app.state.tail.wake).run_due())

    expect(window.locator(".cj-id .nm")).to_have_text("Bianca Couto")
    expect(page.locator("#anuncio")).to_have_text("Ligação de Bianca Couto, 37 9 9991 2222. F2 abre.")
    expect(window.locator("[data-principal]")).to_be_focused()


@pytest.mark.parametrize(
    ("private", "title", "body"),
    [(False, "Ligação: Bianca Couto", f"{NUMBER} · 3 em aberto"), (True, "Ligação recebida", "")],
)
def test_who_looks_elsewhere_is_told_by_the_system(
    desk: Desk, pbx: Pbx, live: Callable[..., Page], private: bool, title: str, body: str
) -> None:
    if private:
        desk.sql("UPDATE usuario SET preferencias = :p WHERE id = 56", p='{"privacidade": true}')
    desk.context.add_init_script(AWAY + NOTIFICATIONS)
    page = live()
    own = page.title()
    pbx.ring()
    ringing(page)

    [notice] = page.evaluate("window.notices")
    assert (notice["title"], notice["body"], notice["requireInteraction"]) == (title, body, True)
    [call] = desk.sql("SELECT id_ligacao FROM ligacao")
    assert notice["tag"] == f"chamada-{call['id_ligacao']}"
    page.wait_for_function("title => document.title === title", arg=f"☎ {NUMBER}")
    page.wait_for_function("title => document.title === title", arg=own)

    pbx.hang_up()
    expect(page.locator(".cj")).to_have_count(0)
    assert [told["open"] for told in page.evaluate("window.notices")] == [False]
    assert page.title() == own


def test_notifications_are_offered_once_and_never_asked_again_when_refused(
    desk: Desk, live: Callable[..., Page]
) -> None:
    desk.context.add_init_script(ASKED)
    page = live()
    page.locator(".ramal").click()
    page.locator("[data-turno]").click()
    expect(page.locator(".ramal .sit")).to_have_text("Disponível")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Ativar avisos").click()
    expect(page.locator("#brindes")).to_contain_text(
        "libere as notificações deste endereço nas configurações do navegador"
    )

    page.locator(".ramal").click()
    page.get_by_role("menuitem", name="Ativar avisos").click()
    expect(page.locator("#brindes")).to_contain_text("Avisos bloqueados.")
    for _ in range(2):
        page.locator(".ramal").click()
        with page.expect_response("**/turno"):
            page.locator("[data-turno]").click()
    expect(page.locator("#brindes button")).to_have_count(0)
    assert page.evaluate("window.asked") == 1


def test_the_tone_waits_for_a_gesture_and_stops_with_the_call(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    desk.context.add_init_script(TONE)
    page = live()
    expect(page.locator(".ramal")).to_have_attribute("title", "Som bloqueado — clique para ativar")
    expect(page.locator(".som-preso")).to_be_visible()
    page.locator("#conteudo").click()
    expect(page.locator(".som-preso")).to_be_hidden()

    pbx.ring()
    ringing(page)
    assert page.evaluate("window.tone") == {"started": 30, "stopped": 0}
    pbx.hang_up()
    expect(page.locator(".cj")).to_have_count(0)
    assert page.evaluate("window.tone.stopped") == 30


def test_calls_may_be_silenced_and_their_volume_is_kept(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    desk.context.add_init_script(TONE)
    page = live()
    page.locator(".ramal").click()
    page.get_by_label("Volume").fill("0.3")
    page.get_by_role("menuitem", name="Silenciar ligações").click()
    page.evaluate("window.tone.started = 0")
    pbx.ring()
    ringing(page)
    assert page.evaluate("window.tone.started") == 0

    page.reload()
    page.locator(".ramal").click()
    expect(page.get_by_role("menuitem", name="Ouvir ligações")).to_be_visible()
    expect(page.get_by_label("Volume")).to_have_value("0.3")
