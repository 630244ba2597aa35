"""A call's window in words: what the template writes, decided here (design §4, §7)."""

import json
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from plantao.acesso.model import usuarios
from plantao.atendimento.model import statuses, tipos
from plantao.atendimento.prazo import Restante, restante
from plantao.cliente.model import cidades, estados, servico_statuses, servicos
from plantao.kit.exibir import documento_exibido, familia_da_cor, frase_exibida, quando, telefone_exibido, titulo
from plantao.kit.time import local
from plantao.ordem_servico.model import tipos_ordem_servico
from plantao.ordem_servico.state import EXIBIDA
from plantao.pbx.model import FECHADA, MINIMIZADA, TOCANDO
from plantao.pbx.queries.ficha import ABERTOS, Aberto, Ficha, Ordem, Servico, servico_sugerido
from plantao.pbx.queries.janela import Janela

TECLAS = 5
"""How many kinds of tickets have a key."""
PARAMETROS, TEXTO = 8, 80
"""How many of an exchange's own data are shown, and how much of each."""
FAMILIA_DO_SERVICO = {"servico_habilitado": "sucesso", "cancelado": "neutro", "inativo": "neutro"}


class Opcao(NamedTuple):
    """One of several to choose from."""

    id: int
    texto: str
    escolhida: bool


class Plano(NamedTuple):
    """A service in words."""

    id_cliente_servico: int
    nome: str
    onde: str
    valor: Any
    status: str
    familia: str
    escolhido: bool


class EmAberto(NamedTuple):
    """An open ticket in words."""

    id_atendimento: int
    tipo: str
    protocolo: str
    status: str
    familia: str
    responsavel: str | None
    prazo: Restante | None


class Visita(NamedTuple):
    """An unfinished order in words."""

    id_ordem_servico: int
    numero: int
    tipo: str
    situacao: str
    familia: str
    inicio: datetime | None
    fim: datetime | None
    tecnico: str | None


class Pessoa(NamedTuple):
    """A client in words."""

    id_cliente: int
    nome: str
    codigo: int
    documento: str
    desde: int
    planos: list[Plano]
    abertos: list[EmAberto]
    visitas: list[Visita]

    @property
    def principal(self) -> Plano | None:
        """The service that is shown: the chosen one, or the first."""
        return next((p for p in self.planos if p.escolhido), self.planos[0] if self.planos else None)


class Vista(NamedTuple):
    """A window in words."""

    janela: Janela
    telefone: str
    pessoa: Pessoa | None
    candidatos: list[Pessoa]
    tipos: list[Opcao]
    recorrencia: str | None
    ultima: str | None
    aberto: EmAberto | None
    ordem: Visita | None
    parametros: list[tuple[str, str]]

    @property
    def estado(self) -> str:
        """`chamando`, `aberta`, `encerrada` or `fechada`."""
        ligacao = self.janela.ligacao
        if ligacao.janela == FECHADA:
            return "fechada"
        if ligacao.id_atendimento is not None:
            return "aberta"
        return "chamando" if ligacao.status == TOCANDO else "encerrada"

    @property
    def tipo(self) -> Opcao:
        """The kind of the ticket to be."""
        return next(t for t in self.tipos if t.escolhida)

    def resumo(self) -> dict[str, Any]:
        """What the browser must know besides the HTML."""
        ligacao = self.janela.ligacao
        nome = self.pessoa.nome if self.pessoa else None
        return {
            "id": ligacao.id_ligacao,
            "estado": self.estado,
            "minimizada": ligacao.janela == MINIMIZADA,
            "em_uso": ligacao.em_uso is not None,
            "aba": ligacao.aba,
            "telefone": self.telefone,
            "nome": nome,
            "inicio": ligacao.data_cadastro.isoformat(),
            "abertos": len(self.pessoa.abertos) if self.pessoa else 0,
            "fala": f"Ligação de {nome or 'número sem cadastro'}, {self.telefone}. F2 abre.",
        }


def vista(janela: Janela, frequentes: list[int], now: datetime) -> Vista:
    """The words of a window."""
    ligacao = janela.ligacao
    ficha = janela.ficha
    escolhido = ligacao.id_tipo_atendimento
    if escolhido is None:
        escolhido = frequentes[0]
    return Vista(
        janela=janela,
        telefone=telefone_exibido(ligacao.telefone) or "Número não informado",
        pessoa=pessoa_da_ficha(ficha, ligacao.id_cliente_servico, now) if ficha else None,
        candidatos=[pessoa_da_ficha(f, None, now) for f in janela.fichas] if ficha is None else [],
        tipos=[Opcao(i, frase_exibida(tipos[i].descricao), i == escolhido) for i in frequentes],
        recorrencia=f"{len(janela.anteriores) + 1}ª ligação em 7 dias." if janela.anteriores else None,
        ultima=_ultima(janela, now),
        aberto=_em_aberto(janela.aberto, now) if janela.aberto else None,
        parametros=_parametros(ligacao.ligacao_params),
        ordem=_ordem_do_atendimento(ficha, ligacao.id_atendimento) if ficha else None,
    )


