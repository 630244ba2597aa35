"""The exchange, simulated: what its route does with a call, and how long each step takes (design §12)."""

from datetime import datetime, timedelta
from shlex import quote
from time import perf_counter
from typing import Any, NamedTuple

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import INTEGRACOES, usuarios
from plantao.kit.db import to_json
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.events import writing
from plantao.kit.exibir import grupos_do_protocolo, telefone_exibido, titulo
from plantao.kit.html import page
from plantao.kit.params import ler_inteiro
from plantao.kit.route import Corpo, Now, PageRouter, Read
from plantao.kit.time import local
from plantao.kit.tx import Tx
from plantao.pbx.contract import Ligacao, LigacaoCanceladaReply, LigacaoNotificadaReply
from plantao.pbx.queries.simulada import Simulada, ultima, uma
from plantao.pbx.rules import ligacao as rules

ROTA = "/api/v1/integracao/pbx/ligacao/"
CAMPOS = ("ramal", "identificador_interno", "telefone", "codigo_cliente")
VEZES = 20
"""How often the page asks whether the window is visible: twice a second."""

router = PageRouter(prefix="/integracoes/simulador", dependencies=[Depends(precisa(INTEGRACOES))])


class Passo(NamedTuple):
    """A step of a call: when, what, and how long after the notice."""

    hora: str
    icone: str
    etapa: str
    detalhe: str
    desde: str


@router.get("")
async def formulario(request: Request, quem: Atendente) -> Response:
    """The form, with the extension of whoever asks."""
    return _pagina(request, {"ramal": quem.ramal or ""})


