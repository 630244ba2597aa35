"""What is done in the window of a call: each verb answers the window as it is then."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response

from plantao import ordem_servico
from plantao.acesso.guard import Atendente, Pessoa, precisa
from plantao.acesso.model import CHAMADAS
from plantao.atendimento.queries.busca import clientes
from plantao.kit.bag import Bag
from plantao.kit.html import HEADERS, offer, page
from plantao.kit.params import ler_booleano, ler_inteiro
from plantao.kit.realce import palavras_achadas, telefone_achado
from plantao.kit.route import Corpo, Now, PageRouter, Read, Tx
from plantao.kit.search import readings
from plantao.ordem_servico.model import periodos, tipos_ordem_servico
from plantao.pbx.pages.janela import ativas, desenhar
from plantao.pbx.pages.vista import pessoa_da_ficha
from plantao.pbx.queries import janela as consultas
from plantao.pbx.queries.ficha import fichas
from plantao.pbx.queries.janela import Linha
from plantao.pbx.rules import janela as rules

ACHADOS = 9
offer(palavras_achadas=palavras_achadas, telefone_achado=telefone_achado)

router = PageRouter(prefix="/chamadas", dependencies=[Depends(precisa(CHAMADAS))])


@router.get("/ativas")
async def listar_ativas(read: Read, quem: Atendente, now: Now) -> Response:
    """The windows of whoever asks, while there is no live connection."""
    return JSONResponse(await ativas(read, quem, now), headers=HEADERS)


@router.get("/{id_ligacao:int}/busca")
async def buscar(request: Request, read: Read, now: Now, q: str = "") -> Response:
    """The clients somebody who calls may be, as the window lists them."""
    quem = await clientes(read, q, ACHADOS)
    achados = [pessoa_da_ficha(ficha, None, now) for ficha in await fichas(read, quem.ids)]
    palavras = [palavra for lidas in readings(q) for palavra in lidas]
    return page(request, "pbx/achados.html", achados=achados, palavras=palavras, q=q, ha_mais=bool(quem.depois))


class Ato(NamedTuple):
    """Something done in a window: in which, with what, by whom, when."""

    tx: Tx
    linha: Linha
    bag: Bag
    quem: Pessoa
    now: datetime

    def id(self, nome: str) -> int:
        """An id that was sent."""
        return ler_inteiro(self.bag.get(nome) or 0)

    def texto(self, nome: str) -> str:
        """A text that was sent."""
        return str(self.bag.get(nome) or "")

    def sim(self, nome: str) -> bool:
        """Whether something was ticked."""
        return ler_booleano(self.bag.get(nome) or False)

    async def visita(self) -> rules.Visita | None:
        """The visit that is wanted."""
        if not self.sim("querida"):
            return None
        tipo = tipos_ordem_servico.get(self.id("id_tipo_ordem_servico"))
        tipo = tipo or await ordem_servico.queries.tipo_usual(self.tx)
        periodo = periodos.get(self.id("id_periodo_dia"))
        return rules.Visita(tipo.id_tipo_ordem_servico, periodo and periodo.id_periodo_dia)


Verbo = Callable[[Ato], Awaitable[str | None]]
"""Answers what could not be done, if anything."""


async def _querer_visita(a: Ato) -> None:
    await rules.querer_visita(a.tx, a.linha, await a.visita(), a.quem, a.now)


VERBOS: dict[str, Verbo] = {
    "cliente": lambda a: rules.escolher_cliente(
        a.tx, a.linha, a.id("id_cliente"), a.quem, a.now, guardar=a.sim("guardar")
    ),
    "trocar": lambda a: rules.trocar(a.tx, a.linha, a.quem, a.now),
    "servico": lambda a: rules.escolher(a.tx, a.linha, a.quem, a.now, id_cliente_servico=a.id("id_cliente_servico")),
    "tipo": lambda a: rules.escolher(a.tx, a.linha, a.quem, a.now, id_tipo_atendimento=a.id("id_tipo_atendimento")),
    "desatar": lambda a: rules.desatar(a.tx, a.linha, a.quem, a.now),
    "abrir": lambda a: rules.abrir(a.tx, a.linha, a.id("id_tipo_atendimento"), a.quem, a.now, outro=a.sim("outro")),
    "usar-aberto": lambda a: rules.usar_aberto(a.tx, a.linha, a.id("id_atendimento"), a.quem, a.now),
    "relato": lambda a: rules.relatar(a.tx, a.linha, a.texto("texto"), a.quem, a.now),
    "visita": _querer_visita,
    "informado": lambda a: rules.informar(a.tx, a.linha, a.quem, a.now),
    "minimizar": lambda a: rules.minimizar(a.tx, a.linha, a.quem, a.now),
    "restaurar": lambda a: rules.restaurar(a.tx, a.linha, a.quem, a.now),
}


async def _ligacao(id_ligacao: int, tx: Tx, quem: Atendente) -> Linha:
    return await rules.da_pessoa(tx, id_ligacao, quem)


LigacaoDaRota = Annotated[Linha, Depends(_ligacao)]
"""The call named in the path, held until the transaction ends."""


async def _tocada(linha: LigacaoDaRota, bag: Corpo, now: Now) -> Linha:
    return rules.tocada(linha, str(bag.get("aba") or ""), now, retomar=ler_booleano(bag.get("retomar") or False))


LigacaoTocada = Annotated[Linha, Depends(_tocada)]
"""The same, claimed for the tab that asks; what is done in it writes that down."""


@router.post("/{id_ligacao}/visivel")
async def visivel(linha: LigacaoDaRota, tx: Tx, now: Now) -> Response:
    """The window is on a screen; it is not drawn again, for nothing in it changes."""
    await rules.apareceu(tx, linha, now)
    return JSONResponse({}, headers=HEADERS)


@router.post("/{id_ligacao}/usar")
async def usar(linha: LigacaoTocada, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Claim the call, and nothing else; other tabs are told, and this one has nothing to draw."""
    await rules.usar(tx, linha, quem, now)
    return JSONResponse({}, headers=HEADERS)


async def _feito(ato: Ato, verbo: Verbo) -> Response:
    aviso = await verbo(ato)
    depois = await consultas.linha(ato.tx, ato.linha.id_ligacao)
    assert depois is not None
    return JSONResponse(await desenhar(ato.tx, depois, ato.now, aviso), headers=HEADERS)


@router.post("/{id_ligacao}/fechar")
async def fechar(linha: LigacaoDaRota, bag: Corpo, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Close the window; of a call nobody touched this is no touch."""
    return await _feito(Ato(tx, linha, bag, quem, now), lambda a: rules.fechar(a.tx, a.linha, a.quem, a.now))


def _oferecer(caminho: str, verbo: Verbo) -> None:
    async def fazer(linha: LigacaoTocada, bag: Corpo, tx: Tx, quem: Atendente, now: Now) -> Response:
        """Do what the last word of the path says, and answer the window as it is then."""
        return await _feito(Ato(tx, linha, bag, quem, now), verbo)

    router.add_api_route(f"/{{id_ligacao}}/{caminho}", fazer, methods=["POST"])


for _caminho, _verbo in VERBOS.items():
    _oferecer(_caminho, _verbo)
