"""The window of a call, drawn for a browser: in an event, in a snapshot, or as the answer to what was done in it."""

from datetime import datetime
from typing import Any, get_args

from plantao.acesso.guard import Pessoa
from plantao.atendimento.live import sinais
from plantao.kit.events import Happened
from plantao.kit.exibir import telefone_exibido, titulo
from plantao.kit.html import render
from plantao.kit.live import Aviso, shows, sinal, snapshot
from plantao.kit.tx import Read
from plantao.pbx.model import FECHADA
from plantao.pbx.pages.vista import vista
from plantao.pbx.queries import janela as consultas
from plantao.pbx.queries.janela import Linha
from plantao.pbx.rules.eventos import (
    JanelaMudou,
    LigacaoCancelada,
    LigacaoExpirada,
    LigacaoLigada,
    LigacaoNotificada,
    ProtocoloInformado,
    RelatoSalvo,
)

TODOS = ("todos",)
DaLigacao = LigacaoNotificada | LigacaoCancelada | LigacaoExpirada | JanelaMudou
NoAtendimento = LigacaoLigada | ProtocoloInformado


async def desenhar(read: Read, linha: Linha, now: datetime, aviso: str | None = None) -> dict[str, Any]:
    """What a browser needs to show the window of a call, or to take it away; `aviso` is what could not be done."""
    if linha.janela == FECHADA:
        return {"id": linha.id_ligacao, "estado": "fechada", "aviso": aviso}
    mostrada = vista(await consultas.janela(read, linha), now)
    return mostrada.resumo() | {"html": render("pbx/janela.html", v=mostrada, now=now), "aviso": aviso}


@snapshot("ativas")
async def ativas(read: Read, quem: Pessoa, now: datetime) -> dict[str, Any]:
    """Every window of a user: what a screen that has just (re)connected must show, and nothing else."""
    linhas = await consultas.ativas(read, quem.id_usuario)
    return {"chamadas": [await desenhar(read, linha, now) for linha in linhas]}


@shows(*get_args(DaLigacao), to=TODOS)
async def mudou(read: Read, happened: Happened, evento: DaLigacao) -> list[Aviso]:
    """The window opens, shows what is new, or closes, and the log of calls is not what it was."""
    linha = await consultas.linha(read, evento.id_ligacao)
    registro = sinal("plantao:chamadas", TODOS)
    if linha is None or linha.id_usuario is None:
        return [registro]
    dele = [f"usuario:{linha.id_usuario}"]
    if linha.janela == FECHADA:
        fim = {"id": evento.id_ligacao, "perdida": happened.name == LigacaoCancelada.name}
        ficha = (await consultas.janela(read, linha)).ficha
        nome = titulo(ficha.cadastro.quem.nome_razaosocial) if ficha else None
        return [
            Aviso("chamada_fim", fim | {"telefone": telefone_exibido(linha.telefone), "nome": nome}, dele),
            registro,
        ]
    return [Aviso("chamada", await desenhar(read, linha, happened.data_cadastro), dele), registro]


@shows(*get_args(NoAtendimento))
async def contou(read: Read, happened: Happened, evento: NoAtendimento) -> list[Aviso]:
    """What was done in the window belongs to the story of a ticket."""
    return await sinais(read, evento.id_atendimento)


@shows(RelatoSalvo)
async def relatou(read: Read, happened: Happened, evento: RelatoSalvo) -> list[Aviso]:
    """What is typed in the window is shown in its ticket; that it grows is no part of the ticket's story."""
    linha = await consultas.linha(read, evento.id_ligacao)
    return await sinais(read, linha.id_atendimento) if linha and linha.id_atendimento is not None else []
