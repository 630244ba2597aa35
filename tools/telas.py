"""Pictures of every screen of the desk, to be compared with the design: the lively world, its clock standing still."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from plantao.demo.contrato import SENHA
from plantao.kit.settings import Settings
from tools import sheet
from tools.chromium import chromium
from tools.debian import Missing
from tools.serverproc import ServerProcess
from tools.stage import Doing, Pbx, Stage, cut_off, keys, nothing, palette, rings, secret, session_over

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "telas"
AGORA = datetime.fromisoformat("2026-11-17T09:45:00-03:00")
TOCANDO = timedelta(seconds=6)
"""How long a call rings in its picture."""
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars"]
SIZES = ((1366, 768), (1920, 1080))
THEMES = {"": "claro", "-escuro": "escuro"}

CAMILA, HELENA = "camila", "helena"
CHAMADA = {"ramal": "113", "telefone": "37999912222"}
VARIOS = {"telefone": "37982413368"}
DESCONHECIDO = {"telefone": "31987450163"}
PERDIDA = {"telefone": "37999990000"}
MESA = "/fila?atendimento=5817"


def protocol(stage: Stage) -> None:
    """The ticket is open, and what the customer said is being written."""
    rings({}, pressed="F2 F2", sees=".cj.aberta")(stage)
    stage.page.keyboard.type("Sem acesso desde segunda-feira. LOS vermelho na ONU, já reiniciou. Em casa hoje até 16h.")
    stage.sees("text=Salvo às")


def unknown(stage: Stage) -> None:
    """Nobody has this number; a customer is looked for."""
    stage.ring(**DESCONHECIDO)
    stage.page.locator(".cj input[type=search]").fill("padaria")
    stage.sees(".cj .achado")


def several(stage: Stage) -> None:
    """Two ring, and a third gave up."""
    rings({}, DESCONHECIDO, sees=".cj-abas")(stage)
    stage.pbx.ring(**PERDIDA)
    stage.pbx.hang_up(**PERDIDA)
    stage.sees(".brinde")


def in_use(stage: Stage) -> None:
    """The exchange withdrew the call of a window that is in use."""
    rings({}, pressed="2", sees=".cj [data-tecla='2'][aria-checked=true]")(stage)
    stage.pbx.hang_up()
    stage.sees(".cj.encerrada")


def refused(stage: Stage) -> None:
    """A new ticket with a fault, and another of its kind open already."""
    page = stage.page
    page.locator("#id_tipo_atendimento").select_option(value="1")
    stage.sees("#escolha .aviso")
    page.locator("#descricao").fill(
        "Sem acesso desde segunda-feira. LOS vermelho na ONU. Já reiniciou os equipamentos."
    )
    page.locator("#telefone").fill("9991-222")
    page.locator(".escolhe summary").focus()
    stage.press("Control+Enter")
    stage.sees("#faltas")


def made(stage: Stage) -> None:
    """A new person, and a password for this once."""
    page = stage.page
    page.locator("#name").fill("Mariana Prado")
    page.locator("#email").fill("mariana@provedor.com.br")
    page.locator("#ramal").fill("131")
    page.get_by_role("button", name="Criar pessoa").click()
    stage.sees("#segredo")


def simulated(stage: Stage) -> None:
    """A call of the simulator, up to its window."""
    page = stage.page
    page.locator("#telefone").fill(CHAMADA["telefone"])
    page.get_by_role("button", name="Ligar", exact=True).click()
    stage.sees("main >> text=Janela visível")
    page.locator(".cj [data-faz=minimizar]").click()
    stage.sees("#chamadas-pilula .fixa")
    page.evaluate("document.getElementById('conteudo').scrollTop = 0")


def closed(stage: Stage) -> None:
    """A ticket just closed, to be undone."""
    stage.press("e")
    stage.sees("dialog[open]")
    stage.page.get_by_label("Motivo").select_option(index=1)
    stage.press("Control+Enter")
    stage.sees(".brinde")


@dataclass(frozen=True)
class Scene:
    """A picture: whose screen, which address, what is done there; `alone` when that changes the world."""

    name: str
    path: str
    then: Doing = nothing
    who: str = CAMILA
    alone: bool = False


SCENES = (
    Scene("01-mesa", MESA),
    Scene("01-mesa-todos", "/fila/todos"),
    Scene("02-atendimento", "/atendimentos/5817"),
    Scene("02-atendimento-ordens", "/atendimentos/5817?aba=ordens"),
    Scene("02-atendimento-historico", "/atendimentos/5817?aba=historico"),
    Scene("02-atendimento-nota", "/atendimentos/5817", keys("i", ".redator[data-modo=interna]")),
    Scene("02-atendimento-fechar", "/atendimentos/5817", keys("e", "dialog[open]")),
    Scene("02-atendimento-situacao", "/atendimentos/5817", keys("s", "#menu-situacao")),
    Scene("03a-chamada-um-cliente", MESA, rings({}, sees=".cj .nm"), alone=True),
    Scene("03b-chamada-varios-clientes", MESA, rings(VARIOS, sees=".cj .opcao"), alone=True),
    Scene("03c-chamada-nao-identificada", MESA, unknown, alone=True),
    Scene("03d-chamada-protocolo", MESA, protocol, alone=True),
    Scene("03e-chamada-varias", MESA, several, alone=True),
    Scene("03f-chamada-encerrada-em-uso", MESA, in_use, alone=True),
    Scene("03g-chamada-minimizada", MESA, rings({}, pressed="m", sees=".fixa"), alone=True),
    Scene("04-novo-atendimento", "/atendimentos/novo?cliente=24001", refused),
    Scene("04-novo-vazio", "/atendimentos/novo"),
    Scene("09a-integracoes-api", "/integracoes/4", who=HELENA),
    Scene("09a-integracoes-segredo", "/integracoes/novo", secret, who=HELENA, alone=True),
    Scene("09a-integracoes-editar", "/integracoes/4/editar", who=HELENA),
    Scene("09c-integracoes-simulador", "/integracoes/simulador", simulated, who=HELENA, alone=True),
    Scene("09d-pessoas", "/pessoas", who=HELENA),
    Scene("09d-pessoas-nova", "/pessoas/nova", who=HELENA),
    Scene("09d-pessoas-uma", "/pessoas/5001", who=HELENA),
    Scene("09d-pessoas-senha", "/pessoas/nova", made, who=HELENA, alone=True),
    Scene("10-acesso", "/entrar", who=""),
    Scene("12-estados-fila-vazia", "/fila?setor=4"),
    Scene("12-estados-nada-encontrado", "/clientes?q=wellingtom"),
    Scene("12-estados-sem-permissao", "/integracoes"),
    Scene("12-estados-nao-existe", "/nada"),
    Scene("12-estados-sem-conexao", MESA, cut_off),
    Scene("12-estados-sem-sessao", MESA, session_over),
    Scene("12-estados-desfazer", MESA, closed, alone=True),
    Scene("13-comandos", MESA, palette("37 9999", "#busca-clientes")),
    Scene("13-comandos-so", MESA, palette(">")),
    Scene("14-componentes", sheet.SHEET),
    Scene("clientes", "/clientes?q=maria"),
    Scene("cliente", "/clientes/25085"),
    Scene("chamadas", "/chamadas"),
    Scene("buscar", "/buscar?q=maria"),
    Scene("ajustes", "/ajustes"),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The lively world in this folder, at the address that is answered."""
    settings = Settings(data_dir=folder, database_url="")
    extra = {"PLANTAO_DEMO": "vivo", "PLANTAO_NOW": AGORA.isoformat()}
    process = ServerProcess("demo", settings, folder.with_suffix(".log"), extra)
    process.start()
    try:
        yield process.url
    finally:
        process.stop()


