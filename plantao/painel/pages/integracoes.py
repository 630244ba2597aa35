"""The programs of the API: who they are, from where and how they may call, and what becomes of their tokens."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import DOCUMENTADO, INTEGRACOES, OBSERVADO
from plantao.acesso.rules import clientes_api as rules
from plantao.acesso.rules import criar_cliente_api, revogar
from plantao.acesso.rules.credenciais import Faltas, novo_segredo
from plantao.acesso.rules.formulario import Envio, nova_chave, primeira_vez, uma_vez
from plantao.kit.bag import Bag
from plantao.kit.errors import NotFound
from plantao.kit.events import writing
from plantao.kit.html import offer, page
from plantao.kit.route import Corpo, Now, PageRouter, Read
from plantao.kit.tx import Tx, reading
from plantao.painel.queries.integracoes import (
    PAGINA,
    ClienteListado,
    Requisicao,
    Rota,
    clientes,
    requisicoes,
    rotas,
)

T = TypeVar("T")

CAMPOS = {"nome": "Nome", "perfil": "Respostas", "redes": "Redes aceitas"}
PERFIS = ((DOCUMENTADO, "Documentado"), (OBSERVADO, "Observado"))

router = PageRouter(prefix="/integracoes", dependencies=[Depends(precisa(INTEGRACOES))])


class Formulario(NamedTuple):
    """What is written of a program, as it was typed."""

    nome: str = ""
    perfil: str = DOCUMENTADO
    complementos: bool = False
    redes: str = ""

    @classmethod
    def de(cls, bag: Bag) -> "Formulario":
        """What was sent."""
        texto = {nome: str(bag.get(nome) or "") for nome in ("nome", "perfil", "redes")}
        return cls(**texto, complementos=bool(bag.get("complementos")))

    @property
    def lista_de_redes(self) -> list[str]:
        """One network a line, or separated by commas."""
        return self.redes.replace(",", " ").split()


class Chamadas(NamedTuple):
    """What a program asked for lately: a page of it, and the counts of a day."""

    linhas: list[Requisicao]
    rotas: list[Rota]
    so_erros: bool
    antes: int
    perdidas: int

    @property
    def seguinte(self) -> int | None:
        """The cursor of the next page."""
        return self.linhas[PAGINA - 1].numero if len(self.linhas) > PAGINA else None

    @property
    def resumidas(self) -> int:
        """How many of the day were only counted."""
        return sum(rota.resumidas for rota in self.rotas)


@router.get("")
async def listar(request: Request, read: Read) -> Response:
    """The programs; the first of them beside."""
    return await _mostrar(request, read)


@router.get("/novo")
async def novo(request: Request, read: Read) -> Response:
    """The form of a program to be."""
    return await _mostrar(request, read, formulario=Formulario(), novo=True)


@router.get("/{id_oauth_client:int}")
async def mostrar(request: Request, id_oauth_client: int, read: Read, erros: bool = False, antes: int = 0) -> Response:
    """A program beside the list, and what it asked for; `antes` is the cursor of the next page."""
    return await _mostrar(request, read, escolhido=id_oauth_client, so_erros=erros, antes=antes)


@router.get("/{id_oauth_client:int}/editar")
async def formulario(request: Request, id_oauth_client: int, read: Read) -> Response:
    """The form of a program that is there."""
    c = _um(await clientes(read, request.state.now), id_oauth_client)
    escrito = Formulario(c.nome, c.perfil_compat, c.complementos, "\n".join(c.redes))
    return await _mostrar(request, read, escolhido=id_oauth_client, formulario=escrito)


@router.get("/{id_oauth_client:int}/confirmar/{ato}")
async def confirmar(request: Request, id_oauth_client: int, ato: str, read: Read) -> Response:
    """The dialog before what cannot be undone."""
    if ato not in ("revogar", "desativar", "segredo"):
        raise NotFound("Esta página não existe.")
    c = _um(await clientes(read, request.state.now), id_oauth_client)
    return page(request, "painel/integracoes_dialogo.html", c=c, ato=ato, chave=nova_chave())


@router.post("/novo")
async def criar(request: Request, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """Make a program; its secret is in the answer to this form and nowhere else."""
    f = Formulario.de(bag)
    envio = Envio.de(quem.id_usuario, request.url.path, bag.get("chave"))
    segredo = novo_segredo(envio.acaso)

    async def fazer(tx: Tx) -> int:
        como: dict[str, Any] = {"complementos": f.complementos, "segredo": segredo}
        feito, _ = await criar_cliente_api(tx, f.nome, f.perfil, f.lista_de_redes, now, **como)
        return feito

    try:
        id_oauth_client = await _gravar(request, lambda tx: uma_vez(tx, envio, now, lambda: fazer(tx)))
    except Faltas as recusa:
        return await _depois(request, status=422, formulario=f, novo=True, faltas=recusa.faltas)
    return await _depois(request, escolhido=id_oauth_client, segredo=segredo)


@router.post("/{id_oauth_client:int}/editar")
async def editar(request: Request, id_oauth_client: int, bag: Corpo, now: Now) -> Response:
    """Change the profile, the complements and the networks."""
    f = Formulario.de(bag)

    async def fazer(tx: Tx) -> None:
        redes = f.lista_de_redes
        await rules.editar_cliente_api(tx, id_oauth_client, f.perfil, redes, now, complementos=f.complementos)

    try:
        await _gravar(request, fazer)
    except Faltas as recusa:
        return await _depois(request, status=422, escolhido=id_oauth_client, formulario=f, faltas=recusa.faltas)
    return await _depois(request, escolhido=id_oauth_client, feito="Alterações guardadas.")


@router.post("/{id_oauth_client:int}/segredo")
async def trocar_segredo(request: Request, id_oauth_client: int, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """A new secret, in the answer to this form and nowhere else."""
    envio = Envio.de(quem.id_usuario, request.url.path, bag.get("chave"))
    segredo = novo_segredo(envio.acaso)

    async def fazer(tx: Tx) -> None:
        if await primeira_vez(tx, envio, now):
            await rules.trocar_segredo(tx, id_oauth_client, segredo)

    await _gravar(request, fazer)
    return await _depois(request, escolhido=id_oauth_client, segredo=segredo)


@router.post("/{id_oauth_client:int}/revogar")
async def revogar_tokens(request: Request, id_oauth_client: int, now: Now) -> Response:
    """Kill the program's tokens."""
    n = await _gravar(request, lambda tx: revogar(tx, now, id_oauth_client))
    feito = f"{n} tokens revogados." if n > 1 else ("1 token revogado." if n else "Não havia tokens a revogar.")
    return await _depois(request, escolhido=id_oauth_client, feito=feito)


