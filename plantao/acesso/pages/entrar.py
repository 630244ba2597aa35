"""Signing in and out, and the shift (design §12, "Login"; §7, "Sound and notification")."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response

from plantao.acesso import queries
from plantao.acesso.guard import COOKIE, Atendente, endereco, entrou, pessoa
from plantao.acesso.rules import sessao as rules
from plantao.acesso.rules.credenciais import Faltas
from plantao.acesso.rules.usuarios import trocar_a_propria_senha
from plantao.kit import events, tx
from plantao.kit.bag import Bag
from plantao.kit.errors import TooMany
from plantao.kit.html import HEADERS, goto, page
from plantao.kit.route import Corpo, Now, PageRouter, Tx
from plantao.kit.settings import Instance

NAO_CONFEREM = "Usuário ou senha não conferem."
ESPERE = "Espere 1 minuto para tentar de novo."
DE_OUTRA_PESSOA = "Esta tela é de outra pessoa. Para sair dela, use “Entrar como outra pessoa”."

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
    """Sign in; over an open page only whose page it is, and nothing but the cookie is answered."""
    nome, senha, volta = (str(bag.get(campo) or "") for campo in ("usuario", "senha", "volta"))
    state, ip = request.app.state, endereco(request)
    try:
        state.entradas.conferir(nome, ip)
    except TooMany:
        return _recusa(request, bag, 429, ESPERE)
    async with tx.reading(state.database) as read:
        found = await queries.usuario_que_entra(read, nome)
    id_usuario = await rules.conferir(found, senha)
    if id_usuario is None:
        state.entradas.falhou(nome, ip)
        return _recusa(request, bag, 422, NAO_CONFEREM)
    if "em_pe" in bag and str(bag["em_pe"]) != str(id_usuario):
        return _recusa(request, bag, 422, DE_OUTRA_PESSOA)
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
async def sair(request: Request, tx: Tx, quem: Atendente, now: Now) -> Response:
    """End this session."""
    await rules.sair(tx, quem.sessao, quem.id_usuario, now)
    return _saiu(request)


@router.post("/sair/de-todas")
async def sair_de_todas(request: Request, tx: Tx, quem: Atendente, now: Now) -> Response:
    """End every session of whoever asks."""
    await rules.sair_de_todas(tx, quem.id_usuario, now)
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
    return _ajustes(request)


@router.post("/ajustes")
async def guardar_ajustes(request: Request, bag: Corpo, tx: Tx, quem: Atendente) -> Response:
    """Keep them; what is none of the choices stays as it was."""
    novas: dict[str, Any] = {nome: bag[nome] for nome, opcoes in ESCOLHAS.items() if bag.get(nome) in opcoes}
    if "ligadas" in bag:
        novas |= {nome: bool(bag.get(nome)) for nome in LIGADAS}
    preferencias = quem.preferencias | novas
    await rules.preferir(tx, quem.id_usuario, preferencias)
    request.state.quem = replace(quem, preferencias=preferencias)
    response = _ajustes(request, feito="Ajustes guardados")
    response.headers["HX-Trigger"] = json.dumps({"plantao:preferencias": preferencias})
    return response


@router.post("/ajustes/senha")
async def trocar_senha(request: Request, bag: Corpo, tx: Tx, quem: Atendente, now: Now) -> Response:
    """One's own password, for who knows it; every other session ends."""
    atual, nova = (str(bag.get(campo) or "") for campo in ("atual", "senha"))
    entradas, nome, ip = request.app.state.entradas, quem.email or "", endereco(request)
    try:
        entradas.conferir(nome, ip)
        await trocar_a_propria_senha(tx, quem.id_usuario, atual, nova, now, sessao=quem.sessao)
    except TooMany:
        return _ajustes(request, 429, faltas={"atual": ESPERE})
    except Faltas as recusa:
        if "atual" in recusa.faltas:
            entradas.falhou(nome, ip)
        return _ajustes(request, 422, faltas=recusa.faltas)
    return _ajustes(request, feito="Senha trocada")


def _ajustes(request: Request, status: int = 200, **context: Any) -> Response:
    return page(request, "acesso/ajustes.html", status, nav="ajustes", **{"feito": "", "faltas": {}} | context)


def _saiu(request: Request) -> Response:
    response = goto(request, "/entrar")
    response.delete_cookie(COOKIE)
    return response


def _recusa(request: Request, bag: Bag, status: int, erro: str) -> Response:
    """The form again, or the sentence alone for the dialog over an open page."""
    if "em_pe" in bag:
        return JSONResponse({"erro": erro}, status, HEADERS)
    nome, volta = (str(bag.get(campo) or "") for campo in ("usuario", "volta"))
    return _formulario(request, status, erro=erro, nome=nome, volta=volta)


def _formulario(request: Request, status: int = 200, *, volta: str, **context: Any) -> Response:
    known = {"erro": None, "nome": "", "provedor": Instance.settings.provedor}
    return page(request, "acesso/entrar.html", status, **known | context, volta=_caminho(volta))


def _caminho(volta: str) -> str:
    """A path of this site and nothing else."""
    parts = urlsplit(volta)
    inside = volta.startswith("/") and not volta.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return volta if inside else "/"
