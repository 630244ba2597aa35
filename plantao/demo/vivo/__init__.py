"""The lively world: a provider in the middle of its day for a person to look at, with the ids of the contract's."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from plantao import acesso, cliente
from plantao.demo.vivo.agenda import Agenda
from plantao.demo.vivo.catalogos import catalogos
from plantao.demo.vivo.clientes import clientes
from plantao.demo.vivo.clientes import tabelas as dos_clientes
from plantao.demo.vivo.conversa import Mundo
from plantao.demo.vivo.escrita import Chaves
from plantao.demo.vivo.escrita import tabelas as dos_atendimentos
from plantao.demo.vivo.heranca import heranca
from plantao.demo.vivo.historia import dos_atendimentos as fatos_dos_atendimentos
from plantao.demo.vivo.historia import historia
from plantao.demo.vivo.ligacoes import ligacoes
from plantao.demo.vivo.pessoas import API, pessoas
from plantao.demo.vivo.roteiro import roteiro

Rows = list[dict[str, Any]]

SEMENTE = 20_260_115


def vivo(now: datetime) -> list[tuple[sa.Table, Rows]]:
    """Every row, table by table, in an order that respects their references; the same `now` gives the same world."""
    agora = now.astimezone(UTC).replace(microsecond=0)
    fixture = heranca(agora)
    senha = _senha(fixture)
    rng = Random(SEMENTE)
    gente = clientes(rng, agora, senha)
    mundo = Mundo(rng, agora, gente, Agenda(rng))
    feitos = roteiro(mundo)
    chaves = Chaves(feitos)
    da_gente = dos_clientes(gente)
    telefones = [linha for table, linhas in da_gente if table is cliente.model.cliente_telefone for linha in linhas]
    chamadas, fatos_das_chamadas = ligacoes(mundo, feitos, chaves, telefones)
    return [
        *fixture,
        *pessoas(senha),
        *catalogos(),
        *da_gente,
        *dos_atendimentos(feitos, chaves),
        *chamadas,
        *historia([*fatos_dos_atendimentos(feitos, chaves), *fatos_das_chamadas]),
    ]


def _senha(fixture: list[tuple[sa.Table, Rows]]) -> str:
    """The stored form of the sample base's password: one hash is enough for everybody."""
    [usuarios] = [rows for table, rows in fixture if table is acesso.model.usuario]
    return str(next(row["senha"] for row in usuarios if row["id"] == API))