@router.post("/{id_oauth_client:int}/desativar")
async def desativar(request: Request, id_oauth_client: int, now: Now) -> Response:
    """Let the program in no more."""
    await _gravar(request, lambda tx: rules.desativar(tx, id_oauth_client, now))
    return await _depois(request, escolhido=id_oauth_client, feito="Cliente desativado.")


@router.post("/{id_oauth_client:int}/ativar")
async def ativar(request: Request, id_oauth_client: int) -> Response:
    """Let the program in again."""
    await _gravar(request, lambda tx: rules.ativar(tx, id_oauth_client))
    return await _depois(request, escolhido=id_oauth_client, feito="Cliente ativado.")


async def _gravar(request: Request, fazer: Callable[[Tx], Awaitable[T]]) -> T:
    """Do it in a transaction of its own, so that the page is read after it."""
    async with writing(request.app.state.database, request.app.state.tail.wake) as tx:
        return await fazer(tx)


async def _depois(
    request: Request, *, escolhido: int | None = None, segredo: str | None = None, **context: Any
) -> Response:
    """The page after a change; the address is that of the program, where asking again changes nothing.

    A secret that was replaced since the form was first sent is not shown again.
    """
    async with reading(request.app.state.database) as read:
        if escolhido and segredo and not await rules.segredo_de_hoje(read, escolhido, segredo):
            segredo = None
        response = await _mostrar(request, read, escolhido=escolhido, segredo=segredo, **context)
    if escolhido is not None and response.status_code == 200:
        response.headers["HX-Push-Url"] = f"/integracoes/{escolhido}"
    return response


async def _mostrar(
    request: Request,
    read: Read,
    status: int = 200,
    *,
    escolhido: int | None = None,
    so_erros: bool = False,
    antes: int = 0,
    **context: Any,
) -> Response:
    now = request.state.now
    lista = await clientes(read, now)
    conhecido = {"formulario": None, "novo": False, "segredo": None, "feito": None, "faltas": {}} | context
    faltas = {campo: (CAMPOS[campo], falta) for campo, falta in conhecido["faltas"].items()}
    c = None
    if not conhecido["novo"]:
        c = _um(lista, escolhido) if escolhido is not None else next(iter(lista), None)
    chamadas = None
    if c and not conhecido["formulario"]:
        linhas = await requisicoes(read, c.id_oauth_client, antes, so_erros=so_erros)
        contadas = await rotas(read, c.id_oauth_client, now)
        chamadas = Chamadas(linhas, contadas, so_erros, antes, request.app.state.requisicoes.lost)
    return page(
        request,
        "painel/integracoes.html",
        status,
        clientes=lista,
        c=c,
        chamadas=chamadas,
        pagina=PAGINA,
        perfis=PERFIS,
        endereco=str(request.base_url).rstrip("/"),
        nav="integracoes",
        chave=nova_chave(),
        **conhecido | {"faltas": faltas},
    )


def _um(lista: list[ClienteListado], id_oauth_client: int) -> ClienteListado:
    found = next((c for c in lista if c.id_oauth_client == id_oauth_client), None)
    if found is None:
        raise NotFound("Este cliente de API não existe.")
    return found


def rota_curta(caminho: str) -> str:
    """A path as the API's documents name it: `pbx/ligacao/notificar`."""
    return caminho.removeprefix("/api/v1/integracao/")


offer(rota_curta=rota_curta)
