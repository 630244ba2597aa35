"""What happened at the provider in the last five weeks, and what is happening now."""

from datetime import datetime, time, timedelta

from plantao.demo.vivo.agenda import Horario
from plantao.demo.vivo.casos import Caso
from plantao.demo.vivo.conversa import ABRE, FECHA, Mundo, abrir
from plantao.demo.vivo.desfechos import (
    a_agendar,
    aguardando_cliente,
    com_visita,
    conferindo,
    em_atendimento,
    executar,
    fechar,
    remarcar,
    sem_dono,
)
from plantao.demo.vivo.escolhas import DIA, HORA, MINUTO, prazo_de, um_caso, um_momento, um_servico, uma_duracao
from plantao.demo.vivo.modelo import Atendimento
from plantao.demo.vivo.redes import rompimentos
from plantao.demo.vivo.textos_balcao import CANCELAMENTOS, INSTALACOES
from plantao.kit.time import instant_of, local

TOTAL = 400
DIAS = 35

VENCENDO = (9, 18, 34, 47, 66, 88, 100, 145, 190)
"""Minutes that are left to tickets due soon."""
VENCIDOS = (6, 38, 75, 134, 210, 415, 980, 1750)
"""Minutes by which tickets are late."""
VISITAS_DE_HOJE = 15
ATRASADA = 2
"""Which of the visits that should be under way has not begun."""


def roteiro(mundo: Mundo) -> list[Atendimento]:
    """Every ticket, the oldest first."""
    feitos = [
        *rompimentos(mundo),
        *_visitas_de_hoje(mundo),
        *_visitas_marcadas(mundo),
        *_abertos(mundo),
        *_instalacoes(mundo),
        *_cancelamentos(mundo),
        *_de_hoje(mundo),
    ]
    antigos = [_antigo(mundo) for _ in range(TOTAL - len(feitos))]
    return sorted([*feitos, *antigos], key=lambda a: (a.cadastro, a.protocolo))


def _de_dia(quando: datetime) -> bool:
    return ABRE <= local(quando).hour < FECHA


def _com_prazo(mundo: Mundo, resta: timedelta, *, visita: bool | None = None) -> Atendimento:
    """A ticket to which `resta` is left now, registered at a likely hour if there is a case for it."""
    for _ in range(60):
        caso = um_caso(mundo, visita=visita, prazo=int(resta / MINUTO) + 5)
        cadastro = mundo.agora + resta - prazo_de(caso)
        if _de_dia(cadastro) and cadastro > mundo.agora - 3 * DIA:
            break
    else:
        caso = um_caso(mundo, visita=visita, prazo=int(resta / MINUTO) + 5)
    cadastro = mundo.agora + resta - prazo_de(caso) + mundo.minutos(0, 1)
    return abrir(mundo, caso, um_servico(mundo, caso, livre=True), cadastro)


def _abertos(mundo: Mundo) -> list[Atendimento]:
    """What the desk is at: due soon, late, waiting, unassigned, drafts."""
    rng, feitos = mundo.rng, []
    for n, minutos in enumerate((*VENCENDO, *(-m for m in VENCIDOS))):
        feito = _com_prazo(mundo, minutos * MINUTO)
        sem_dono(mundo, feito, nova=n % 3 == 0) if n % 4 == 1 else em_atendimento(mundo, feito)
        feitos.append(feito)
    for n in range(12):
        feito = _com_prazo(mundo, rng.uniform(4, 44) * HORA)
        sem_dono(mundo, feito, nova=n % 3 == 0) if n % 4 == 0 else em_atendimento(mundo, feito)
        feitos.append(feito)
    for _ in range(9):
        feito = _com_prazo(mundo, rng.uniform(2, 40) * HORA, visita=False)
        aguardando_cliente(mundo, feito)
        feitos.append(feito)
    for _ in range(4):
        feito = _com_prazo(mundo, rng.uniform(-2, 30) * HORA, visita=True)
        a_agendar(mundo, feito)
        feitos.append(feito)
    for minutos in (3, 26, 340):
        servico = rng.choice([s for c in mundo.clientes for s in c.servicos if s.habilitado])
        feitos.append(abrir(mundo, None, servico, mundo.agora - minutos * MINUTO))
    return feitos


def _cadastro_antes(mundo: Mundo, horario: Horario) -> datetime:
    """When the ticket of a visit was registered: some hours before it, and before now."""
    fim = min(horario.inicio - 2 * HORA, mundo.agora - 40 * MINUTO)
    for _ in range(20):
        cadastro = fim - mundo.minutos(0, 26 * 60)
        if _de_dia(cadastro):
            return cadastro
    return fim


def _com_horario(mundo: Mundo, desde: datetime, ate: datetime) -> tuple[Atendimento, Horario] | None:
    caso = um_caso(mundo, visita=True)
    servico = um_servico(mundo, caso, livre=True)
    assert caso.visita
    horario = mundo.agenda.marcar(servico.lugar["id_cidade"], desde, caso.visita.minutos, ate)
    if horario is None:
        return None
    return abrir(mundo, caso, servico, _cadastro_antes(mundo, horario)), horario


