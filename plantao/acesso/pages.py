"""Signing in and out, and the shift (design §12, "Login"; §7, "Sound and notification")."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response

from plantao.acesso import queries
from plantao.acesso.guard import COOKIE, Atendente, endereco, entrou, pessoa
from plantao.acesso.rules import sessao as rules
from plantao.kit import events, tx
from plantao.kit.errors import TooMany
from plantao.kit.html import HEADERS, goto, page
from plantao.kit.route import Corpo, Now, PageRouter, Tx
from plantao.kit.settings import Instance

NAO_CONFEREM = "Usuário ou senha não conferem."
ESPERE = "Espere 1 minuto para tentar de novo."

porta = PageRouter()
router = PageRouter(dependencies=[Depends(entrou)])


@porta.get("/entrar")
async def formulario(request: Request, now: Now, volta: str = "/") -> Response:
    """The form; whoever is signed in already goes on."""
    if await pessoa(request, now):
        return goto(request, _caminho(volta))
    return _formulario(request, volta=volta)


@porta.post("/entrar")
async def entrar(request: Request, bag: Corpo, now: Now) -> Response:
    """Sign in; from the dialog over an open page nothing but the cookie is answered."""
    nome, senha, volta = (str(bag.get(campo) or "") for campo in ("usuario", "senha", "volta"))
    state, ip = request.app.state, endereco(request)
    try:
        state.entradas.conferir(nome, ip)
    except TooMany:
        return _formulario(request, 429, erro=ESPERE, nome=nome, volta=volta)
    async with tx.reading(state.database) as read:
        found = await queries.usuario_que_entra(read, nome)
    id_usuario = await rules.conferir(found, senha)
    if id_usuario is None:
        state.entradas.falhou(nome, ip)
        return _formulario(request, 422, erro=NAO_CONFEREM, nome=nome, volta=volta)
    navegador = request.headers.get("user-agent", "")
    ficar = bool(bag.get("ficar"))
    async with events.writing(state.database, state.tail.wake) as writing:
        token, dura = await rules.entrar(writing, id_usuario, ip, navegador, now, ficar=ficar)
    response = Response(status_code=204, headers=HEADERS) if "em_pe" in bag else goto(request, _caminho(volta))
    age = int(dura.total_seconds()) if ficar else None
    https = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=https)
    return response


@router.post("/sair")
async def sair(request: Request, tx: Tx, quem: Atendente) -> Response:
    """End this session."""
    await rules.sair(tx, quem.sessao)
    return _saiu(request)


@router.post("/sair/de-todas")
async def sair_de_todas(request: Request, tx: Tx, quem: Atendente) -> Response:
    """End every session of whoever asks."""
    await rules.sair_de_todas(tx, quem.id_usuario)
    return _saiu(request)


@router.post("/turno")
async def turno(request: Request, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Begin or end the shift: the switch of the extension's menu."""
    disponivel = not quem.disponivel
    await rules.mudar_disponibilidade(tx, quem.id_usuario, now, disponivel=disponivel)
    return JSONResponse({"disponivel": disponivel}, headers=HEADERS)


ESCOLHAS = {"tema": ("sistema", "claro", "escuro"), "densidade": ("normal", "compacta")}
LIGADAS = ("atalhos", "privacidade")


@router.get("/ajustes")
async def ajustes(request: Request) -> Response:
    """What a person prefers at the desk."""
    return page(request, "acesso/ajustes.html", nav="ajustes", guardado=False)


@router.post("/ajustes")
async def guardar_ajustes(request: Request, bag: Corpo, tx: Tx, quem: Atendente) -> Response:
    """Keep them; what is none of the choices stays as it was."""
    novas: dict[str, Any] = {nome: bag[nome] for nome, opcoes in ESCOLHAS.items() if bag.get(nome) in opcoes}
    if "ligadas" in bag:
        novas |= {nome: bool(bag.get(nome)) for nome in LIGADAS}
    await rules.preferir(tx, quem.id_usuario, quem.preferencias | novas)
    return goto(request, "/ajustes")


def _saiu(request: Request) -> Response:
    response = goto(request, "/entrar")
    response.delete_cookie(COOKIE)
    return response


def _formulario(request: Request, status: int = 200, *, volta: str, **context: Any) -> Response:
    known = {"erro": None, "nome": "", "provedor": Instance.settings.provedor}
    return page(request, "acesso/entrar.html", status, **known | context, volta=_caminho(volta))


def _caminho(volta: str) -> str:
    """A path of this site and nothing else."""
    parts = urlsplit(volta)
    inside = volta.startswith("/") and not volta.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return volta if inside else "/"
