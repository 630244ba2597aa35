"""What is typed in the call window appears in the ticket behind it, as it is typed (design §7, §8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.time import Clock, real_clock
from tests.browser.desk import Desk, Pbx, ringing

ABERTO = 300
"""A ticket of the caller's that was there before."""


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


def test_a_note_grows_in_the_ticket_that_was_there(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    [before] = desk.sql("SELECT descricao_abertura AS text FROM atendimento WHERE id_atendimento = 300")
    page = live(f"/atendimentos/{ABERTO}")
    pbx.ring()
    ringing(page)
    page.locator(f"[data-faz=usar-aberto][data-valor='{ABERTO}']").click()
    report = page.locator(".cj .relato")
    expect(report).to_be_focused()
    expect(page.locator(".cj .salvo")).to_have_text("Aparece na linha do tempo como nota interna.")
    expect(page.locator(".evento", has_text="Ligação de (37) 99991-2222 atendida por")).to_be_visible()
    notes = page.locator(".msg.interna")

    page.keyboard.type("Caiu de novo")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("Caiu de novo")
    page.keyboard.type(", agora há pouco")
    expect(notes.locator(".balao")).to_have_text("Caiu de novo, agora há pouco")

    expect(notes).to_have_count(1)
    expect(report).to_have_value("Caiu de novo, agora há pouco")
    expect(report).to_be_focused()
    assert desk.sql("SELECT descricao_abertura AS text FROM atendimento WHERE id_atendimento = 300") == [before]


def test_the_description_grows_in_the_ticket_that_was_opened(desk: Desk, pbx: Pbx, live: Callable[..., Page]) -> None:
    attendant, colleague = live(), live()
    pbx.ring()
    ringing(attendant)
    attendant.keyboard.press("F2")
    expect(attendant.locator(".cj .relato")).to_be_focused()
    [opened] = desk.sql("SELECT max(id_atendimento) AS id FROM atendimento")
    colleague.goto(f"{desk.served.url}/atendimentos/{opened['id']}")
    told = colleague.locator("#abertura .balao")
    expect(told).to_have_text("(sem relato)")

    attendant.bring_to_front()
    for part in ("Luz vermelha", " na ONU"):
        attendant.keyboard.type(part)
        expect(told).to_contain_text(part.strip())

    expect(told).to_have_text("Luz vermelha na ONU")
    expect(colleague.locator(".evento", has_text="corrigiu a descrição")).to_have_count(0)
