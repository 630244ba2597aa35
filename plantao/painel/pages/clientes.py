"""The clients: the list and its search, and the page of one (design §12, §13)."""

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import ATENDIMENTOS, CHAMADAS, CLIENTES, DOCUMENTOS, ORDENS
from plantao.atendimento.queries.busca import clientes as procurar
from plantao.cliente.queries import busca
from plantao.cliente.queries.linhas import cadastros, recentes
from plantao.kit.errors import NotFound
from plantao.kit.html import page
from plantao.kit.route import Now, PageRouter, Read
from plantao.painel.pages import vista
from plantao.painel.queries import achados

POR_PAGINA = 50
LISTADOS = 30
"""How many tickets, orders and calls of a client its page shows."""
SEM_CLIENTE = "Este cliente não existe."

router = PageRouter(dependencies=[Depends(precisa(CLIENTES))])


@router.get("/clientes")
async def clientes(request: Request, read: Read, q: str = "", depois: str = "") -> Response:
    """The clients that `q` may mean, or all of them, a page at a time."""
    texto = q.strip()
    ids, mais = await (procurar(read, texto, POR_PAGINA, depois) if texto else recentes(read, POR_PAGINA, depois))
    linhas = [vista.cliente(cadastro) for cadastro in await cadastros(read, ids)]
    sugestao = None if linhas else await busca.sugestao(read, texto)
    nome = "cliente/linhas.html" if depois and "hx-request" in request.headers else "cliente/lista.html"
    return page(request, nome, linhas=linhas, q=texto, mais=mais, sugestao=sugestao, nav="clientes")


@router.get("/clientes/{id_cliente:int}")
async def cliente(request: Request, id_cliente: int, read: Read, quem: Atendente, now: Now) -> Response:
    """A client with all that concerns it, as far as whoever looks may see it."""
    found = await cadastros(read, [id_cliente])
    if not found:
        raise NotFound(SEM_CLIENTE)
    ids = [id_cliente]
    atendimentos = await achados.atendimentos_dos_clientes(read, ids, LISTADOS) if quem.pode(ATENDIMENTOS) else []
    ordens = await achados.ordens_dos_clientes(read, ids, LISTADOS) if quem.pode(ORDENS) else []
    ligacoes = await achados.ligacoes_dos_clientes(read, ids, LISTADOS) if quem.pode(CHAMADAS) else []
    return page(
        request,
        "cliente/cliente.html",
        c=vista.cliente(found[0], inteiro=quem.pode(DOCUMENTOS)),
        atendimentos=await achados.atendimentos(read, atendimentos),
        ordens=await achados.ordens(read, ordens),
        ligacoes=await achados.ligacoes(read, ligacoes),
        listados=LISTADOS,
        nav="clientes",
    )