def pessoa_da_ficha(ficha: Ficha, escolhido: int | None, now: datetime) -> Pessoa:
    """A client in words, with the chosen service or the suggested one."""
    quem = ficha.quem
    do_plano = escolhido or servico_sugerido(ficha)
    return Pessoa(
        quem.id_cliente,
        titulo(quem.nome_razaosocial),
        quem.codigo_cliente,
        documento_exibido(quem.cpf_cnpj),
        local(quem.data_cadastro).year,
        [_plano(s, do_plano) for s in ficha.servicos],
        [_em_aberto(a, now) for a in ficha.abertos[:ABERTOS]],
        [_visita(o) for o in ficha.ordens],
    )


def _plano(servico: Servico, escolhido: int | None) -> Plano:
    status = servico_statuses[servico.id_servico_status]
    return Plano(
        servico.id_cliente_servico,
        f"({servico.numero_plano}) {titulo(servicos[servico.id_servico].descricao)}",
        _onde(servico),
        servico.valor,
        frase_exibida(status.descricao).removeprefix("Serviço ").capitalize(),
        FAMILIA_DO_SERVICO.get(status.prefixo, "atencao" if status.prefixo.startswith("aguardando") else "laranja"),
        servico.id_cliente_servico == escolhido,
    )


def _onde(servico: Servico) -> str:
    if servico.endereco is None or servico.id_cidade is None:
        return "Sem endereço de instalação"
    rua = ", ".join(filter(None, (titulo(servico.endereco), servico.numero, servico.complemento)))
    cidade = cidades[servico.id_cidade]
    return f"{rua} — {titulo(servico.bairro or '')}, {cidade.nome}/{estados[cidade.id_estado].sigla}"


def _em_aberto(aberto: Aberto, now: datetime) -> EmAberto:
    tipo = tipos.get(aberto.id_tipo_atendimento)
    status = statuses[aberto.id_atendimento_status]
    responsavel = usuarios.get(aberto.id_usuario_responsavel)
    return EmAberto(
        aberto.id_atendimento,
        frase_exibida(tipo.descricao) if tipo else "Sem tipo",
        aberto.protocolo,
        frase_exibida(status.descricao),
        familia_da_cor(status.cor),
        responsavel.name if responsavel else None,
        restante(aberto.data_cadastro, tipo.prazo_minutos if tipo else None, now),
    )


def _parametros(params: Any) -> list[tuple[str, str]]:
    """What the exchange says of the call besides (contract pbx.md, `ligacao_params`)."""
    pares = params.items() if isinstance(params, dict) else enumerate(params, start=1)
    textos = (
        (str(nome), valor if isinstance(valor, str) else json.dumps(valor, ensure_ascii=False)) for nome, valor in pares
    )
    return [(nome[:TEXTO], texto[:TEXTO]) for nome, texto in islice(textos, PARAMETROS)]


def _ordem_do_atendimento(ficha: Ficha, id_atendimento: int | None) -> Visita | None:
    dele = (o for o in ficha.ordens if o.id_atendimento is not None and o.id_atendimento == id_atendimento)
    return next((_visita(o) for o in dele), None)


def _visita(ordem: Ordem) -> Visita:
    tecnico = usuarios.get(ordem.id_usuario)
    return Visita(
        ordem.id_ordem_servico,
        ordem.numero,
        frase_exibida(tipos_ordem_servico[ordem.id_tipo_ordem_servico].descricao),
        *EXIBIDA.get(ordem.status, (frase_exibida(ordem.status.replace("_", " ")), "neutro")),
        ordem.data_inicio_programado,
        ordem.data_termino_programado,
        tecnico.name if tecnico else None,
    )


def _ultima(janela: Janela, now: datetime) -> str | None:
    if not janela.anteriores:
        return None
    anterior = janela.anteriores[0]
    dia, hora = quando(anterior.data_cadastro, now), f"{local(anterior.data_cadastro):%H:%M}"
    texto = f"Última: {hora}" if dia == hora else f"Última: {dia}, {hora}"
    atendeu = usuarios.get(anterior.id_usuario)
    if atendeu:
        texto += f", com {atendeu.name.split()[0]}"
    if anterior.descricao_abertura:
        relato = anterior.descricao_abertura.partition(" | ")[0].strip()
        texto += f" — “{relato if len(relato) <= 60 else relato[:59].rstrip() + '…'}”"
    return texto + "."
