"""Integrations in a real browser: a program of the API from its secret on, and a simulated call up to its window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.time import Clock, real_clock
from plantao.pbx import api
from tests.browser.desk import Desk, Pbx, answered, becomes, focused, posted
from tests.browser.serving import SECONDS
from tests.mesa import BIANCA


@pytest.fixture
def time() -> Clock:
    """A call is simulated now."""
    return real_clock


@pytest.fixture(autouse=True)
def _administrator(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may integrate; and whoever calls is found however long it takes."""
    monkeypatch.setattr(api, "IDENTIFICA_SECONDS", SECONDS)
    desk.sql("UPDATE usuario SET papel = 'administrador' WHERE id = :id", id=BIANCA)


def test_a_secret_is_shown_once_and_access_is_revoked(desk: Desk) -> None:
    page = desk.tab("/integracoes")
    page.get_by_role("link", name="Novo cliente").click()
    page.get_by_label("Nome").fill("Central telefônica")
    page.get_by_label("Redes aceitas").fill("10.20.0.0/24")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Segredo criado.")).to_be_visible()
    secret = page.locator("#segredo").inner_text()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as over plain HTTP
    page.get_by_role("button", name="Copiar").click()
    expect(page.locator("#brindes")).to_have_text("Copiado")
    page.keyboard.press("Control+K")
    page.keyboard.press("Control+V")
    expect(page.locator("#paleta-q")).to_have_value(secret)
    page.reload()
    expect(page.get_by_role("heading", name="Central telefônica", exact=True)).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)
    expect(page.locator("dl").get_by_text(f"••••{secret[-4:]}")).to_be_visible()

    page.get_by_role("button", name="Revogar acesso").click()
    dialog = page.get_by_role("dialog", name="Revogar o acesso de Central telefônica?")
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_focused()
    dialog.get_by_role("button", name="Revogar acesso").click()

    expect(page.get_by_text("Não havia tokens a revogar.")).to_be_visible()
    expect(dialog).to_have_count(0)


