"""The contract's fixture as the lively provider has it: the same ids, with names, words and days of its own."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from plantao import acesso, atendimento, cliente, ordem_servico
from plantao.atendimento.model import CONCLUIDO
from plantao.demo.contrato import contrato
from plantao.demo.vivo.catalogos import RESOLVIDO
from plantao.kit.time import local

Rows = list[dict[str, Any]]

HORA = timedelta(hours=1)
SOLUCAO = 5
"""The fixture's motive of a ticket that was solved."""
DE_DEZEMBRO = range(5410, 5448)
"""Tickets that only show how lists are paged."""

NOMES: dict[sa.Table, tuple[str, dict[int, str]]] = {
    acesso.model.usuario: (
        "name",
        {
            1: "Otávio Lacerda", 22: "Renato Paiva", 4903: "Larissa Moura", 5: "Wagner Nunes", 10: "Célio Prates",
            935: "Adriano Leal", 1001: "Jonas Menezes",
        },
    ),
    acesso.model.oauth_client: (
        "nome", {3: "Central telefônica", 4: "Chatbot do WhatsApp", 5: "Sistema de cobrança", 6: "Painel da equipe"}
    ),
    cliente.model.empresa: ("nome_razaosocial", {1: "SERRA ONLINE TELECOM LTDA"}),
    cliente.model.cliente: ("nome_razaosocial", {11201: "OSVALDO BATISTA VIEIRA", 24930: "LAVYNIA RESENDE MOTA"}),
    cliente.model.servico_grupo: ("descricao", {51: "MIGRAÇÃO PARA FIBRA"}),
    cliente.model.servico: (
        "descricao", {1: "SEM FIO 5 MEGA", 2: "FIBRA 150 MEGA", 3: "EMPRESA 200 MEGA", 2735: "COMBO 10 MEGA - RÁDIO"}
    ),
    atendimento.model.atendimento_status: (
        "descricao", {3: "Em análise", 64: "Base técnica", 65: "Novo atendimento", 66: "Em tratativa",
                      134: "Em observação"}
    ),
    atendimento.model.atendimento_mensagem: (
        "mensagem",
        {
            375: "Bom dia, Lavynia. Na sua rua já temos o de 600 Mega com Wi-Fi 6.",
            376: "Posso agendar a troca para esta semana?",
        },
    ),
}  # fmt: skip
"""What is called otherwise: by table the column, and the name of each id."""

NUNCA: dict[str, Any] = dict.fromkeys(
    ("data_fechamento", "id_usuario_fechamento", "descricao_fechamento", "status_fechamento")
) | {"id_motivo_fechamento_atendimento": None}
FECHADOS = {110: "Visita feita; conexão normal", 285: "Cliente orientado por telefone"}
ABERTOS = {
    300: (25, "Estou sem acesso à internet desde segunda-feira. | ATENDIMENTO ABERTO VIA API"),
    1114: (35, "Instalação nova no sítio da família"),
    5448: (50, "Quer saber do plano de 600 Mega"),
}
"""How many minutes ago the tickets were opened that are still open, and what for."""


def heranca(agora: datetime) -> list[tuple[sa.Table, Rows]]:
    """Every row of the fixture, in its order, but what is of no provider's day."""
    return [(table, [_da_casa(table, row, agora) for row in rows if _fica(table, row)]) for table, rows in contrato()]


def _fica(table: sa.Table, row: dict[str, Any]) -> bool:
    return table is not atendimento.model.atendimento or row["id_atendimento"] not in DE_DEZEMBRO


def _da_casa(table: sa.Table, row: dict[str, Any], agora: datetime) -> dict[str, Any]:
    if table is atendimento.model.atendimento:
        return _atendimento(row, agora)
    if table is ordem_servico.model.ordem_servico:
        return _ordem(row, agora)
    if table is atendimento.model.atendimento_mensagem:
        minutos = row["id_atendimento_mensagem"] % 10
        row = row | {"data_cadastro": _aberto(row["id_atendimento"], agora) + timedelta(minutes=minutos)}
    if table not in NOMES:
        return row
    coluna, nomes = NOMES[table]
    [chave] = table.primary_key.columns.keys()
    return row | {coluna: nomes.get(row[chave], row[coluna])}


def _aberto(id_atendimento: int, agora: datetime) -> datetime:
    minutos, _ = ABERTOS[id_atendimento]
    return agora - timedelta(minutes=minutos)


def _atendimento(row: dict[str, Any], agora: datetime) -> dict[str, Any]:
    numero = row["id_atendimento"]
    if numero in FECHADOS:
        fim = {
            "id_atendimento_status": RESOLVIDO,
            "data_fechamento": row["data_cadastro"] + HORA,
            "id_usuario_fechamento": row["id_usuario_responsavel"],
            "descricao_fechamento": FECHADOS[numero],
            "status_fechamento": CONCLUIDO,
            "id_motivo_fechamento_atendimento": SOLUCAO,
        }
        return row | NUNCA | fim
    if numero not in ABERTOS:
        return row | NUNCA
    quando, (_, descricao) = _aberto(numero, agora), ABERTOS[numero]
    nome = row["nome_contato"] and "Osvaldo"
    protocolo = f"{local(quando):%Y%m%d%H%M%S}{row['protocolo'][14:]}"
    de_hoje = {"data_cadastro": quando, "protocolo": protocolo, "descricao_abertura": descricao, "nome_contato": nome}
    return row | NUNCA | de_hoje


def _ordem(row: dict[str, Any], agora: datetime) -> dict[str, Any]:
    numero = row["id_atendimento"]
    if numero not in ABERTOS:
        return row | {"descricao_fechamento": "Conector refeito; sinal normal"}
    quando, (_, descricao) = _aberto(numero, agora), ABERTOS[numero]
    return row | {
        "descricao_abertura": descricao,
        "descricao_servico": descricao,
        "data_cadastro": quando,
        "data_inicio_programado": quando + HORA,
        "data_termino_programado": quando + 2 * HORA,
    }
