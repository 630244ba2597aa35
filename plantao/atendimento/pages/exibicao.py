"""How tickets are written on the screen: pure, and in the words of design §4, §5 and §13."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from plantao.acesso.model import usuarios
from plantao.atendimento.model import (
    AGUARDANDO_CLIENTE,
    CONCLUIDO,
    AtendimentoStatus,
    TipoAtendimento,
    statuses,
    tipos,
)
from plantao.kit.exibir import duracao, familia_da_cor
from plantao.kit.html import offer
from plantao.kit.time import data_br, data_hora_br, data_minuto_br, local
from plantao.ordem_servico.model import FINALIZADO, tipos_ordem_servico
from plantao.ordem_servico.queries import OrdemDoAtendimento
from plantao.ordem_servico.state import EXIBIDA

SIGLAS = frozenset("IP OS SAC ONU TI TV SMS PIX CPF CNPJ VIP API".split())
PROPRIOS = {"wi-fi": "Wi-Fi", "whatsapp": "WhatsApp", "os": "OS"}
MESES = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
MIB = 1024 * 1024
SEM_TIPO = "Sem tipo"


class Chip(NamedTuple):
    """A deadline as its chip shows it."""

    estado: str
    texto: str
    titulo: str
    vence: str


def em_frase(texto: str) -> str:
    """`Aguardando análise`, `Quedas de conexão`: only the first letter is a capital, but for names and initials."""
    gritada = re.sub("[ªº]", "", texto).isupper()
    palavras = [_palavra(palavra, gritada=gritada) for palavra in texto.split()]
    frase = " ".join(palavras)
    return frase[:1].upper() + frase[1:]


def _palavra(palavra: str, *, gritada: bool) -> str:
    if palavra.lower() in PROPRIOS:
        return PROPRIOS[palavra.lower()]
    if palavra in SIGLAS or (palavra.isupper() and not gritada):
        return palavra
    return palavra.lower()


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


def parado(status: AtendimentoStatus | None) -> bool:
    """Whether the clock stands still in a status."""
    return status is not None and status.prefixo == AGUARDANDO_CLIENTE


def chip(
    data_cadastro: datetime, id_tipo: int | None, id_status: int, now: datetime, *, longo: bool = False
) -> Chip | None:
    """The deadline of an open ticket: `18min`, `vence em 18min` where there is room; None without a kind."""
    tipo = tipos.get(id_tipo)
    if tipo is None:
        return None
    vence = data_cadastro + timedelta(minutes=tipo.prazo_minutos)
    titulo = f"Prazo: {data_minuto_br(vence)}"
    if parado(statuses.get(id_status)):
        return Chip("parado", "pausado", titulo, "")
    restam = int((vence - now).total_seconds() // 60)
    quando = f"{vence:%Y-%m-%dT%H:%M:%SZ}"
    if vence <= now:
        atraso = int((now - vence).total_seconds() // 60)
        return Chip("vencido", f"há {duracao(atraso)}", f"vencido há {_em_horas(atraso)} · {titulo}", quando)
    resta = 100 * restam // tipo.prazo_minutos
    texto = f"vence em {duracao(restam)}" if longo else duracao(restam)
    return Chip(estado(resta), texto, f"{titulo} · {resta}% restante", quando)


def estado(percentual: int) -> str:
    """How near a deadline is that has not passed."""
    if percentual > 50:
        return "ok"
    return "alerta" if percentual > 20 else "critico"


def _em_horas(minutos: int) -> str:
    horas, resto = divmod(minutos, 60)
    return f"{horas}h {resto}min" if horas else f"{resto}min"


def desfecho(data_cadastro: datetime, data_fechamento: datetime, id_tipo: int | None) -> str:
    """`no prazo`, or `com atraso de 2h 14min`."""
    tipo = tipos.get(id_tipo)
    if tipo is None:
        return ""
    atraso = int((data_fechamento - data_cadastro).total_seconds() // 60) - tipo.prazo_minutos
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


def janela_da_ordem(ordem: OrdemDoAtendimento, now: datetime) -> str:
    """`hoje, 10h–12h`."""
    inicio, fim = ordem.data_inicio_programado, ordem.data_termino_programado
    if inicio is None:
        return ""
    dia = local(inicio).date() - local(now).date()
    quando = {0: "hoje", 1: "amanhã", -1: "ontem"}.get(dia.days, data_br(inicio)[:5])
    return f"{quando}, {_h(inicio)}–{_h(fim)}" if fim else f"{quando}, {_h(inicio)}"


def _h(instant: datetime) -> str:
    moment = local(instant)
    return f"{moment.hour}h{moment.minute:02}" if moment.minute else f"{moment.hour}h"


def primeiro_nome(nome: str) -> str:
    """What colleagues call somebody."""
    return nome.split(maxsplit=1)[0] if nome.split() else nome


def familia_do_servico(prefixo: str) -> str:
    """The family of colours of a subscriber's service (design §5)."""
    if prefixo == "servico_habilitado":
        return "sucesso"
    if prefixo.startswith(("aguardando", "agendado")):
        return "atencao"
    return "laranja" if prefixo.startswith(("suspenso", "bloqueado", "franquia")) else "neutro"


offer(
    chip=chip,
    desfecho=desfecho,
    data_hora_br=data_hora_br,
    dia_por_extenso=dia_por_extenso,
    em_frase=em_frase,
    estado_da_ordem=estado_da_ordem,
    familia_da_situacao=familia_da_situacao,
    familia_do_servico=familia_do_servico,
    hora=hora,
    janela_da_ordem=janela_da_ordem,
    nome_de=nome_de,
    primeiro_nome=primeiro_nome,
    situacao_exibida=situacao_exibida,
    tamanho=tamanho,
    tipo_da_ordem=tipo_da_ordem,
    tipo_curto=tipo_curto,
    tipo_exibido=tipo_exibido,
)