def press_twice(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")


def click_twice(page: Page) -> None:
    page.get_by_role("button", name="Criar cliente").dblclick()


@pytest.mark.parametrize("twice", [press_twice, click_twice])
@pytest.mark.parametrize("htmx", [True, False])
def test_a_form_sent_twice_makes_one_program(desk: Desk, twice: Callable[[Page], None], htmx: bool) -> None:
    count = "SELECT count(*) AS n FROM oauth_client"
    [before] = desk.sql(count)
    page = desk.context.new_page()
    if not htmx:
        page.route("**/htmx*.js", lambda route: route.abort())
    page.goto(desk.served.url + "/integracoes/novo")
    posts = posted(page)
    page.get_by_label("Nome").fill("Central telefônica")
    twice(page)

    expect(page.get_by_text("Segredo criado.")).to_be_visible()
    answered(page)
    assert len(posts) == 1 or not htmx
    assert desk.sql(count) == [{"n": before["n"] + 1}]
    [last] = desk.sql("SELECT segredo_final FROM oauth_client ORDER BY id_oauth_client DESC LIMIT 1")
    assert page.locator("#segredo").inner_text().endswith(last["segredo_final"])


def test_a_secret_is_replaced_once_by_two_clicks(desk: Desk) -> None:
    page = desk.tab("/integracoes/3")
    page.get_by_role("button", name="Trocar segredo").click()
    posts = posted(page)
    page.get_by_role("dialog").get_by_role("button", name="Trocar segredo").dblclick()

    expect(page.get_by_text("Segredo criado.")).to_be_visible()
    answered(page)
    assert posts == [desk.served.url + "/integracoes/3/segredo"]
    [kept] = desk.sql("SELECT segredo_final FROM oauth_client WHERE id_oauth_client = 3")
    assert page.locator("#segredo").inner_text().endswith(kept["segredo_final"])


def test_a_faulty_network_is_said_at_its_field(desk: Desk) -> None:
    page = desk.tab("/integracoes/novo")
    page.get_by_label("Nome").fill("Central telefônica")
    page.locator("#redes").fill("10.20")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#redes-erro")).to_contain_text("A rede 10.20 não é válida")
    becomes(page, lambda: focused(page), "faltas")
    expect(page.locator("#redes")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#redes")).to_have_attribute("aria-describedby", "redes-erro redes-ajuda")
    page.locator("#redes").fill("10.20/x")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#redes-erro")).to_contain_text("A rede 10.20/x não é válida")
    becomes(page, lambda: focused(page), "faltas")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    becomes(page, lambda: focused(page), "redes")
    page.locator("#redes").fill("10.20.0.0/24")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Segredo criado.")).to_be_visible()
    assert [said for said in desk.faults if " 422 " not in said] == []
    desk.faults.clear()


def test_a_simulated_call_up_to_its_window_and_back(desk: Desk) -> None:
    page = desk.tab("/integracoes/simulador")
    expect(page.locator("#ramal")).to_have_value("111")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    page.locator("#telefone").fill("37999912222")
    page.get_by_role("button", name="Ligar", exact=True).click()

    expect(page.locator("#janela .nm")).to_have_text("Bianca Couto")
    steps = page.locator(".passos b")
    expect(steps).to_have_text(
        [
            "Central notificou",
            "Programa admitido",
            "Cliente identificado",
            "Ligação guardada",
            "Enviado à tela",
            "Janela visível",
        ]
    )
    expect(page.locator(".passos")).to_contain_text("Bianca Couto · 1 navegador conectado")
    times = [int(text.removesuffix(" ms")) for text in page.locator(".passos td.d").all_inner_texts()]
    assert times == sorted(times)
    page.get_by_role("button", name="Cancelar ligação").click()

    expect(steps.filter(has_text="Ligação cancelada")).to_be_visible()
    expect(page.locator("#janela .nm")).to_have_count(0)


def test_a_scenario_fills_the_form_over_what_was_typed(desk: Desk) -> None:
    page = desk.tab("/integracoes/simulador")
    page.locator("#telefone").fill("123")
    page.get_by_role("button", name="Aviso repetido").click()

    expect(page.locator("#sequencia")).to_have_value("repetida")
    expect(page.locator("#telefone")).not_to_have_value("123")
    number = page.locator("#telefone").input_value()
    page.locator("#telefone").press("Control+Enter")

    expect(page.get_by_role("heading", name="Requisição e resposta 2 de 2")).to_be_visible()
    expect(page.locator(".passos")).to_have_count(1)
    [call] = desk.sql("SELECT telefone, ramal FROM ligacao")
    assert call == {"telefone": number, "ramal": "111"}


def test_who_answers_is_said_while_the_form_is_filled(desk: Desk) -> None:
    page = desk.tab("/integracoes/simulador")
    expect(page.locator("#vivo")).to_have_text("Ao vivo")
    page.locator("#ramal").fill("999")
    page.locator("#telefone").fill("31987450163")
    expect(page.locator("#quem-atende")).to_have_text("Ninguém atende aqui")

    page.locator("#ramal").fill("111")
    page.locator("#telefone").focus()
    expect(page.locator("#quem-atende")).to_have_text("Bianca Couto · com o Plantão aberto")
    expect(page.locator("#telefone")).to_have_value("31987450163")


def test_what_a_program_called(desk: Desk, pbx: Pbx) -> None:
    pbx.ring(ramal=999)
    with pytest.raises(AssertionError):
        pbx.ring(telefone="oculto")
    desk.served.run(desk.served.app.state.requisicoes.flush)

    page = desk.tab("/integracoes/3")
    table = page.locator("#requisicoes tbody tr")
    expect(table).to_have_count(3)
    page.get_by_role("link", name="Só erros").click()

    expect(table).to_have_count(1)
    expect(table).to_contain_text("O campo telefone deve ser um número.")
    expect(page.get_by_role("link", name="Só erros")).to_have_attribute("aria-current", "true")
