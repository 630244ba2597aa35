"""How tickets are written on the screen: pure, and in the words of design §4, §5 and §13."""

from datetime import datetime, timedelta
from typing import Protocol

from plantao.acesso.model import usuarios
from plantao.atendimento.model import (
    CONCLUIDO,
    TipoAtendimento,
    statuses,
    tipos,
)
from plantao.atendimento.prazo import Parada, Restante, restante
from plantao.kit.exibir import duracao, em_frase, familia_da_cor
from plantao.kit.html import offer
from plantao.kit.time import data_hora_br, local
from plantao.ordem_servico.model import FINALIZADO, tipos_ordem_servico
from plantao.ordem_servico.queries import OrdemDoAtendimento
from plantao.ordem_servico.state import EXIBIDA

MESES = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
MIB = 1024 * 1024
SEM_TIPO = "Sem tipo"


class ComPrazo(Protocol):
    """What a row of a ticket must have for its deadline to be shown."""

    @property
    def id_tipo_atendimento(self) -> int | None:
        """Its kind."""

    @property
    def data_cadastro(self) -> datetime:
        """Since when it runs."""

    @property
    def parado_desde(self) -> datetime | None:
        """Since when it stands still."""

    @property
    def segundos_parado(self) -> int:
        """For how long it stood still before."""


def partes_do_tipo(tipo: TipoAtendimento | None) -> list[str]:
    """`Técnico` and `Quedas de conexão` of `TÉCNICO - QUEDAS DE CONEXÃO`."""
    return [em_frase(parte) for parte in tipo.descricao.split(" - ")] if tipo else [SEM_TIPO]


def tipo_exibido(id_tipo_atendimento: int | None) -> str:
    """`Técnico · Quedas de conexão`."""
    return " · ".join(partes_do_tipo(tipos.get(id_tipo_atendimento)))


def tipo_curto(id_tipo_atendimento: int | None) -> str:
    """`Quedas de conexão`."""
    return partes_do_tipo(tipos.get(id_tipo_atendimento))[-1]


def situacao_exibida(id_atendimento_status: int) -> str:
    """The name of a status, in sentence case."""
    return em_frase(statuses[id_atendimento_status].descricao)


def familia_da_situacao(id_atendimento_status: int) -> str:
    """The family of colours of a status's dot."""
    return familia_da_cor(statuses[id_atendimento_status].cor)


def chip(linha: ComPrazo, now: datetime, *, longo: bool = False) -> Restante | None:
    """The deadline of an open ticket: `18min`, `vence em 18min` where there is room; None without a kind."""
    tipo = tipos.get(linha.id_tipo_atendimento)
    parada = Parada(linha.parado_desde, linha.segundos_parado)
    achado = restante(linha.data_cadastro, tipo.prazo_minutos if tipo else None, now, parada)
    if achado and longo and achado.estado not in ("vencido", "parado"):
        return achado._replace(texto=f"vence em {achado.texto}")
    return achado


def desfecho(linha: ComPrazo, data_fechamento: datetime) -> str:
    """`no prazo`, or `com atraso de 2h 14min`."""
    tipo = tipos.get(linha.id_tipo_atendimento)
    if tipo is None:
        return ""
    usado = data_fechamento - linha.data_cadastro - timedelta(seconds=linha.segundos_parado)
    atraso = int(usado.total_seconds() // 60) - tipo.prazo_minutos
    return f"com atraso de {duracao(atraso)}" if atraso > 0 else "no prazo"


def dia_por_extenso(instant: datetime, now: datetime) -> str:
    """`Hoje, 17 de novembro`, `Ontem, 16 de novembro`, `3 de novembro`, `3 de novembro de 2025`."""
    dia, hoje = local(instant).date(), local(now).date()
    texto = f"{dia.day} de {MESES[dia.month - 1]}"
    if dia == hoje:
        return f"Hoje, {texto}"
    if dia == hoje - timedelta(days=1):
        return f"Ontem, {texto}"
    return texto if dia.year == hoje.year else f"{texto} de {dia.year}"


def hora(instant: datetime) -> str:
    """`09:42`."""
    return f"{local(instant):%H:%M}"


def tamanho(octetos: int) -> str:
    """`182 KB`, `1,4 MB`."""
    if octetos < MIB:
        return f"{max(1, round(octetos / 1024))} KB"
    return f"{octetos / MIB:.1f} MB".replace(".", ",")


def nome_de(id_usuario: int) -> str:
    """The name of a user."""
    return usuarios[id_usuario].name


def estado_da_ordem(ordem: OrdemDoAtendimento) -> tuple[str, str]:
    """The words and the family of colours of an order's state; one that was finished undone says so."""
    if ordem.status == FINALIZADO and ordem.status_fechamento != CONCLUIDO:
        return "Não realizada", "perigo"
    return EXIBIDA.get(ordem.status, (em_frase(ordem.status.replace("_", " ")), "neutro"))


def tipo_da_ordem(ordem: OrdemDoAtendimento) -> str:
    """`Suporte em campo`."""
    return em_frase(tipos_ordem_servico[ordem.id_tipo_ordem_servico].descricao)


def primeiro_nome(nome: str) -> str:
    """What colleagues call somebody."""
    return nome.split(maxsplit=1)[0] if nome.split() else nome


offer(
    chip=chip,
    desfecho=desfecho,
    data_hora_br=data_hora_br,
    dia_por_extenso=dia_por_extenso,
    estado_da_ordem=estado_da_ordem,
    familia_da_situacao=familia_da_situacao,
    hora=hora,
    nome_de=nome_de,
    primeiro_nome=primeiro_nome,
    situacao_exibida=situacao_exibida,
    tamanho=tamanho,
    tipo_da_ordem=tipo_da_ordem,
    tipo_curto=tipo_curto,
    tipo_exibido=tipo_exibido,
)
