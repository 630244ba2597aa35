"""The integração's routes that answer what belongs to orders."""

from fastapi import Depends

from plantao.acesso.guard import exige
from plantao.kit.route import Router
from plantao.ordem_servico import queries
from plantao.ordem_servico.contract import DisponibilidadeReply

router = Router()


@router.get("/configuracao/disponibilidade", dependencies=[Depends(exige("configuracao.ler"))])
async def disponibilidade() -> DisponibilidadeReply:
    """Períodos do dia que podem ser escolhidos como disponibilidade."""
    return DisponibilidadeReply(msg=DisponibilidadeReply.TEXTO, periodos=queries.disponibilidade())
