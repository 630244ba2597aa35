"""The log of calls (design §7, §12)."""

from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import precisa
from plantao.acesso.model import CHAMADAS
from plantao.kit.html import offer, page
from plantao.kit.route import PageRouter, Read
from plantao.pbx.model import ATENDIDA, CANCELADA, TOCANDO
from plantao.pbx.queries import registro
from plantao.pbx.queries.registro import PAGINA, Registrada

APARECE = timedelta(seconds=5)
"""A window that is not on a screen by then was missed."""

router = PageRouter(dependencies=[Depends(precisa(CHAMADAS))])


@router.get("/chamadas")
async def chamadas(request: Request, read: Read, ver: Literal["", "perdidas"] = "", antes: int = 0) -> Response:
    """The calls, newest first; `antes` is the cursor of the next page."""
    linhas = await registro.pagina(read, antes, perdidas=ver == "perdidas")
    return page(
        request,
        "pbx/chamadas.html",
        linhas=linhas[:PAGINA],
        ver=ver,
        aqui=_endereco(ver=ver, antes=antes),
        mais=_endereco(ver=ver, antes=linhas[PAGINA - 1].id_ligacao) if len(linhas) > PAGINA else None,
        nav="chamadas",
    )


def _endereco(**pedido: str | int) -> str:
    escrito = urlencode({nome: valor for nome, valor in pedido.items() if valor})
    return f"/chamadas?{escrito}" if escrito else "/chamadas"


def situacao_da_ligacao(status: str, em_uso: datetime | None, fim: datetime | None) -> tuple[str, str]:
    """What came of a call, and its family of colours; one whose window was used was not lost."""
    if status in (TOCANDO, ATENDIDA):
        return ("Tocando", "info") if status == TOCANDO else ("Atendida", "sucesso")
    if status == CANCELADA and em_uso is None:
        return "Perdida", "perigo"
    return ("Encerrada" if fim else "Sem registro do fim"), "neutro"


def porque_nao_vista(linha: Registrada, now: datetime) -> str:
    """Why whoever was called has not seen the window, as far as that is known."""
    if linha.id_usuario is None or linha.visivel is not None or linha.em_uso is not None:
        return ""
    if linha.data_cancelamento == linha.data_cadastro:
        return "cancelada antes de aparecer"
    return "não vista" if now - linha.data_cadastro >= APARECE else ""


offer(situacao_da_ligacao=situacao_da_ligacao, porque_nao_vista=porque_nao_vista)
