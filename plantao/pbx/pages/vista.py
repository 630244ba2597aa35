"""A call's window in words: what the template writes, decided here (design §4, §7)."""

import json
from datetime import datetime
from itertools import islice
from textwrap import shorten
from typing import Any, NamedTuple

from plantao.acesso.model import usuarios
from plantao.atendimento.model import statuses, tipos
from plantao.atendimento.prazo import Parada, Restante, restante
from plantao.cliente.pages import Plano, planos
from plantao.kit.exibir import (
    dia_e_hora,
    documento_exibido,
    familia_da_cor,
    frase_exibida,
    telefone_exibido,
    telefone_falado,
    titulo,
)
from plantao.kit.time import local
from plantao.pbx.model import ATENDIDA, CANCELADA, MINIMIZADA, TOCANDO
from plantao.pbx.pages.visita import Opcao, Pedida, Visita, do_atendimento, pedida, visita
from plantao.pbx.queries.ficha import ABERTOS, Aberto, Ficha
from plantao.pbx.queries.janela import Anterior, Janela
from plantao.pbx.rules.janela import RELATO_VAZIO

TECLAS = 5
"""How many kinds of tickets have a key."""
NO_BOTAO = 30
PARAMETROS, TEXTO = 8, 80
"""How many of an exchange's own data are shown, and how much of each."""


class EmAberto(NamedTuple):
    """An open ticket in words."""

    id_atendimento: int
    tipo: str
    protocolo: str
    desde: datetime
    status: str
    familia: str
    responsavel: str | None
    prazo: Restante | None


class Pessoa(NamedTuple):
    """A client in words."""

    id_cliente: int
    nome: str
    codigo: int
    documento: str
    telefones: list[str]
    desde: int
    planos: list[Plano]
    escolhido: int | None
    abertos: list[EmAberto]
    visitas: list[Visita]

    @property
    def principal(self) -> Plano | None:
        """The service that is shown: the chosen one, or the first."""
        return next((p for p in self.planos if p.id_cliente_servico == self.escolhido), next(iter(self.planos), None))

    @property
    def documento_rotulado(self) -> str:
        """`CPF 862.***.***-81`; empty without one."""
        return f"{'CPF' if '*' in self.documento else 'CNPJ'} {self.documento}" if self.documento else ""

    @property
    def nome_curto(self) -> str:
        """The name as a button has room for it."""
        return shorten(self.nome, NO_BOTAO, placeholder="…")

    @property
    def em_aberto(self) -> str:
        """`2 em aberto · vence em 18min`, as the first of them does; `nada em aberto`."""
        if not self.abertos:
            return "nada em aberto"
        prazo = min((a.prazo for a in self.abertos if a.prazo and a.prazo.vence), key=lambda p: p.vence, default=None)
        vence = f" · {'vencido' if prazo.estado == 'vencido' else 'vence em'} {prazo.texto}" if prazo else ""
        return f"{len(self.abertos)} em aberto{vence}"


class Vista(NamedTuple):
    """A window in words."""

    janela: Janela
    telefone: str
    pessoa: Pessoa | None
    candidatos: list[Pessoa]
    tipos: list[Opcao]
    recorrencia: str | None
    ultima: str | None
    igual: EmAberto | None
    aberto: EmAberto | None
    ordem: Visita | None
    visita: Pedida | None
    parametros: list[tuple[str, str]]

    @property
    def estado(self) -> str:
        """`chamando`, `aberta` or `encerrada`."""
        ligacao = self.janela.ligacao
        if ligacao.id_atendimento is not None:
            return "aberta"
        return "encerrada" if ligacao.data_cancelamento is not None else "chamando"

    @property
    def tipo(self) -> Opcao:
        """The kind of the ticket to be."""
        return next(t for t in self.tipos if t.escolhida)

    @property
    def quem(self) -> str:
        """Who calls, as far as it is known."""
        if self.pessoa:
            return self.pessoa.nome
        if self.janela.ligacao.identificando:
            return "cliente que está sendo buscado"
        outros = len(self.janela.ligacao.candidatos)
        return f"um de {outros} cadastros" if outros > 1 else "número sem cadastro"

    def resumo(self) -> dict[str, Any]:
        """What the browser must know besides the HTML."""
        ligacao = self.janela.ligacao
        nome = self.pessoa.nome if self.pessoa else None
        return {
            "id": ligacao.id_ligacao,
            "estado": self.estado,
            "toca": ligacao.status == TOCANDO and ligacao.em_uso is None,
            "vista": ligacao.visivel is not None,
            "pergunta": self.igual is not None,
            "guardado": ligacao.id_cliente_guardado is not None,
            "minimizada": ligacao.janela == MINIMIZADA,
            "em_uso": ligacao.em_uso is not None,
            "aba": ligacao.aba,
            "telefone": self.telefone,
            "nome": nome,
            "quem": self.quem,
            "inicio": ligacao.data_cadastro.isoformat(),
            "abertos": len(self.pessoa.abertos) if self.pessoa else 0,
            "fala": f"Ligação de {self.quem}, {telefone_falado(ligacao.telefone) or self.telefone}. F2 abre.",
        }


