"""Whatever stands in the base, in a file or in an address is shown as it is written, and nothing of it runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from plantao.kit.settings import Settings
from plantao.kit.time import Clock, real_clock
from tests.browser.desk import Desk, Pbx
from tests.browser.walk import ENRICHED, LIVE
from tests.server import execute
from tools.serverproc import LOOPBACK
from tools.stage import Doing, Stage, click, keys, nothing, palette, rings

RUNS = "window.ran=1;alert(1)"
HOSTILE = (
    f"<script>{RUNS}</script><img src=x onerror='{RUNS}'>\"><svg onload='{RUNS}'> javascript:{RUNS} "
    f"{{{{7*7}}}} {{% raw %}} '\"`"
)
SEEN = "<img src=x onerror="
"""What of it must be read on the screen, in whatever case a name is written."""

SHOWN = {
    "atendimento": ("descricao_abertura", "nome_contato"),
    "atendimento_checklist_item": ("titulo",),
    "atendimento_mensagem": ("mensagem",),
    "atendimento_status": ("descricao",),
    "cidade": ("nome",),
    "cliente": ("nome_razaosocial", "nome_fantasia", "email_principal"),
    "cliente_servico": ("anotacoes", "referencia"),
    "endereco_numero": ("endereco", "numero", "complemento", "bairro", "referencia"),
    "motivo_fechamento_atendimento": ("descricao",),
    "oauth_client": ("nome",),
    "ordem_servico": ("descricao_abertura", "descricao_servico"),
    "origem_contato": ("descricao",),
    "periodo_dia": ("descricao",),
    "servico": ("descricao",),
    "servico_status": ("descricao",),
    "setor": ("nome",),
    "tipo_atendimento": ("descricao",),
    "tipo_ordem_servico": ("descricao",),
    "usuario": ("name",),
}
"""Every text that somebody else writes and the desk shows."""
USUAL = {"tipo_ordem_servico": "id_tipo_ordem_servico <> 7", "usuario": "id <> 90"}
"""Those that are found by their name stay as they are."""
STAFFED = (
    "UPDATE usuario SET papel = 'administrador' WHERE id = 56",
    "UPDATE ordem_servico SET id_tipo_ordem_servico = 15",
)

SCREENS: dict[str, tuple[str, str, Doing]] = {
    "fila": (f"/fila/todos?atendimento={LIVE}", "#lista .item", nothing),
    "filtro": ("/fila/todos", "#fila-filtro", click("[popovertarget=fila-filtro]", "#fila-filtro")),
    "conversa": (f"/atendimentos/{LIVE}", ".balao", nothing),
    "cliente-ao-lado": (f"/atendimentos/{LIVE}", ".lado", nothing),
    "checklist": (f"/atendimentos/{LIVE}?aba=checklist", ".corrente .marcas", nothing),
    "ordens": ("/atendimentos/300?aba=ordens", ".corrente .os", nothing),
    "historico": (f"/atendimentos/{LIVE}?aba=historico", ".atd", nothing),
    "situacoes": (f"/atendimentos/{LIVE}", "#menu-situacao", keys("s", "#menu-situacao")),
    "tipos": (f"/atendimentos/{LIVE}", "#menu-tipo", keys("t", "#menu-tipo")),
    "fechar": (f"/atendimentos/{LIVE}", "dialog[open]", keys("e", "dialog[open]")),
    "abrir-ordem": (f"/atendimentos/{LIVE}", "dialog[open]", keys("o", "dialog[open]")),
    "responsaveis": (f"/atendimentos/{LIVE}", "dialog[open]", keys("r", "dialog[open]")),
    "novo": ("/atendimentos/novo?cliente=24001", "#novo", nothing),
    "clientes": ("/clientes", "tbody", nothing),
    "cliente": ("/clientes/24930", "#cliente", nothing),
    "buscar": ("/buscar?q=onerror", ".resultados", nothing),
    "integracoes": ("/integracoes/4", "tbody", nothing),
    "editar": ("/integracoes/4/editar", "aside", nothing),
    "revogar": ("/integracoes/4", "dialog[open]", click("text=Revogar acesso", "dialog[open]")),
    "pessoas": ("/pessoas", "tbody", nothing),
    "pessoa": ("/pessoas/70", "h1", nothing),
    "desativar": ("/pessoas/70", "dialog[open]", click("text=Desativar", "dialog[open]")),
    "ajustes": ("/ajustes", ".ficha", nothing),
    "paleta": ("/fila", "#paleta-lista", palette("onerror", "#busca-clientes")),
}
"""Where such text is shown: the address, the part of the page in which it must be read, how one comes to it."""
WINDOWS: dict[str, tuple[str, Doing]] = {
    "cliente": (".cj .cj-id", rings({}, sees=".cj .cj-id")),
    "parametros": (".cj .ficha", rings({"ligacao_params": {"url": HOSTILE, HOSTILE: HOSTILE}}, sees=".cj .ficha")),
    "varios": (".cj [role=radiogroup]", rings({"telefone": 37988887777}, sees=".cj [role=radiogroup]")),
    "aberta": (".cj.aberta", rings({}, pressed="F2 F2", sees=".cj.aberta")),
}
"""What a window shows of it."""


@pytest.fixture
def time() -> Clock:
    """Windows come and go with the clock."""
    return real_clock


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A world that is hostile before it is served."""
    changes = [f"UPDATE {table} SET {column} = :x WHERE {USUAL.get(table, 'true')}" for table, columns in SHOWN.items()
               for column in columns]  # fmt: skip
    for statement in (*ENRICHED, *changes, *STAFFED):
        asyncio.run(execute(settings, statement, {"x": HOSTILE} if ":x" in statement else {}))
    return settings


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """A tab in which an alert would be noticed."""
    tab = desk.tab("/ajustes")
    asked: list[str] = []
    tab.on("dialog", lambda dialog: asked.append(dialog.message))
    yield tab
    assert asked == []


