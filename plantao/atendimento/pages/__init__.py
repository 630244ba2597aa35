"""The desk's pages that show tickets: the queue, the form of a new one, the ticket, its files."""

from fastapi import Depends

from plantao.acesso.guard import precisa
from plantao.acesso.model import ATENDIMENTOS
from plantao.atendimento.pages.acoes import router as acoes
from plantao.atendimento.pages.arquivos import router as arquivos
from plantao.atendimento.pages.fila import router as fila
from plantao.atendimento.pages.novo import router as novo
from plantao.kit.route import PageRouter

router = PageRouter(dependencies=[Depends(precisa(ATENDIMENTOS))])
# The form first: its address would be that of a ticket.
for _parte in (fila, novo, acoes, arquivos):
    router.include_router(_parte)
