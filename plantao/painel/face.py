"""The desk's face: the pages of every noun, what they look like, and who may send what to them."""

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response

from plantao.acesso.guard import pessoa
from plantao.acesso.pages.entrar import porta
from plantao.acesso.pages.entrar import router as acesso
from plantao.acesso.pages.pessoas import router as pessoas
from plantao.atendimento import live as _atendimento
from plantao.atendimento.pages import router as atendimento
from plantao.kit import exibir
from plantao.kit.estaticos import Estaticos
from plantao.kit.html import offer
from plantao.kit.screens import SameOrigin, speaks_pages
from plantao.kit.time import Zone
from plantao.painel import live
from plantao.painel.pages.busca import router as busca
from plantao.painel.pages.clientes import router as clientes
from plantao.painel.pages.integracoes import router as integracoes
from plantao.painel.pages.simulador import router as simulador
from plantao.pbx.pages.chamadas import router as registro
from plantao.pbx.pages.verbos import router as janela

SHOWS = (_atendimento,)
"""Whoever only tells screens to look again; importing it is what registers it."""

estaticos = Estaticos(Path(__file__).parents[1] / "static" / "mesa")

ROUTERS = (
    porta,
    acesso,
    atendimento,
    janela,
    registro,
    clientes,
    busca,
    integracoes,
    pessoas,
    simulador,
    live.router(lambda: estaticos.versao),
)


def mesa() -> FastAPI:
    """Every page of the desk."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SameOrigin)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.append(estaticos.route)
    app.add_api_route("/", _inicio)
    speaks_pages(app, "/entrar", pessoa)
    return app


async def _inicio() -> Response:
    return RedirectResponse("/fila")


def _preferida(request: Request, nome: str, padrao: str) -> str:
    quem = getattr(request.state, "quem", None)
    return str(quem.preferencias.get(nome, padrao)) if quem else padrao


def tema(request: Request) -> str:
    """The theme of the page: what the person chose, else what the browser said of the system."""
    escolhido = _preferida(request, "tema", "sistema")
    if escolhido != "sistema":
        return escolhido
    return "escuro" if request.cookies.get("sistema") == "escuro" else "claro"


def densidade(request: Request) -> str:
    """How tall the rows of lists are."""
    return _preferida(request, "densidade", "normal")


offer(
    estatico=estaticos.url,
    versao=lambda: estaticos.versao,
    fuso=lambda: Zone.name,
    tema=tema,
    densidade=densidade,
    **exibir.FILTROS,
)
