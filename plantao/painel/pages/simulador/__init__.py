"""The exchange, simulated: the real route is called, and the page says how long each step takes (design §12)."""

from shlex import quote
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import INTEGRACOES, usuarios
from plantao.acesso.queries import ClienteApi, clientes_api, usuario_do_identificador, usuario_do_ramal
from plantao.kit.columns import to_json
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.html import page
from plantao.kit.route import Corpo, PageRouter, Read
from plantao.kit.time import from_micros
from plantao.kit.tx import reading
from plantao.painel.pages.simulador.cenarios import CENARIOS, SEQUENCIAS, Formulario, preencher
from plantao.painel.pages.simulador.ensaio import Ensaiada, Tempos, ensaiar
from plantao.painel.pages.simulador.passos import acompanhar
from plantao.pbx.queries.simulada import uma

SEM_PROGRAMA = "A central chama como um cliente de API: crie um"

router = PageRouter(prefix="/integracoes/simulador", dependencies=[Depends(precisa(INTEGRACOES))])

Micros = Annotated[int, Query(ge=0, lt=2**52)]
Ms = Annotated[int | None, Query(ge=0, lt=2**31)]


@router.get("")
async def formulario(request: Request, bag: Corpo, quem: Atendente, read: Read, cenario: str = "") -> Response:
    """The form, with the extension of whoever asks; or filled for a scenario."""
    f = Formulario.de(bag, quem.ramal or "")
    erro = None
    if cenario:
        try:
            f = await preencher(read, f, cenario)
        except Refusal as recusa:
            erro = recusa.msg
    return await _pagina(request, read, f, erro=erro)


@router.post("")
async def simular(request: Request, bag: Corpo) -> Response:
    """Say it to the route as the exchange would."""
    f = Formulario.de(bag)
    database = request.app.state.database
    async with reading(database) as read:
        programa = _escolhido(await clientes_api(read), f)
    try:
        if programa is None:
            raise Refusal(SEM_PROGRAMA)
        ditos = f.ditos("cancelar" if bag.get("acao") == "cancelar" else "notificar")
        ensaiadas = await ensaiar(request, programa, ditos)
        erro = None
    except Refusal as recusa:
        ensaiadas, erro = [], recusa.msg
    async with reading(database) as read:
        return await _pagina(request, read, f, erro=erro, ensaiadas=ensaiadas)


@router.get("/{id_ligacao:int}")
async def passos(
    request: Request,
    id_ligacao: int,
    read: Read,
    inicio: Micros,
    vez: Annotated[int, Query(ge=1)] = 1,
    admitida: Ms = None,
    identificada: Ms = None,
    gravada: Ms = None,
    enviada: Ms = None,
    telas: int = 0,
) -> Response:
    """How far the call has come."""
    chamada = await uma(read, id_ligacao)
    if chamada is None:
        raise NotFound("Esta ligação não existe.")
    await usuarios.need(read, [chamada.id_usuario])
    tempos = Tempos(from_micros(inicio), admitida, identificada, gravada, enviada, telas)
    return page(request, "painel/simulador_passos.html", a=acompanhar(chamada, tempos, vez + 1))


def _escolhido(programas: list[ClienteApi], f: Formulario) -> int | None:
    """The program that was chosen, else the first that may call."""
    dele = [c for c in programas if c.id_oauth_client == f.cliente] or [c for c in programas if c.ativo]
    return dele[0].id_oauth_client if dele else None


async def _pagina(
    request: Request, read: Read, f: Formulario, *, erro: str | None, ensaiadas: list[Ensaiada] | None = None
) -> Response:
    programas = await clientes_api(read)
    acompanhadas = {e.chamada.id_ligacao: acompanhar(e.chamada, e.tempos, 1) for e in ensaiadas or [] if e.chamada}
    return page(
        request,
        "painel/simulador.html",
        f=f._replace(cliente=_escolhido(programas, f)),
        programas=[(c.id_oauth_client, c.nome) for c in programas],
        sequencias=SEQUENCIAS,
        cenarios=[(nome, rotulo) for nome, rotulo, _ in CENARIOS],
        atendente=await _atendente(request, read, f),
        erro=erro,
        enviadas=[_enviada(request, e) for e in ensaiadas or []],
        acompanhadas=list(acompanhadas.values()),
        nav="integracoes",
    )


async def _atendente(request: Request, read: Read, f: Formulario) -> tuple[str, bool] | None:
    """Who would be called, and whether a browser of theirs is connected to this server."""
    found = await usuario_do_ramal(read, f.ramal) if f.ramal else None
    if found is None and f.identificador_interno:
        found = await usuario_do_identificador(read, f.identificador_interno)
    await usuarios.need(read, [found])
    usuario = usuarios.get(found)
    return (usuario.name, request.app.state.hub.readers(f"usuario:{found}") > 0) if usuario else None


def _enviada(request: Request, ensaiada: Ensaiada) -> dict[str, Any]:
    """A request as it is shown."""
    enviada = ensaiada.enviada
    return {
        "rota": enviada.rota,
        "token": ensaiada.final_do_token,
        "corpo": _linhas(enviada.corpo),
        "resposta": _linhas(enviada.resposta),
        "aceita": enviada.aceita,
        "http": enviada.http,
        "ms": round(enviada.ms),
        "curl": _curl(request, enviada.rota, enviada.corpo),
    }


def _linhas(corpo: Any) -> list[tuple[str, str, bool]]:
    """An object as it is shown: its keys, their values as JSON, and which of them are numbers."""
    return [(chave, to_json(valor), isinstance(valor, int)) for chave, valor in corpo.items()]


def _curl(request: Request, rota: str, corpo: Any) -> str:
    """The same request for a shell; the token is the reader's."""
    cabecalhos = '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'
    return f"curl {str(request.base_url).rstrip('/')}{rota} {cabecalhos} -d {quote(to_json(corpo))}"
