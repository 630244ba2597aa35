"""The ticket as it is looked at: what else is done with it, its files, on paper, and without movement."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.desk import Desk, becomes, focused
from tests.browser.test_envio import AVISO, TICKET

PDF: FilePayload = {
    "name": "boleto.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}
EMPTY: FilePayload = {"name": "vazio.pdf", "mimeType": "application/pdf", "buffer": b""}
LONG: FilePayload = {"name": f"{'comprovante de pagamento ' * 8}.txt", "mimeType": "text/plain", "buffer": b"pago"}
MORE = "#menu-mais"


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("input[name=files]").evaluate("field => field.disabled = false")
    page.locator("input[name=files]").set_input_files(files)


def test_what_else_is_done_with_a_ticket(desk: Desk) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.tab("/fila/todos?atendimento=300")
    page.evaluate("void (window.print = () => { window.printed = (window.printed || 0) + 1; })")

    def do(what: str) -> None:
        page.get_by_role("button", name="Mais ações").click()
        page.locator(MORE).get_by_role("menuitem", name=what).click()
        expect(page.locator(MORE)).to_be_hidden()

    page.get_by_role("button", name="Mais ações").press("Enter")
    expect(page.locator(f"{MORE} :focus")).to_contain_text("Copiar o protocolo")
    page.keyboard.type("copiar o e")
    page.keyboard.press("Enter")
    expect(page.locator("#brindes")).to_contain_text("Endereço copiado")
    assert page.evaluate("navigator.clipboard.readText()") == desk.served.url + TICKET
    do("Copiar o protocolo")
    expect(page.locator("#brindes")).to_contain_text("Protocolo copiado")
    assert page.evaluate("navigator.clipboard.readText()") == "201811161058216"
    do("Imprimir")
    becomes(page, lambda: page.evaluate("window.printed"), 1)
    do("Abrir sem a fila")
    page.wait_for_url(desk.served.url + TICKET)
    expect(page.locator(f"{MORE} [role=menuitem]")).to_have_count(3)


def test_a_pdf_opens_beside_the_desk(desk: Desk) -> None:
    page = desk.tab(TICKET)
    choose(page, PDF)
    page.get_by_role("button", name="Enviar", exact=False).last.click()
    link = page.locator(".lt .anexo", has_text="boleto.pdf")
    expect(link).to_have_attribute("rel", "noopener")

    with page.expect_popup() as opened:
        link.click()
    opened.value.wait_for_load_state()

    assert opened.value.evaluate("[document.contentType, window.opener]") == ["application/pdf", None]
    assert page.url == desk.served.url + TICKET


def test_files_in_the_composer(desk: Desk) -> None:
    page = desk.tab("/fila/todos?atendimento=300")
    choose(page, EMPTY, LONG)
    expect(page.locator(AVISO)).to_have_text("“vazio.pdf” está vazio e não foi anexado.")
    expect(page.locator("#redator-anexos")).not_to_contain_text("vazio")

    page.locator("#atd .tab a").nth(1).click()
    expect(page.locator(".redator")).to_have_count(0)
    page.locator("#atd .tab a").first.click()
    expect(page.locator("#redator-anexos .etq"), "they stay while the person looks elsewhere").to_have_count(1)
    page.locator(".redator textarea").press("Control+Enter")

    expect(page.locator(".lt .anexo")).to_contain_text("comprovante de pagamento")
    assert page.evaluate("document.querySelector('.rolo').scrollWidth <= document.querySelector('.rolo').clientWidth")
    expect(page.locator("#redator-anexos")).to_be_hidden()


def test_on_paper_it_is_a_plain_record(desk: Desk) -> None:
    desk.sql("UPDATE atendimento SET id_usuario_responsavel = 56 WHERE id_atendimento = 300")
    desk.sql("INSERT INTO usuarios_responsaveis (id_atendimento, id_usuario, ordem) VALUES (300, 56, 0)")
    page = desk.tab("/fila/todos?atendimento=300")
    page.emulate_media(media="print")

    for shown in (
        ".proto",
        ".t2 .pilula",
        ".t2 [popovertarget=menu-tipo]",
        ".t2 [title^=Respons]",
        "#abertura",
        ".lado",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".trilho", ".topo", ".fila", ".redator", ".atd .tab", ".t1 .b >> nth=0", "#menu-mais"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.rolo')).overflowY") == "visible"


def test_who_wants_no_movement_sees_none(desk: Desk) -> None:
    page = desk.tab("/fila/todos")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/atendimentos/300?*", hold)
    page.locator("#linha-300 .item").click()
    expect(page.locator("#atd .osso").first).to_be_visible()

    moving = "document.getAnimations().filter(a => a.effect.getComputedTiming().activeDuration > 1).length"
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.querySelector('.osso')).animationDuration") != "1e-06s"
    held[0].continue_()
    expect(page.locator("#atd")).to_have_attribute("data-atendimento", "300")
    assert focused(page) == "300"
