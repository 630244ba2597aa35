"""A message on its way: what is clicked meanwhile stays on the screen, and what did not arrive is sent again, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.desk import Desk, becomes

TICKET = "/atendimentos/300"
SENDING, TABS = "**/mensagens", "#atd .tab a"
CAMPO, AVISO = ".redator textarea", "#redator-aviso"
NAO_ENVIADA = "Mensagem não enviada. O texto continua no campo."
OLA = "Já estamos a caminho"
FILE: FilePayload = {"name": "sinal.txt", "mimeType": "text/plain", "buffer": b"-27,8 dBm"}


WATCH = """
new MutationObserver(() => { if (document.querySelector(".redator")) window.drawn = true; })
  .observe(document.body, { childList: true, subtree: true })
"""


class Held:
    """Answers kept on the line until they are let through."""

    def __init__(self, page: Page, pattern: str, method: str = "POST") -> None:
        self._page = page
        self._method = method
        self.kept: list[Route] = []
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == self._method:
            self.kept.append(route)
        else:
            route.fallback()

    def wait(self) -> None:
        becomes(self._page, lambda: bool(self.kept), True)

    def release(self) -> None:
        """Let it go there and come back; what the page makes of it is done when this returns."""
        with self._page.expect_event("requestfinished", lambda request: request.method == self._method):
            self.kept.pop(0).continue_()
        self._page.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done)))")


def send(page: Page, text: str = OLA) -> None:
    page.locator(CAMPO).fill(text)
    page.locator(CAMPO).press("Control+Enter")


def sent(desk: Desk, text: str = OLA) -> int:
    [found] = desk.sql("SELECT count(*) AS n FROM atendimento_mensagem WHERE mensagem = :text", text=text)
    return int(found["n"])


@pytest.mark.parametrize("address", [TICKET, "/fila/todos?atendimento=300"])
def test_the_tab_clicked_after_sending_stays(desk: Desk, address: str) -> None:
    page = desk.tab(address)
    held = Held(page, SENDING)
    send(page)
    held.wait()
    page.locator(TABS).get_by_text("Ordens").click()
    expect(page.locator("#atd .rolo")).to_have_attribute("aria-label", "Ordens de serviço")
    page.evaluate(WATCH)

    held.release()

    assert sent(desk) == 1
    expect(page.locator(f"{TABS}[aria-current]")).to_contain_text("Ordens")
    assert page.url.endswith("aba=ordens")
    expect(page.locator(TABS).first, "what is shown knows of the message").to_contain_text("1")
    assert page.evaluate("window.drawn") is None, "not even for a moment"
    page.locator(TABS).first.click()
    expect(page.locator(".msg.nossa")).to_contain_text(OLA)
    expect(page.locator(CAMPO)).to_have_value("")


def test_the_ticket_clicked_after_sending_stays(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    held, asked = Held(page, SENDING), Held(page, "**/atendimentos/110?*", "GET")
    send(page)
    held.wait()
    page.locator("#linha-110 .item").click()
    expect(page.locator("#atd .osso").first).to_be_visible()

    held.release()
    expect(page.locator("#atd .osso").first).to_be_visible()
    asked.release()

    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "110")
    expect(page.locator(CAMPO)).to_have_value("")
    assert sent(desk) == 1
    page.locator("#linha-300 .item").click()
    expect(page.locator(".msg.nossa")).to_contain_text(OLA)
    expect(page.locator(CAMPO)).to_have_value("")


def test_a_late_look_at_the_ticket_does_not_draw_over_a_tab(desk: Desk) -> None:
    page = desk.tab(TICKET)
    held = Held(page, "**/atendimentos/300", "GET")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('plantao:atendimento-300'))")
    held.wait()
    page.locator(TABS).get_by_text("Histórico").click()
    expect(page.locator(f"{TABS}[aria-current]")).to_have_text("Histórico")

    held.release()

    expect(page.locator(f"{TABS}[aria-current]")).to_have_text("Histórico")
    held.wait()
    assert held.kept[0].request.headers["hx-current-url"].endswith("aba=historico"), "what it told is asked for again"


def test_the_last_of_two_tabs_is_shown(desk: Desk) -> None:
    page = desk.tab(TICKET)
    held = Held(page, "**/atendimentos/300?aba=ordens", "GET")
    page.locator(TABS).get_by_text("Ordens").click()
    held.wait()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("aba=ordens")):
        page.locator(TABS).get_by_text("Anexos").click()

    expect(page.locator(f"{TABS}[aria-current]")).to_have_text("Anexos")
    assert page.url.endswith("aba=anexos")


def test_what_an_older_answer_left_out_is_asked_for_again(desk: Desk) -> None:
    page = desk.tab(TICKET)
    answers: list[str] = []

    def late(route: Route) -> None:
        answers.append(route.fetch().text())
        held.append(route)

    held: list[Route] = []
    page.route("**/atendimentos/300?aba=conversa", late)
    page.locator(TABS).first.click()
    becomes(page, lambda: len(held), 1)
    with page.expect_response("**/atendimentos/300"):
        send(page)
    expect(page.locator(".msg.nossa"), "the message is there, and the news of it were").to_contain_text(OLA)
    page.evaluate("window.marked = document.querySelector('.msg.nossa')")

    held[0].fulfill(body=answers[0], content_type="text/html; charset=utf-8")

    becomes(page, lambda: page.evaluate("window.marked.isConnected"), False)
    expect(page.locator(".msg.nossa")).to_contain_text(OLA)


def broken(route: Route) -> None:
    route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")


def cut(route: Route) -> None:
    route.abort("connectionreset")


def cut_after(route: Route) -> None:
    """The server did it, and nobody heard."""
    assert route.fetch().ok
    route.abort("connectionreset")


@pytest.mark.parametrize("fails", [broken, cut, cut_after])
def test_what_was_not_sent_stays_and_is_sent_once(desk: Desk, fails: Callable[[Route], None]) -> None:
    page = desk.tab(TICKET)
    page.route(SENDING, fails)
    send(page)

    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    expect(page.locator(CAMPO)).to_have_value(OLA)
    expect(page.locator("h1")).to_have_count(1)
    page.reload()
    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    expect(page.locator(CAMPO)).to_have_value(OLA)
    page.unroute(SENDING)
    page.get_by_role("button", name="Enviar de novo").click()

    expect(page.locator(CAMPO)).to_have_value("")
    expect(page.locator(AVISO)).to_be_empty()
    expect(page.locator(".msg.nossa")).to_have_count(1)
    assert sent(desk) == 1
    send(page)
    expect(page.locator(".msg.nossa"), "the same words, said again").to_have_count(2)
    desk.faults.clear()


def test_what_nobody_answered_goes_again_when_the_server_is_back(desk: Desk) -> None:
    page = desk.tab(TICKET)
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    page.route(SENDING, cut_after)
    send(page)
    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    page.unroute(SENDING)
    desk.served.stop()
    expect(page.locator("#vivo")).to_contain_text("Reconectando")
    desk.served.start()

    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    expect(page.locator(CAMPO)).to_have_value("")
    expect(page.locator(AVISO)).to_be_empty()
    assert sent(desk) == 1
    desk.faults.clear()


def test_what_is_too_long_is_refused_and_stays(desk: Desk) -> None:
    page = desk.tab(TICKET)
    send(page, "a" * 65_536)

    expect(page.locator(AVISO)).to_contain_text("65535")
    expect(page.locator(CAMPO)).to_have_value("a" * 65_536)
    desk.faults.clear()


def test_waiting_for_the_customer_is_sent_again_too(desk: Desk) -> None:
    desk.sql("UPDATE atendimento_status SET prefixo = 'aguardando_cliente' WHERE id_atendimento_status = 22")
    desk.served.restart()
    page = desk.tab(TICKET)
    page.route(SENDING, cut)
    page.locator(CAMPO).fill(OLA)
    page.get_by_role("button", name="Enviar e aguardar cliente").click()
    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    page.unroute(SENDING)
    page.get_by_role("button", name="Enviar de novo").click()

    expect(page.locator(".t2 .pilula")).to_contain_text("Pendente")
    assert sent(desk) == 1
    desk.faults.clear()


def test_what_was_changed_after_it_failed_is_another_message(desk: Desk) -> None:
    page = desk.tab(TICKET)
    page.route(SENDING, cut_after)
    send(page)
    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    page.unroute(SENDING)
    send(page, "Chegamos às 10h")

    expect(page.locator(".msg.nossa")).to_have_count(2)
    assert (sent(desk), sent(desk, "Chegamos às 10h")) == (1, 1)
    desk.faults.clear()


def test_what_is_written_while_a_message_is_on_its_way_stays(desk: Desk) -> None:
    page = desk.tab(TICKET)
    held = Held(page, SENDING)
    send(page)
    held.wait()
    page.keyboard.type(" e depois?")
    page.keyboard.press("Control+Enter")
    held.release()

    expect(page.locator(".msg.nossa")).to_have_count(1)
    expect(page.locator(CAMPO)).to_have_value(" e depois?")
    assert sent(desk) == 1


def test_a_note_that_failed_is_found_where_the_person_went(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    held = Held(page, SENDING)
    page.keyboard.press("i")
    page.locator("input[name=files]").evaluate("field => field.disabled = false")
    page.locator("input[name=files]").set_input_files(FILE)
    send(page, "Cliente nervosa")
    held.wait()
    page.locator("#linha-110 .item").click()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "110")
    held.kept.pop().abort()
    expect(page.locator("#brindes")).to_contain_text("Nota não guardada. O texto continua no campo.")
    page.unroute(SENDING)

    page.locator("#brindes").get_by_text("Ver").click()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "300")
    expect(page.locator(CAMPO)).to_have_value("Cliente nervosa")
    expect(page.locator("#redator-anexos")).to_contain_text("sinal.txt")
    page.get_by_role("button", name="Enviar de novo").click()

    expect(page.locator(".msg.interna").last).to_contain_text("Cliente nervosa")
    expect(page.locator(".msg.interna .anexo").last).to_contain_text("sinal.txt")
    expect(page.locator("#redator-anexos")).to_be_hidden()
    assert sent(desk, "Cliente nervosa") == 1
    desk.faults.clear()


def test_a_session_that_ended_asks_for_the_password_and_keeps_the_text(desk: Desk) -> None:
    page = desk.tab(TICKET)
    with page.expect_response("**/escrevendo"):
        page.locator(CAMPO).fill(OLA)
    desk.sql("DELETE FROM sessao")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#sessao")).to_be_visible()
    expect(page.locator(AVISO)).to_contain_text(NAO_ENVIADA)
    expect(page.locator(CAMPO)).to_have_value(OLA)
    desk.faults.clear()


def test_a_refusal_that_comes_when_another_ticket_is_shown_is_said_aside(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    held = Held(page, "**/atendimentos/300/assumir")
    page.keyboard.press("a")
    held.wait()
    page.locator("#linha-285 .item").click()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "285")
    desk.sql("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento = 300")

    held.release()

    expect(page.locator("#brindes")).to_contain_text("Este atendimento já está fechado")
    expect(page.locator("#atd-aviso")).to_be_empty()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "285")
    desk.faults.clear()
