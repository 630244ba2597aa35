"""Tickets and orders as rows: keys are given in the order of time, above those of the contract's fixture."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from operator import attrgetter, itemgetter
from typing import Any

import sqlalchemy as sa

from plantao import atendimento, ordem_servico
from plantao.atendimento.model import CONCLUIDO, DESTINO_USUARIO, SEM_CONCLUSAO
from plantao.atendimento.prazo import SEM_PARADA, Parada
from plantao.demo.vivo.catalogos import AGENDAS, AGUARDANDO_CLIENTE, CHECKLISTS, OS_AUSENTE, OS_CONCLUIDA
from plantao.demo.vivo.modelo import Atendimento, Mensagem, Ordem
from plantao.demo.vivo.pessoas import API
from plantao.kit.time import local

Rows = list[dict[str, Any]]

DESTINO_SETOR = "setor"
IP_DA_API, IP_DA_MESA = "10.20.0.9", "10.20.0.31"
MANHA, TARDE = 1, 2


class Chaves:
    """The keys of everything, by identity."""

    def __init__(self, feitos: list[Atendimento]) -> None:
        ordens = sorted((o for a in feitos for o in a.ordens), key=attrgetter("quando"))
        ditas = [m for a in feitos for m in a.mensagens]
        das_ordens = [m for o in ordens for m in o.mensagens]
        self.atendimento = _numerar(feitos, 5449)
        self.ordem = _numerar(ordens, 341)
        self.mensagem = _numerar(sorted(ditas, key=attrgetter("quando")), 377)
        self.mensagem_da_ordem = _numerar(sorted(das_ordens, key=attrgetter("quando")), 1)
        self.dono = {id(o): a for a in feitos for o in a.ordens}
        self.ordens = ordens


def _numerar(coisas: Iterable[Any], primeiro: int) -> dict[int, int]:
    return {id(coisa): n for n, coisa in enumerate(coisas, start=primeiro)}


def tabelas(feitos: list[Atendimento], chaves: Chaves) -> list[tuple[sa.Table, Rows]]:
    """Every row of tickets and orders, in an order that respects their references."""
    return [*_atendimentos(feitos, chaves), *_checklists(feitos, chaves), *_ordens(chaves)]


def _atendimentos(feitos: list[Atendimento], chaves: Chaves) -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    linhas = [_atendimento(a, chaves.atendimento[id(a)]) for a in feitos]
    responsaveis: Rows = [
        {"id_atendimento": chaves.atendimento[id(a)], "id_usuario": u, "ordem": n}
        for a in feitos
        for n, u in enumerate(a.responsaveis)
    ]
    mensagens = [
        {
            "id_atendimento_mensagem": chaves.mensagem[id(dita)],
            "id_atendimento": chaves.atendimento[id(a)],
            **_mensagem(dita),
            "interna": dita.interna,
        }
        for a in feitos
        for dita in a.mensagens
    ]
    disponiveis: Rows = [
        {"id_atendimento": chaves.atendimento[id(a)], "id_periodo_dia": _periodo(a.ordens[-1].inicio)}
        for a in feitos
        if a.ordens and a.ordens[-1].inicio
    ]
    return [
        (m.atendimento, linhas),
        (m.usuarios_responsaveis, responsaveis),
        (m.atendimento_mensagem, sorted(mensagens, key=lambda linha: linha["id_atendimento_mensagem"])),
        (m.atendimento_disponibilidade, disponiveis),
    ]


def _mensagem(dita: Mensagem) -> dict[str, Any]:
    return {
        "id_usuario": dita.id_usuario,
        "mensagem": dita.texto,
        "data_cadastro": dita.quando,
        "ip_cadastro": IP_DA_API if dita.id_usuario == API else IP_DA_MESA,
    }


def _periodo(inicio: datetime | None) -> int:
    return MANHA if inicio and local(inicio).hour < 12 else TARDE


def _atendimento(a: Atendimento, id_atendimento: int) -> dict[str, Any]:
    fim, dono, tipo = a.fechamento, a.servico.dono, a.tipo
    pela_api = a.abriu == API
    return {
        "id_atendimento": id_atendimento,
        "protocolo": a.protocolo,
        "id_cliente_servico": a.servico.id,
        "id_tipo_atendimento": a.caso.tipo if a.caso else None,
        "id_atendimento_status": a.id_status,
        "id_usuario_abertura": a.abriu,
        "id_usuario_responsavel": a.responsaveis[0] if a.responsaveis else None,
        "id_usuario_fechamento": fim.id_usuario if fim else None,
        "id_setor_responsavel": tipo.id_setor if tipo else None,
        "id_origem_contato": a.id_origem if a.caso else None,
        "id_motivo_fechamento_atendimento": fim.id_motivo if fim else None,
        "descricao_abertura": a.descricao,
        "descricao_fechamento": fim.texto if fim else None,
        "data_cadastro": a.cadastro,
        "data_fechamento": fim.quando if fim else None,
        **_parada(a)._asdict(),
        "status_fechamento": (CONCLUIDO if fim.concluido else SEM_CONCLUSAO) if fim else None,
        "destino": DESTINO_USUARIO if a.responsaveis or not tipo else DESTINO_SETOR,
        "nome_contato": dono.contato.nome if a.caso else None,
        "telefone_contato": dono.numeros[-1].digitos if a.caso else None,
        "email_contato": dono.linha["email_principal"] if a.caso else None,
        "ip_cadastro": IP_DA_API if pela_api else IP_DA_MESA,
        "rascunho": a.caso is None,
        "parametros": {"origem_bot": "whatsapp"} if pela_api else None,
        "avaliacao": a.avaliacao,
        "comentario_avaliacao": a.comentario,
    }


def _parada(a: Atendimento) -> Parada:
    """How its deadline stood still while the customer was waited for."""
    parada = SEM_PARADA
    for quando, _, mudancas in sorted(a.mudancas, key=itemgetter(0)):
        if "id_atendimento_status" in mudancas:
            parada = parada.seguir(quando, parar=mudancas["id_atendimento_status"] == AGUARDANDO_CLIENTE)
    return parada.seguir(a.fechamento.quando, parar=False) if a.fechamento else parada


def _checklists(feitos: list[Atendimento], chaves: Chaves) -> list[tuple[sa.Table, Rows]]:
    """The templates of some kinds, and a copy for each of their tickets, done as far as the ticket has come."""
    m = atendimento.model
    listas: Rows = []
    itens: Rows = []
    proxima = count(1)

    def lista(tipo: int, *, id_tipo: int | None, id_atendimento: int | None, prontos: int) -> None:
        titulo, passos = CHECKLISTS[tipo]
        chave = next(proxima)
        ids = {"id_atendimento": id_atendimento, "id_tipo_atendimento": id_tipo}
        listas.append({"id_atendimento_checklist": chave, **ids, "titulo": titulo})
        itens.extend(
            {"id_atendimento_checklist": chave, "titulo": passo, "concluido": n < prontos}
            for n, passo in enumerate(passos)
        )

    for tipo in CHECKLISTS:
        lista(tipo, id_tipo=tipo, id_atendimento=None, prontos=0)
    for a in feitos:
        if a.caso and a.caso.tipo in CHECKLISTS:
            prontos = 99 if a.fechamento else len(a.responsaveis) + len(a.mensagens) // 2
            lista(a.caso.tipo, id_tipo=None, id_atendimento=chaves.atendimento[id(a)], prontos=prontos)
    return [(m.atendimento_checklist, listas), (m.atendimento_checklist_item, itens)]


def _ordens(chaves: Chaves) -> list[tuple[sa.Table, Rows]]:
    m = ordem_servico.model
    linhas = [_ordem(o, chaves) for o in chaves.ordens]
    tecnicos: Rows = [
        {"id_ordem_servico": chaves.ordem[id(o)], "id_usuario": t.id_usuario, "ordem": n}
        for o in chaves.ordens
        for n, t in enumerate(o.tecnicos)
    ]
    disponiveis: Rows = [
        {"id_ordem_servico": chaves.ordem[id(o)], "id_periodo_dia": _periodo(o.inicio)}
        for o in chaves.ordens
        if o.inicio
    ]
    mensagens = [
        {
            "id_ordem_servico_mensagem": chaves.mensagem_da_ordem[id(dita)],
            "id_ordem_servico": chaves.ordem[id(o)],
            **_mensagem(dita),
        }
        for o in chaves.ordens
        for dita in o.mensagens
    ]
    return [
        (m.ordem_servico, linhas),
        (m.ordem_servico_tecnico, tecnicos),
        (m.ordem_servico_disponibilidade, disponiveis),
        (m.ordem_servico_mensagem, sorted(mensagens, key=lambda linha: linha["id_ordem_servico_mensagem"])),
    ]


def _ordem(o: Ordem, chaves: Chaves) -> dict[str, Any]:
    dono = chaves.dono[id(o)]
    chave = chaves.ordem[id(o)]
    motivo = None if o.concluida is None else OS_CONCLUIDA if o.concluida else OS_AUSENTE
    return {
        "id_ordem_servico": chave,
        "numero": chave - 20,
        "id_atendimento": chaves.atendimento[id(dono)],
        "id_cliente_servico": dono.servico.id,
        "id_tipo_ordem_servico": o.visita.id_tipo_ordem_servico,
        "id_usuario_abertura": o.id_usuario,
        "id_usuario_fechamento": o.tecnicos[0].id_usuario if o.saida else None,
        "descricao_abertura": dono.descricao,
        "descricao_servico": o.descricao,
        "descricao_fechamento": o.conclusao,
        "status": o.status,
        "status_fechamento": None if o.concluida is None else CONCLUIDO if o.concluida else SEM_CONCLUSAO,
        "data_cadastro": o.quando,
        "data_inicio_programado": o.inicio,
        "data_termino_programado": o.fim,
        "data_inicio_executado": o.chegada,
        "data_termino_executado": o.saida,
        "prioridade": o.prioridade,
        "id_motivo_fechamento": motivo,
        "id_agenda_ordem_servico": AGENDAS[dono.servico.lugar["id_cidade"]] if o.inicio else None,
    }