def _visitas_de_hoje(mundo: Mundo) -> list[Atendimento]:
    """Visits spread over the day: done, under way, one that should have begun, to come."""
    hoje = local(mundo.agora).date()
    fim, em_curso, feitos = instant_of(hoje, time(18)), 0, []
    for n in range(VISITAS_DE_HOJE):
        marcado = _com_horario(mundo, instant_of(hoje, time(8)) + n // 2 * 75 * MINUTO, fim)
        if marcado is None:
            continue
        feito, horario = marcado
        ordem = com_visita(mundo, feito, horario)
        em_curso += horario.inicio + 20 * MINUTO < mundo.agora < horario.fim
        if em_curso == ATRASADA:
            em_curso += 1
        else:
            executar(mundo, feito, ordem)
        if ordem.saida:
            quando = ordem.saida + mundo.minutos(12, 55)
            if quando < mundo.agora and mundo.rng.random() < 0.8:
                fechar(mundo, feito, quando)
            else:
                conferindo(feito, ordem.saida)
        feitos.append(feito)
    return feitos


def _visitas_marcadas(mundo: Mundo) -> list[Atendimento]:
    """Visits of the coming days."""
    amanha = instant_of(local(mundo.agora).date() + DIA)
    marcadas = [_com_horario(mundo, amanha + n // 6 * DIA, amanha + 7 * DIA) for n in range(15)]
    feitos = []
    for feito, horario in filter(None, marcadas):
        com_visita(mundo, feito, horario)
        feitos.append(feito)
    return feitos


def _visitar(mundo: Mundo, feito: Atendimento, depois: timedelta = 2 * HORA) -> bool:
    """Visit `depois`, or later but before today, and close; False when nobody is free by then."""
    assert feito.caso
    assert feito.caso.visita
    cidade, minutos, ate = feito.servico.lugar["id_cidade"], feito.caso.visita.minutos, _ontem(mundo)
    horario = mundo.agenda.marcar(cidade, mundo.em_servico(feito.cadastro) + depois, minutos, ate)
    if horario is None:
        return False
    ordem = com_visita(mundo, feito, horario)
    segundo = None
    if mundo.rng.random() < 0.09:
        segundo = mundo.agenda.marcar(cidade, horario.fim + 3 * HORA, minutos, ate)
    executar(mundo, feito, ordem, ausente=segundo is not None)
    if segundo:
        ordem = remarcar(mundo, feito, segundo, horario.fim)
        executar(mundo, feito, ordem)
    assert ordem.saida
    fechar(mundo, feito, mundo.em_servico(ordem.saida + mundo.minutos(12, 100)))
    return True


def _ontem(mundo: Mundo) -> datetime:
    """The last moment at which a visit of the past may begin."""
    return instant_of(local(mundo.agora).date()) - 7 * HORA


def _instalacoes(mundo: Mundo) -> list[Atendimento]:
    """Those of the newest customers: installed, scheduled, or still waiting."""
    feitos = []
    esperam = 0
    for servico in (s for c in mundo.clientes if c.novo for s in c.servicos):
        feito = abrir(mundo, INSTALACOES, servico, servico.linha["data_cadastro"])
        feitos.append(feito)
        mundo.ocupados.add(servico.dono.linha["id_cliente"])
        if _visitar(mundo, feito, 22 * HORA):
            servico.mudar("servico_habilitado", data_habilitacao=feito.ordens[-1].saida)
            continue
        desde = max(mundo.agora + 2 * HORA, feito.cadastro + DIA)
        horario = mundo.agenda.marcar(servico.lugar["id_cidade"], desde, 120, desde + 6 * DIA)
        esperam += 1
        if horario and esperam % 3:
            com_visita(mundo, feito, horario)
            servico.mudar("agendado_para_instalacao")
        elif esperam % 2:
            a_agendar(mundo, feito)
            servico.mudar("aguardando_instalacao")
        else:
            aguardando_cliente(mundo, feito)
            servico.mudar("aguardando_assinatura_contrato")
    return feitos


def _cancelamentos(mundo: Mundo) -> list[Atendimento]:
    """Customers who left in these weeks."""
    feitos = []
    for n in range(8):
        servico = um_servico(mundo, CANCELAMENTOS, livre=True)
        feito = abrir(mundo, CANCELAMENTOS, servico, um_momento(mundo, 6 + 3.4 * n, 8 + 3.4 * n))
        if _visitar(mundo, feito) and feito.fechamento:
            servico.mudar("cancelado", data_cancelamento=feito.fechamento.quando)
            servico.dono.linha["ativo"] = any(s.habilitado for s in servico.dono.servicos)
            feitos.append(feito)
    return feitos


def _de_hoje(mundo: Mundo) -> list[Atendimento]:
    """What was closed in the last hours."""
    feitos = []
    for _ in range(14):
        caso, cadastro, quando = _recente(mundo)
        feito = abrir(mundo, caso, um_servico(mundo, caso, livre=False), cadastro)
        fechar(mundo, feito, quando)
        feitos.append(feito)
    return feitos


def _recente(mundo: Mundo) -> tuple[Caso, datetime, datetime]:
    """A case opened and closed in the last hours, while people are at the desk if that may be."""
    sorteios = [_sortear(mundo) for _ in range(40)]
    return next((s for s in sorteios if _de_dia(s[1]) and _de_dia(s[2])), sorteios[0])


def _sortear(mundo: Mundo) -> tuple[Caso, datetime, datetime]:
    caso = um_caso(mundo, visita=False)
    quando = mundo.agora - mundo.minutos(8, 600)
    return caso, quando - min(uma_duracao(mundo, caso), 5 * HORA), quando


def _antigo(mundo: Mundo) -> Atendimento:
    """A closed ticket of the last weeks, with or without a visit."""
    caso = um_caso(mundo, visita=True if mundo.rng.random() < 0.32 else None)
    feito = abrir(mundo, caso, um_servico(mundo, caso, livre=False), um_momento(mundo, 1, DIAS))
    if caso.visita and _visitar(mundo, feito):
        return feito
    if caso.visita:
        caso = um_caso(mundo, visita=False)
        feito = abrir(mundo, caso, um_servico(mundo, caso, livre=False), feito.cadastro)
    quando = mundo.em_servico(feito.cadastro + uma_duracao(mundo, caso))
    fechar(mundo, feito, min(quando, mundo.agora - mundo.minutos(10, 300)))
    return feito
