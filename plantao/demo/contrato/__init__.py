"""The world of the contract: exactly the fixture of its acceptance scenarios, and nothing else."""

import sqlalchemy as sa

from plantao.demo.contrato.atendimentos import atendimentos
from plantao.demo.contrato.base import SEGREDOS, SENHA, TECNICOS, USUARIO, Rows
from plantao.demo.contrato.catalogos import catalogos_de_atendimento, catalogos_de_ordem
from plantao.demo.contrato.pessoas import acessos, clientes

__all__ = ["SEGREDOS", "SENHA", "TECNICOS", "USUARIO", "contrato"]


def contrato() -> list[tuple[sa.Table, Rows]]:
    """Every row, table by table, in an order that respects their references."""
    return [*acessos(), *clientes(), *catalogos_de_ordem(), *catalogos_de_atendimento(), *atendimentos()]