def harmless(page: Page) -> None:
    """Nothing ran, and nothing stands in the page that could."""
    assert page.evaluate("window.ran") is None
    assert page.locator("[onerror], [onload], script:not([src]), [href^='javascript:' i]").count() == 0


def test_the_text_of_others_is_shown_as_it_is_written(page: Page, desk: Desk, pbx: Pbx) -> None:
    stage = Stage(pbx, page)
    for name, (path, where, then) in SCREENS.items():
        page.goto(desk.served.url + path)
        then(stage)
        shown = page.locator(where).first
        expect(shown).to_be_visible()
        assert SEEN in " ".join(page.locator(where).all_inner_texts()).lower(), name
        harmless(page)


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_and_the_log_show_it_as_it_is_written(page: Page, desk: Desk, pbx: Pbx, window: str) -> None:
    where, then = WINDOWS[window]
    page.goto(f"{desk.served.url}/fila")
    then(Stage(pbx, page))
    assert SEEN in page.locator(where).inner_text().lower()
    harmless(page)

    page.goto(f"{desk.served.url}/chamadas")
    assert SEEN in page.locator("tbody").inner_text().lower()
    harmless(page)


def test_what_is_searched_for_is_shown_as_it_is_written(page: Page, desk: Desk, pbx: Pbx) -> None:
    unknown = HOSTILE.replace("onerror", "onzzzz")
    for path, where in (("/clientes", ".vazio"), ("/buscar", ".resultados")):
        page.goto(f"{desk.served.url}{path}")
        page.locator("main input[name=q]").fill(unknown)
        page.keyboard.press("Enter")
        expect(page.locator(where)).to_contain_text("<img src=x onzzzz=")
        harmless(page)
    stage = Stage(pbx, page)
    palette(unknown, "#paleta >> text=Nada encontrado")(stage)
    expect(page.locator("#paleta-lista")).to_contain_text("<img src=x onzzzz=")
    page.keyboard.press("Escape")
    stage.ring(telefone=31987450163)
    page.locator(".cj input[type=search]").fill(unknown)
    expect(page.locator(".cj .achados")).to_contain_text("<img src=x onzzzz=")
    harmless(page)


@pytest.mark.parametrize(("name", "kind"), [("mau.html", "text/html"), ("mau.svg", "image/svg+xml")])
def test_a_file_is_downloaded_and_never_shown(page: Page, desk: Desk, name: str, kind: str) -> None:
    hostile = f"{SEEN}alert>{name}"
    content = f"<svg xmlns='http://www.w3.org/2000/svg'><script>{RUNS}</script></svg>"
    page.goto(f"{desk.served.url}/atendimentos/{LIVE}")
    page.locator("input[type=file]").evaluate("field => field.disabled = false")
    page.locator("input[type=file]").set_input_files({"name": hostile, "mimeType": kind, "buffer": content.encode()})
    page.keyboard.press("m")
    page.keyboard.type("Veja o arquivo")
    page.keyboard.press("Control+Enter")
    link = page.locator(".msg.nossa .anexo").first
    expect(link).to_contain_text(hostile)

    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_text(encoding="utf-8") == content
    assert page.url.endswith(f"/atendimentos/{LIVE}")
    headers = page.request.get(f"{desk.served.url}{link.get_attribute('href')}").headers
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    harmless(page)


@pytest.fixture
def elsewhere(desk: Desk) -> Iterator[str]:
    """Another origin of the same site, so that the cookie goes along: a page that posts to the desk by itself."""
    form = (
        f"<!doctype html><form method=post action='{desk.served.url}/atendimentos/300/mensagens'>"
        "<input name=mensagem value=Roubada></form><script>document.forms[0].submit()</script>"
    )

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(form.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_form_of_another_origin_is_refused_with_the_cookie_and_all(desk: Desk, elsewhere: str) -> None:
    sent: list[dict[str, str]] = []
    page = desk.context.new_page()
    page.on("requestfinished", lambda request: sent.append(request.all_headers()))
    page.goto(elsewhere)
    page.wait_for_url(f"{desk.served.url}/atendimentos/300/mensagens")

    expect(page.locator("body")).to_have_text("Este pedido veio de outro site e foi recusado.")
    *_, post = sent
    assert "plantao=" in post["cookie"]
    assert post["sec-fetch-site"] == "same-site"
    assert desk.sql("SELECT count(*) AS n FROM atendimento_mensagem WHERE mensagem = 'Roubada'") == [{"n": 0}]