@contextmanager
def signed_in(browser: Browser, url: str, who: str) -> Iterator[BrowserContext]:
    """Somebody's browser, with its clock a little after the server's."""
    context = browser.new_context(
        locale="pt-BR",
        timezone_id="America/Sao_Paulo",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    context.clock.set_fixed_time(AGORA + TOCANDO)
    sheet.offer(context, url)
    if who:
        page = context.new_page()
        page.goto(f"{url}/entrar")
        page.locator("#usuario").fill(who)
        page.locator("#senha").fill(SENHA)
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(f"{url}/fila")
        page.evaluate(
            "document.querySelector('[data-turno]').textContent.includes('Ficar') && fetch('/turno', {method: 'POST'})"
        )
        page.close()
    yield context
    context.close()


def shoot(scene: Scene, context: BrowserContext, url: str) -> None:
    """Take a scene in every size and theme."""
    page = context.new_page()
    page.goto(url + scene.path)
    pbx = Pbx(url, CHAMADA)
    scene.then(Stage(pbx, page))
    pbx.close()
    page.evaluate("document.fonts.ready")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for suffix, theme in THEMES.items():
            page.evaluate("theme => { document.documentElement.dataset.tema = theme; }", theme)
            path = FOLDER / f"{scene.name}-{width}{suffix}.png"
            page.screenshot(path=path, animations="disabled", full_page=scene.path == sheet.SHEET)
    page.evaluate("localStorage.clear()")
    page.close()


def shoot_all(scenes: list[Scene], browser: Browser, folder: Path) -> None:
    """Those that change nothing in one world, each of the others in a copy of it."""
    base = folder / "vivo"
    with served(base) as url:
        for who in sorted({scene.who for scene in scenes}):
            with signed_in(browser, url, who) as context:
                for scene in scenes:
                    if scene.who == who and not scene.alone:
                        shoot(scene, context, url)
    for scene in scenes:
        if scene.alone:
            copy = shutil.copytree(base, folder / scene.name)
            with served(copy) as url, signed_in(browser, url, scene.who) as context:
                shoot(scene, context, url)


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the pictures; without arguments, all of them.")
    parser.add_argument("names", nargs="*", metavar="name", help="only the screens whose name begins so")
    names = tuple(parser.parse_args().names)
    scenes = [scene for scene in SCENES if scene.name.startswith(names or "")]
    FOLDER.mkdir(exist_ok=True)
    try:
        program = chromium()
    except Missing as why:
        print(why, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="plantao-telas-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        shoot_all(scenes, browser, Path(folder))
        browser.close()
    print(f"{len(scenes) * len(SIZES) * len(THEMES)} pictures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
