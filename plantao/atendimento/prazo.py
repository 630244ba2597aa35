"""The ticket's deadline: time open, time left, per cent, colour (contract data_model.md §4.2-§4.5)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from plantao.kit.exibir import duracao
from plantao.kit.time import data_minuto_br

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


class Parada(NamedTuple):
    """The time that does not count: since when a deadline stands still, and for how long it stood before."""

    parado_desde: datetime | None = None
    segundos_parado: int = 0

    def ate(self, instant: datetime) -> timedelta:
        """All of it until `instant`."""
        agora = instant - self.parado_desde if self.parado_desde else timedelta()
        return timedelta(seconds=self.segundos_parado) + max(timedelta(), agora)

    def seguir(self, instant: datetime, *, parar: bool) -> "Parada":
        """As it is from `instant` on, when the clock is to stand still or to run."""
        if parar:
            return self._replace(parado_desde=self.parado_desde or instant)
        return Parada(None, int(self.ate(instant).total_seconds()))


SEM_PARADA = Parada()


def prazo(
    data_cadastro: datetime,
    data_fechamento: datetime | None,
    limite: int | None,
    now: datetime,
    parada: Parada = SEM_PARADA,
) -> Prazo:
    """How a ticket stands at `now`; `limite` in minutes, None without a type; a closed ticket stands still.

    It is open while it is paused, too: only what is left stands still (docs/decisions/0014).
    """
    fim = data_fechamento or now
    aberto = _minutos(fim - data_cadastro)
    if limite is None:
        return Prazo(aberto, "0min", 0, VERMELHO)
    restante = limite - _minutos(fim - data_cadastro - parada.ate(fim))
    percentual = 100 * max(0, restante) // limite if limite > 0 else 0
    return Prazo(aberto, tempo(restante), percentual, cor(percentual))


def _minutos(passado: timedelta) -> int:
    return max(0, int(passado.total_seconds() // 60))


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


def restante(
    data_cadastro: datetime, limite: int | None, now: datetime, parada: Parada = SEM_PARADA
) -> Restante | None:
    """How long an open ticket has left at `now`; none without a limit."""
    if limite is None:
        return None
    vence = data_cadastro + timedelta(minutes=limite) + parada.ate(now)
    minutos = _minutos(abs(vence - now))
    if parada.parado_desde:
        quanto = f"com {tempo(minutos)} restantes" if vence > now else f"vencido há {tempo(minutos)}"
        return Restante("parado", "pausado", f"Prazo pausado {quanto}", "")
    ate = f"Prazo: {data_minuto_br(vence)}"
    instante = f"{vence:%Y-%m-%dT%H:%M:%SZ}"
    if vence <= now:
        return Restante("vencido", f"há {duracao(minutos)}", f"vencido há {tempo(minutos)} · {ate}", instante)
    percentual = 100 * minutos // limite if limite else 0
    return Restante(estado(percentual), duracao(minutos), f"{ate} · {percentual}% restante", instante)


def estado(percentual: int) -> str:
    """How near a deadline is that has not passed."""
    if percentual > 50:
        return "ok"
    return "alerta" if percentual > 20 else "critico"
