"""The queue: what is open, in the order of its deadline (design §12, "Queue")."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import ATENDIMENTOS, setores, usuarios
from plantao.atendimento.contract.mesa import FiltrosDaFila, Selecao
from plantao.atendimento.model import tipos
from plantao.atendimento.pages.lugar import FILA, lugar
from plantao.atendimento.pages.vista import SEM_ATENDIMENTO, achar, contexto
from plantao.atendimento.queries.fila import POR_PAGINA, Filtro, Grupo, Visao, fila, ler, nao_lidos
from plantao.atendimento.queries.formatado import linha_bruta
from plantao.atendimento.rules.responsaveis import assumir
from plantao.kit.errors import NotFound
from plantao.kit.html import HEADERS, page, partial
from plantao.kit.route import Now, PageRouter, Pedido, Read, Tx

NOMES = {
    Visao.MEUS: "Meus",
    Visao.SEM_DONO: "Sem dono",
    Visao.VENCIDOS: "Vencidos",
    Visao.TODOS: "Todos",
}
GRUPOS = {
    Grupo.VENCIDO: "Prazo vencido",
    Grupo.HOJE: "Vencem hoje",
    Grupo.DEPOIS: "Amanhã em diante",
    Grupo.PARADO: "Pausados",
}
VAZIOS = {
    Visao.MEUS: ("Tudo em dia", "Nenhum atendimento com você."),
    Visao.SEM_DONO: ("Ninguém esperando", "Todo atendimento aberto tem responsável."),
    Visao.VENCIDOS: ("Nenhum prazo vencido", "Todo atendimento aberto está no prazo."),
    Visao.TODOS: ("Tudo em dia", "Nenhum atendimento aberto."),
}

router = PageRouter(dependencies=[Depends(precisa(ATENDIMENTOS))])


@router.get("/fila/nao-lidos")
async def contar_nao_lidos(request: Request, read: Read, quem: Atendente) -> Response:
    """The counter of the rail: how many of one's own tickets have something new."""
    quantos = await nao_lidos(read, await request.app.state.abertos.agora(read), quem.id_usuario)
    return page(request, "atendimento/nao_lidos.html", quantos=quantos)


@router.get("/fila")
@router.get("/fila/{visao}")
async def mostrar_fila(
    request: Request, filtros: Pedido[FiltrosDaFila], read: Read, quem: Atendente, now: Now
) -> Response:
    """A view of the queue: the whole page, the list again, or its next rows."""
    visao = _visao(request.path_params.get("visao"))
    filtro = Filtro(filtros.setor, filtros.tipo)
    depois, quantos = ler(filtros.depois), filtros.quantos or POR_PAGINA
    abertos = await request.app.state.abertos.agora(read)
    achada = await fila(read, abertos, visao, filtro, quem.id_usuario, now, depois, quantos)
    da_fila: dict[str, Any] = {
        "fila": achada,
        "visao": visao,
        "endereco": _endereco(visao, filtro),
        "grupos": GRUPOS,
        "usuarios": usuarios,
        "lugar": lugar(request),
        "escolhido": filtros.atendimento,
    }
    if partial(request) and filtros.depois:
        return page(request, "atendimento/fila_linhas.html", **da_fila)
    da_fila |= {
        "visoes": [(v, NOMES[v], _endereco(v, filtro), achada.visoes[v]) for v in Visao],
        "vazio": VAZIOS[visao],
        "filtro": filtro,
        "setores": sorted((s for s in setores if s.ativo), key=lambda s: s.nome),
        "todos_os_tipos": sorted((t for t in tipos if t.ativo), key=lambda t: t.descricao),
        "sem_filtro": _endereco(visao, Filtro()),
        "atd": None,
        "brinde": None,
    }
    if filtros.atendimento is not None and not partial(request):
        da_fila |= contexto(request, await achar(request, read, filtros.atendimento, quem), quem)
    return page(request, "atendimento/fila.html", nav="fila", **da_fila)


def _visao(nome: str | None) -> Visao:
    if nome is None:
        return Visao.MEUS
    if nome not in set(Visao) - {Visao.MEUS}:
        raise NotFound("Esta visão da fila não existe.")
    return Visao(nome)


def _endereco(visao: Visao, filtro: Filtro) -> str:
    caminho = FILA if visao is Visao.MEUS else f"{FILA}/{visao}"
    usados = {nome: valor for nome, valor in filtro._asdict().items() if valor is not None}
    return f"{caminho}?{urlencode(usados)}" if usados else caminho


@router.post("/fila/assumir")
async def assumir_escolhidos(selecao: Pedido[Selecao], tx: Tx, quem: Atendente, now: Now) -> Response:
    """Answer for every ticket of a selection."""
    for id_atendimento in sorted(selecao.ids):
        linha = await linha_bruta(tx, id_atendimento)
        if linha is None:
            raise NotFound(SEM_ATENDIMENTO)
        await assumir(tx, linha, quem, now)
    return Response(status_code=204, headers=HEADERS | {"HX-Trigger": "plantao:fila"})
