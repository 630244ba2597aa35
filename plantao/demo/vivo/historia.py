"""The outbox of what happened: each event with the time of its fact, in the order of time."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from plantao.atendimento.model import CONCLUIDO, SEM_CONCLUSAO
from plantao.atendimento.rules.eventos import (
    AtendimentoAberto,
    AtendimentoEditado,
    AtendimentoFechado,
    MensagemAdicionada,
    NotaAdicionada,
)
from plantao.demo.vivo.escrita import Chaves
from plantao.demo.vivo.modelo import Atendimento
from plantao.kit.events import Event, event
from plantao.ordem_servico.rules import OrdemServicoAberta, OrdemServicoFinalizada

Rows = list[dict[str, Any]]


class Fato(NamedTuple):
    """Something that came to be, and when."""

    quando: datetime
    evento: Event
    sobre: str
    id_usuario: int | None
    para: str = "todos"


def dos_atendimentos(feitos: list[Atendimento], chaves: Chaves) -> list[Fato]:
    """What came to be of the tickets and their orders."""
    return [fato for feito in feitos if feito.caso for fato in _de(feito, chaves)]


def _de(feito: Atendimento, chaves: Chaves) -> list[Fato]:
    chave = chaves.atendimento[id(feito)]
    sobre = f"atendimento:{chave}"
    aberto = AtendimentoAberto(id_atendimento=chave, protocolo=feito.protocolo)
    fatos = [Fato(feito.cadastro, aberto, sobre, feito.abriu)]
    for quando, quem, mudancas in feito.mudancas:
        fatos.append(Fato(quando, AtendimentoEditado(id_atendimento=chave, mudancas=mudancas), sobre, quem))
    for dita in feito.mensagens:
        adicionada = NotaAdicionada if dita.interna else MensagemAdicionada
        escrita = adicionada(id_atendimento=chave, id_atendimento_mensagem=chaves.mensagem[id(dita)])
        fatos.append(Fato(dita.quando, escrita, sobre, dita.id_usuario))
    for ordem in feito.ordens:
        da_ordem = chaves.ordem[id(ordem)]
        sobre_ela = f"ordem_servico:{da_ordem}"
        aberta = OrdemServicoAberta(id_ordem_servico=da_ordem, id_atendimento=chave)
        fatos.append(Fato(ordem.quando, aberta, sobre_ela, ordem.id_usuario))
        if ordem.saida:
            feita = OrdemServicoFinalizada(id_ordem_servico=da_ordem, id_atendimento=chave)
            fatos.append(Fato(ordem.saida, feita, sobre_ela, ordem.tecnicos[0].id_usuario))
    if fim := feito.fechamento:
        como = CONCLUIDO if fim.concluido else SEM_CONCLUSAO
        fechado = AtendimentoFechado(id_atendimento=chave, status_fechamento=como)
        fatos.append(Fato(fim.quando, fechado, sobre, fim.id_usuario))
    return fatos


def historia(fatos: list[Fato]) -> list[tuple[sa.Table, Rows]]:
    """The rows of the outbox; nobody is told again of what is past."""
    linhas: Rows = [
        {
            "name": fato.evento.name,
            "about": fato.sobre,
            "audience": [fato.para],
            "data": msgspec.to_builtins(fato.evento),
            "id_usuario": fato.id_usuario,
            "data_cadastro": fato.quando,
        }
        for fato in sorted(fatos, key=lambda fato: fato.quando)
    ]
    return [(event, linhas)]