def vista(janela: Janela, now: datetime) -> Vista:
    """The words of a window."""
    ligacao = janela.ligacao
    ficha = janela.ficha
    escolhido = ligacao.id_tipo_atendimento
    if escolhido is None:
        escolhido = next(iter(janela.tipos), None)
    pessoa = pessoa_da_ficha(ficha, ligacao.id_cliente_servico, now) if ficha else None
    return Vista(
        janela=janela,
        telefone=telefone_exibido(ligacao.telefone) or "Número não informado",
        pessoa=pessoa,
        candidatos=[pessoa_da_ficha(f, None, now) for f in janela.fichas] if ficha is None else [],
        tipos=[Opcao(i, frase_exibida(tipos[i].descricao), i == escolhido) for i in janela.tipos],
        recorrencia=f"{len(janela.anteriores) + 1}ª ligação em 7 dias." if janela.anteriores else None,
        ultima=_ultima(janela, now),
        igual=_igual(ficha, ligacao.id_atendimento_igual, now) if ficha else None,
        aberto=_em_aberto(janela.aberto, now) if janela.aberto else None,
        parametros=_parametros(ligacao.ligacao_params),
        ordem=do_atendimento(ficha, ligacao.id_atendimento) if ficha else None,
        visita=pedida(janela.aberto, ligacao.visita, janela.tipo_de_visita) if janela.aberto else None,
    )


def pessoa_da_ficha(ficha: Ficha, escolhido: int | None, now: datetime) -> Pessoa:
    """A client in words, with the chosen service or the suggested one."""
    quem = ficha.cadastro.quem
    return Pessoa(
        quem.id_cliente,
        titulo(quem.nome_razaosocial),
        quem.codigo_cliente,
        documento_exibido(quem.cpf_cnpj),
        [telefone_exibido(telefone) for telefone in quem.telefones],
        local(quem.data_cadastro).year,
        planos(ficha.cadastro),
        escolhido or ficha.cadastro.sugerido,
        [_em_aberto(a, now) for a in ficha.abertos[:ABERTOS]],
        [visita(o) for o in ficha.ordens],
    )


def _em_aberto(aberto: Aberto, now: datetime) -> EmAberto:
    tipo = tipos.get(aberto.id_tipo_atendimento)
    status = statuses[aberto.id_atendimento_status]
    parada = Parada(aberto.parado_desde, aberto.segundos_parado)
    responsavel = usuarios.get(aberto.id_usuario_responsavel)
    return EmAberto(
        aberto.id_atendimento,
        frase_exibida(tipo.descricao) if tipo else "Sem tipo",
        aberto.protocolo,
        aberto.data_cadastro,
        frase_exibida(status.descricao),
        familia_da_cor(status.cor),
        responsavel.name if responsavel else None,
        restante(aberto.data_cadastro, tipo.prazo_minutos if tipo else None, now, parada),
    )


def _parametros(params: Any) -> list[tuple[str, str]]:
    """What the exchange says of the call besides (contract pbx.md, `ligacao_params`)."""
    pares = params.items() if isinstance(params, dict) else enumerate(params, start=1)
    textos = (
        (str(nome), valor if isinstance(valor, str) else json.dumps(valor, ensure_ascii=False)) for nome, valor in pares
    )
    return [(nome[:TEXTO], texto[:TEXTO]) for nome, texto in islice(textos, PARAMETROS)]


def _igual(ficha: Ficha, id_atendimento: int | None, now: datetime) -> EmAberto | None:
    """The open ticket the person was asked about."""
    return next((_em_aberto(a, now) for a in ficha.abertos if a.id_atendimento == id_atendimento), None)


def _ultima(janela: Janela, now: datetime) -> str | None:
    if not janela.anteriores:
        return None
    anterior = janela.anteriores[0]
    texto = f"Última: {dia_e_hora(anterior.data_cadastro, now)}{_quem_atendeu(anterior)}"
    relato = (anterior.anotacao or anterior.descricao_abertura or "").partition(" | ")[0].strip()
    if relato and relato != RELATO_VAZIO:
        texto += f" — “{relato if len(relato) <= 60 else relato[:59].rstrip() + '…'}”"
    return texto + "."


def _quem_atendeu(anterior: Anterior) -> str:
    """Whoever used the window; when nobody did, only of a call that was lost it is known that nobody answered."""
    if anterior.status == ATENDIDA or anterior.em_uso is not None:
        atendeu = usuarios.get(anterior.id_usuario)
        return f", com {atendeu.name.split()[0]}" if atendeu else ""
    return ", não atendida" if anterior.status == CANCELADA else ""
