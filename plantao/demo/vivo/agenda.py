"""The technicians' days: who is free when, lunch and the way included."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from plantao.demo.vivo.catalogos import EQUIPES
from plantao.demo.vivo.pessoas import Pessoa
from plantao.kit.time import instant_of, local

CAMINHO = timedelta(minutes=30)
MEIA_HORA = timedelta(minutes=30)
POR_DIA = 5
SABADO, DOMINGO = 5, 6


class Horario(NamedTuple):
    """A technician's time."""

    tecnico: Pessoa
    inicio: datetime
    fim: datetime


class Agenda:
    """What is taken of everybody's days."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._dias: dict[tuple[int, date], list[tuple[datetime, datetime]]] = {}

    def marcar(self, cidade: int, desde: datetime, minutos: int, ate: datetime) -> Horario | None:
        """Take one of the first free times that begin from `desde` to `ate`; None if there is none."""
        dia = local(desde).date()
        while instant_of(dia) <= ate:
            livres = [h for h in self._livres(cidade, dia, timedelta(minutes=minutos)) if desde <= h.inicio <= ate]
            if livres:
                primeiro = min(h.inicio for h in livres)
                perto = [h for h in livres if h.inicio <= primeiro + 2 * MEIA_HORA]
                escolhido = self._rng.choice(perto)
                self.reservar(*escolhido)
                return escolhido
            dia += timedelta(days=1)
        return None

    def reservar(self, tecnico: Pessoa, inicio: datetime, fim: datetime) -> None:
        """Take a time, whatever it is."""
        self._dias.setdefault((tecnico.id_usuario, local(inicio).date()), []).append((inicio, fim))

    def _livres(self, cidade: int, dia: date, duracao: timedelta) -> list[Horario]:
        equipe: tuple[Pessoa, ...] = EQUIPES[cidade]
        if dia.weekday() == DOMINGO:
            equipe = equipe[:1]
        turnos = [(8, 12)] if dia.weekday() == SABADO else [(8, 12), (13, 18)]
        found = []
        for abre, fecha in turnos:
            inicio = instant_of(dia, time(abre))
            while inicio + duracao <= instant_of(dia, time(fecha)):
                fim = inicio + duracao
                found += [Horario(t, inicio, fim) for t in equipe if self._livre(t, dia, inicio, fim)]
                inicio += MEIA_HORA
        return found

    def _livre(self, tecnico: Pessoa, dia: date, inicio: datetime, fim: datetime) -> bool:
        tomados = self._dias.get((tecnico.id_usuario, dia), [])
        muitos = 3 if dia.weekday() == DOMINGO else POR_DIA
        return len(tomados) < muitos and all(fim + CAMINHO <= i or inicio >= f + CAMINHO for i, f in tomados)


DIAS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")


def dia_falado(inicio: datetime, quando: datetime) -> str:
    """`hoje`, `amanhã`, `quinta (22/01)`, as said at `quando`."""
    dia = local(inicio).date()
    faltam = (dia - local(quando).date()).days
    if faltam < 2:
        return ("hoje", "amanhã")[max(0, faltam)]
    return f"{DIAS[dia.weekday()]} ({dia:%d/%m})"


def janela(inicio: datetime) -> str:
    """`entre 14h e 16h`: when the technician may come."""
    hora = local(inicio).hour
    return f"entre {hora}h e {hora + 2}h"
