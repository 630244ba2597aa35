"""What is drawn by lot: cases, customers, moments, how long things take."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta

from plantao.demo.vivo import textos_balcao, textos_casa, textos_contas, textos_sem_conexao
from plantao.demo.vivo.casos import Caso
from plantao.demo.vivo.catalogos import EMPRESAS, RADIO, TODOS_OS_TIPOS
from plantao.demo.vivo.clientes import STATUS, Servico
from plantao.demo.vivo.conversa import Mundo
from plantao.kit.time import instant_of, local

CASOS = (*textos_sem_conexao.CASOS, *textos_casa.CASOS, *textos_contas.CASOS, *textos_balcao.CASOS)
MINUTO, HORA, DIA = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RECORRENTES = 14

_SO: dict[str, Callable[[Servico], bool]] = {
    "": lambda s: True,
    "pf": lambda s: not s.dono.empresa,
    "pj": lambda s: s.plano.id_servico_grupo == EMPRESAS,
    "radio": lambda s: s.plano.id_servico_tecnologia == RADIO,
    "fibra": lambda s: s.plano.id_servico_tecnologia != RADIO,
    "rapido": lambda s: s.plano.id_servico_tecnologia != RADIO and s.plano.id_servico != 2736,
    "pequeno": lambda s: s.plano.id_servico in {2736, 2737, 2738},
    "grande": lambda s: s.plano.id_servico in {2738, 2739, 2740},
}
_BLOQUEADO = {STATUS["suspenso_debito"], STATUS["suspenso_parcialmente"]}


def _serve(servico: Servico, caso: Caso) -> bool:
    if caso.so == "bloqueado":
        return servico.linha["id_servico_status"] in _BLOQUEADO
    return servico.habilitado and not servico.dono.novo and _SO[caso.so](servico)


def um_servico(mundo: Mundo, caso: Caso, *, livre: bool) -> Servico:
    """Somebody's service; `livre`: of a customer who has no open ticket. A few customers call again and again."""
    servem = [s for c in mundo.clientes for s in c.servicos if _serve(s, caso)]
    if livre:
        servem = [s for s in servem if s.dono.linha["id_cliente"] not in mundo.ocupados] or servem
    elif mundo.rng.random() < 0.2:
        servem = servem[:: max(1, len(servem) // RECORRENTES)]
    servico = mundo.rng.choice(servem)
    if livre:
        mundo.ocupados.add(servico.dono.linha["id_cliente"])
    return servico


def um_caso(mundo: Mundo, *, visita: bool | None = None, prazo: int = 0) -> Caso:
    """A case, with or without a visit, whose limit is at least `prazo`."""
    servem = [c for c in CASOS if visita is None or bool(c.visita) == visita]
    servem = [c for c in servem if TODOS_OS_TIPOS[c.tipo].prazo_minutos >= prazo]
    return mundo.rng.choices(servem, [c.peso for c in servem])[0]


def prazo_de(caso: Caso) -> timedelta:
    """The limit of its kind."""
    return TODOS_OS_TIPOS[caso.tipo].prazo_minutos * MINUTO


_DA_HORA = Counter(
    {9: 10, 10: 10, 14: 9, 15: 8, 11: 8, 8: 7, 16: 7, 19: 7, 20: 6, 13: 6, 17: 6, 18: 6, 12: 4, 21: 4, 7: 3}
)
_DA_HORA |= Counter({22: 2, 23: 1, 6: 1, 0: 1})
_DO_DIA = (1.25, 1.05, 1.0, 1.0, 1.05, 0.6, 0.35)


def um_momento(mundo: Mundo, de: float, ate: float) -> datetime:
    """A likely moment between so many days ago and so many."""
    while True:
        dia = local(mundo.agora - timedelta(days=mundo.rng.uniform(de, ate))).date()
        if mundo.rng.random() * 1.25 < _DO_DIA[dia.weekday()]:
            hora = mundo.rng.choices(list(_DA_HORA), list(_DA_HORA.values()))[0]
            return min(instant_of(dia, time(hora)) + mundo.minutos(0, 60), mundo.agora - DIA)


def uma_duracao(mundo: Mundo, caso: Caso) -> timedelta:
    """How long a ticket took: mostly within its limit."""
    parte = mundo.rng.uniform(1.05, 1.5) if mundo.rng.random() < 0.08 else mundo.rng.triangular(0.06, 0.94, 0.22)
    return max(13 * MINUTO, timedelta(seconds=int(parte * prazo_de(caso).total_seconds())))
