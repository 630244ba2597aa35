"""The log of calls (design §7, §12)."""

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import precisa
from plantao.acesso.model import CHAMADAS
from plantao.kit.html import page
from plantao.kit.route import Now, PageRouter, Read
from plantao.pbx.queries import registro

router = PageRouter(dependencies=[Depends(precisa(CHAMADAS))])


@router.get("/chamadas")
async def chamadas(request: Request, read: Read, now: Now, antes: int = 0) -> Response:
    """The calls, newest first; `antes` is the cursor of the next page."""
    linhas = await registro.pagina(read, antes)
    return page(request, "pbx/chamadas.html", linhas=linhas, nav="chamadas")