@router.post("")
async def simular(request: Request, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """Do with the call what the route does: its contract, its rule, its answer."""
    acao = "cancelar" if bag.get("acao") == "cancelar" else "notificar"
    corpo = {campo: _valor(str(bag[campo]).strip()) for campo in CAMPOS if str(bag.get(campo) or "").strip()}
    state, inicio = request.app.state, perf_counter()
    passos: list[Passo] = []
    tempos = {"regra": 0, "envio": 0}
    chamada = None
    try:
        async with writing(state.database, state.tail.wake) as tx:
            resposta, chamada = await _fazer(tx, acao, corpo, quem, now)
            tempos["regra"] = _ms(inicio)
        tempos["envio"] = _ms(inicio)
    except Refusal as recusa:
        resposta = {"status": "error", "msg": recusa.msg, "errors": recusa.errors}
    if chamada:
        passos = _passos(chamada, tempos if acao == "notificar" else None)
    return _pagina(
        request,
        {campo: bag.get(campo) or "" for campo in CAMPOS},
        enviado={
            "rota": f"{ROTA}{acao}",
            "corpo": _linhas(corpo),
            "resposta": _linhas(resposta),
            "ok": resposta["status"] == "success",
            "ms": _ms(inicio),
            "curl": _curl(request, f"{ROTA}{acao}", corpo),
        },
        passos=passos,
        seguir=_seguir(chamada, tempos, 1) if acao == "notificar" else None,
    )


@router.get("/{id_ligacao:int}")
async def passos(
    request: Request, id_ligacao: int, read: Read, regra: int = 0, envio: int = 0, vez: int = 1
) -> Response:
    """How far the call has come."""
    chamada = await uma(read, id_ligacao)
    if chamada is None:
        raise NotFound("Esta ligação não existe.")
    await usuarios.need(read, [chamada.id_usuario])
    tempos = {"regra": regra, "envio": envio}
    feitos = _passos(chamada, tempos)
    return page(request, "painel/simulador_passos.html", passos=feitos, seguir=_seguir(chamada, tempos, vez + 1))


async def _fazer(
    tx: Tx, acao: str, corpo: dict[str, Any], quem: Atendente, now: datetime
) -> tuple[dict[str, Any], Simulada | None]:
    pedido = await Ligacao.ler(corpo, tx)
    if acao == "cancelar":
        await rules.cancelar(tx, pedido, quem, now)
        chamada = await ultima(tx, pedido.ramal) if pedido.ramal else None
        texto = LigacaoCanceladaReply.TEXTO
    else:
        chamada = await uma(tx, await rules.notificar(tx, pedido, quem, now))
        texto = LigacaoNotificadaReply.TEXTO
    await usuarios.need(tx, [chamada.id_usuario] if chamada else [])
    return {"status": "success", "msg": texto}, chamada


def _seguir(chamada: Simulada | None, tempos: dict[str, int], vez: int) -> str | None:
    """Where the page asks again; nothing once there is nothing more to wait for."""
    if chamada is None or chamada.visivel or chamada.data_cancelamento or vez > VEZES:
        return None
    return f"/integracoes/simulador/{chamada.id_ligacao}?regra={tempos['regra']}&envio={tempos['envio']}&vez={vez}"


def _passos(chamada: Simulada, tempos: dict[str, int] | None) -> list[Passo]:
    inicio = chamada.notificada
    if inicio is None:
        return []
    atendente = usuarios.get(chamada.id_usuario)
    onde = f"ramal {chamada.ramal}" if chamada.ramal else chamada.identificador_interno or ""
    telefone = telefone_exibido(chamada.telefone) or "sem número"
    feitos = [_passo(inicio, 0, "phone-incoming", "Central notificou", f"{onde} · {telefone}")]
    if tempos:
        feitos += [
            _passo(inicio, tempos["regra"], "user-search", *_quem_liga(chamada)),
            _passo(
                inicio,
                tempos["envio"],
                "bolt",
                "Enviado à tela" if atendente else "Guardado nas chamadas",
                atendente.name if atendente else "ninguém tem este ramal",
            ),
        ]
    depois = (
        (chamada.visivel, "eye", "Janela visível", "confirmado pelo navegador"),
        (chamada.aberto, "tag", "Atendimento aberto", " ".join(grupos_do_protocolo(chamada.protocolo or ""))),
        (chamada.data_cancelamento, "phone-off", "Ligação cancelada", "a janela sem uso se fecha"),
    )
    for quando, icone, etapa, detalhe in depois:
        if quando is not None:
            ms = round((quando - inicio) / timedelta(milliseconds=1))
            repetida = "já estava na tela" if ms < 0 else detalhe
            feitos.append(_passo(inicio, max(0, ms), icone, etapa, repetida))
    return feitos


def _quem_liga(chamada: Simulada) -> tuple[str, str]:
    if chamada.nome_razaosocial:
        return "Cliente identificado", f"{titulo(chamada.nome_razaosocial)} (cód. {chamada.codigo_cliente})"
    if chamada.candidatos:
        return "Vários cadastros", f"{len(chamada.candidatos)} clientes com este telefone"
    return "Sem cadastro", "nenhum cliente com este telefone"


def _passo(inicio: datetime, ms: int, icone: str, etapa: str, detalhe: str) -> Passo:
    quando = local(inicio + timedelta(milliseconds=ms))
    desde = f"{ms} ms" if ms < 1000 else f"{ms / 1000:.1f} s".replace(".", ",")
    return Passo(f"{quando:%H:%M:%S},{quando.microsecond // 1000:03}", icone, etapa, detalhe, desde)


def _valor(texto: str) -> int | str:
    """A number where one was typed, as exchanges send it; zeros before it are its own."""
    return ler_inteiro(texto) if texto.isascii() and texto.isdecimal() and not texto.startswith("0") else texto


def _linhas(corpo: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """An object as it is shown: its keys, their values as JSON, and which of them are numbers."""
    return [(chave, to_json(valor), isinstance(valor, int)) for chave, valor in corpo.items()]


def _curl(request: Request, rota: str, corpo: dict[str, Any]) -> str:
    """The same request for a shell; the token is the reader's."""
    cabecalhos = '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'
    return f"curl {str(request.base_url).rstrip('/')}{rota} {cabecalhos} -d {quote(to_json(corpo))}"


def _ms(inicio: float) -> int:
    return round((perf_counter() - inicio) * 1000)


def _pagina(request: Request, valores: dict[str, Any], **context: Any) -> Response:
    conhecido = {"enviado": None, "passos": [], "seguir": None} | context
    return page(
        request,
        "painel/simulador.html",
        valores={campo: valores.get(campo, "") for campo in CAMPOS},
        nav="integracoes",
        **conhecido,
    )
