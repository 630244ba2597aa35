"""The ticket as a fragment of a page: asked for, or what an action left of it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Pessoa
from plantao.acesso.model import CLIENTES, ORDENS
from plantao.atendimento.model import statuses, tipos
from plantao.atendimento.pages.linha import historico, linha_do_tempo
from plantao.atendimento.pages.lugar import Aba, lugar
from plantao.atendimento.queries.ficha import Ficha, ficha
from plantao.atendimento.queries.formatado import Bruto, linha_bruta
from plantao.atendimento.queries.status import de_espera
from plantao.kit.errors import NotFound
from plantao.kit.html import page
from plantao.kit.params import inteiro_de
from plantao.kit.route import Tx
from plantao.kit.tx import Read

SEM_ATENDIMENTO = "Este atendimento não existe ou foi apagado."


def id_pedido(request: Request) -> int:
    """The ticket the address names."""
    texto: str = request.path_params["id_atendimento"]
    if not (texto.isascii() and texto.isdigit()):
        raise NotFound(SEM_ATENDIMENTO)
    return inteiro_de(texto)


async def _para_mudar(request: Request, tx: Tx) -> Bruto:
    linha = await linha_bruta(tx, id_pedido(request))
    if linha is None:
        raise NotFound(SEM_ATENDIMENTO)
    return linha


ParaMudar = Annotated[Bruto, Depends(_para_mudar)]
"""The ticket the address names, held until the transaction ends."""


async def achar(request: Request, read: Read, id_atendimento: int, quem: Pessoa) -> Ficha:
    """A ticket with everything of it; that it is missing is said."""
    found = await ficha(read, id_atendimento, quem.id_usuario, lugar(request).desde)
    if found is None:
        raise NotFound(SEM_ATENDIMENTO)
    return found


def contexto(request: Request, ficha: Ficha, quem: Pessoa) -> dict[str, Any]:
    """What the template of a ticket needs."""
    onde = lugar(request)
    tipo = tipos.get(ficha.atendimento.id_tipo_atendimento)
    aberto = ficha.atendimento.data_fechamento is None
    return {
        "ficha": ficha,
        "atd": ficha.atendimento,
        "lugar": onde,
        "abas": Aba,
        "linha": linha_do_tempo(ficha, quem.id_usuario) if onde.aba is Aba.CONVERSA else [],
        "historico": historico(ficha) if onde.aba is Aba.HISTORICO else [],
        "situacoes": [s for s in statuses if s.ativo and not s.fechamento],
        "tipos": sorted((t for t in tipos if t.ativo), key=lambda t: t.descricao),
        "em_aberto": aberto,
        "pode_aguardar": de_espera() is not None,
        "pode_abrir_ordem": aberto and quem.pode(ORDENS) and (tipo is None or tipo.permite_ordem_servico),
        "ve_clientes": quem.pode(CLIENTES),
        "ultima": ficha.mensagens[-1].id_atendimento_mensagem if ficha.mensagens else 0,
    }


async def mostrar(
    request: Request, read: Read, id_atendimento: int, quem: Pessoa, now: datetime, **mais: Any
) -> Response:
    """The ticket, as it is now."""
    request.state.now = now
    achada = await achar(request, read, id_atendimento, quem)
    return page(request, "atendimento/atendimento.html", **contexto(request, achada, quem) | {"brinde": None} | mais)
