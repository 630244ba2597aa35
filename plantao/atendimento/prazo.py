"""The ticket's deadline: time open, time left, per cent, colour (contract data_model.md §4.2-§4.5)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from plantao.kit.exibir import duracao
from plantao.kit.time import local

VERMELHO = "white-fg md-red-bg"
LARANJA = "white-fg md-orange-bg"
AMARELO = "black-fg md-amber-bg"
VERDE = "white-fg md-green-bg"


class Prazo(NamedTuple):
    """The four derived fields of the raw and the listed ticket."""

    minutos_em_aberto: int
    tempo_restante: str
    percentual_tempo_restante: int
    percentual_color_class: str


def prazo(data_cadastro: datetime, data_fechamento: datetime | None, limite: int | None, now: datetime) -> Prazo:
    """How a ticket stands at `now`; `limite` in minutes, None without a type; a closed ticket stands still."""
    aberto = max(0, int(((data_fechamento or now) - data_cadastro).total_seconds() // 60))
    if limite is None:
        return Prazo(aberto, "0min", 0, VERMELHO)
    restante = limite - aberto
    percentual = 100 * max(0, restante) // limite if limite > 0 else 0
    return Prazo(aberto, tempo(restante), percentual, cor(percentual))


def tempo(minutos: int) -> str:
    """`-138h 4min`, `30min`."""
    horas, resto = divmod(abs(minutos), 60)
    sinal = "-" if minutos < 0 else ""
    return f"{sinal}{horas}h {resto}min" if horas else f"{sinal}{resto}min"


def cor(percentual: int) -> str:
    """The colour classes of the time left."""
    if percentual <= 0:
        return VERMELHO
    if percentual <= 25:
        return LARANJA
    return AMARELO if percentual <= 50 else VERDE


class Restante(NamedTuple):
    """The deadline of an open ticket as a chip shows it (design §5, "Deadline → chip")."""

    estado: str
    texto: str
    titulo: str
    vence: str


def restante(data_cadastro: datetime, limite: int | None, now: datetime) -> Restante | None:
    """How long an open ticket has left at `now`; none without a limit."""
    if limite is None:
        return None
    vence = data_cadastro + timedelta(minutes=limite)
    calculado = prazo(data_cadastro, None, limite, now)
    minutos = limite - calculado.minutos_em_aberto
    percentual = calculado.percentual_tempo_restante
    ate = f"Prazo: {local(vence):%d/%m/%Y %H:%M}"
    if minutos <= 0:
        titulo = f"vencido há {tempo(-minutos)}"
        return Restante("vencido", f"há {duracao(minutos)}", titulo, vence.isoformat())
    estado = "ok" if percentual > 50 else "alerta" if percentual > 20 else "critico"
    return Restante(estado, duracao(minutos), f"{ate} · {percentual}% restante", vence.isoformat())
