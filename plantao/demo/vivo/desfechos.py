"""How far a ticket has come: nobody's yet, under way, waiting, visited, closed."""

from datetime import datetime, timedelta

from plantao.demo.vivo import casos
from plantao.demo.vivo.agenda import Horario
from plantao.demo.vivo.casos import Fala, Visita, falas, redigir
from plantao.demo.vivo.catalogos import (
    AGUARDANDO_CLIENTE,
    CANCELADO,
    DESISTIU,
    EM_ATENDIMENTO,
    NOVO,
    PENDENTE,
    RESOLVIDO,
    SEM_CONTATO,
    VISITA_AGENDADA,
    WHATSAPP,
)
from plantao.demo.vivo.conversa import Mundo, assumir, combinar, conversar, dizer
from plantao.demo.vivo.modelo import Atendimento, Fechamento, Mensagem, Ordem
from plantao.demo.vivo.pessoas import API
from plantao.ordem_servico.model import FINALIZADO
from plantao.ordem_servico.model import PENDENTE as OS_PENDENTE

INSTANTE = timedelta(seconds=40)
MUITO = timedelta(hours=5)


def sem_dono(mundo: Mundo, feito: Atendimento, *, nova: bool) -> None:
    """Nobody has taken it, or even sorted it if it is `nova`; who waits long asks again."""
    feito.id_status = NOVO if nova else feito.id_status
    esperou = mundo.agora - feito.cadastro
    if feito.abriu == API and esperou > timedelta(minutes=25):
        quando = feito.cadastro + esperou * mundo.rng.uniform(0.5, 0.9)
        dizer(mundo, feito, Fala.de(casos.ALGUEM), quando.replace(microsecond=0))


def em_atendimento(mundo: Mundo, feito: Atendimento) -> None:
    """Somebody is at it: part of the conversation has been said."""
    assert feito.caso
    linhas = falas(feito.caso.conversa)
    ditas = linhas[: mundo.rng.randrange(1, len(linhas) + 1)]
    conversar(mundo, feito, ditas, mundo.agora - INSTANTE)
    if not feito.responsaveis:
        assumir(feito, feito.atendente.id_usuario, feito.cadastro + (mundo.agora - feito.cadastro) / 2)


def aguardando_cliente(mundo: Mundo, feito: Atendimento) -> None:
    """The last word was ours, and the customer has not answered."""
    assert feito.caso
    linhas = falas(feito.caso.conversa)
    nossas = [n for n, fala in enumerate(linhas) if fala.quem not in {casos.CLIENTE, casos.NOTA}]
    perguntas = [n for n in nossas if "?" in linhas[n].texto]
    conversar(mundo, feito, linhas[: (perguntas or nossas[-1:])[0] + 1], mundo.agora - INSTANTE)
    if feito.responsaveis:
        feito.mudar(feito.ultima, feito.responsaveis[0], id_atendimento_status=AGUARDANDO_CLIENTE)


def a_agendar(mundo: Mundo, feito: Atendimento) -> Ordem:
    """All is said and an order is open, without a day yet."""
    assert feito.caso
    assert feito.caso.visita
    conversar(mundo, feito, falas(feito.caso.conversa), mundo.agora - 3 * INSTANTE)
    ordem = _pedir(mundo, feito, feito.caso.visita, mundo.agora - 2 * INSTANTE)
    feito.mudar(ordem.quando, ordem.id_usuario, id_atendimento_status=PENDENTE)
    return ordem


def _pedir(mundo: Mundo, feito: Atendimento, visita: Visita, limite: datetime) -> Ordem:
    quando = min(feito.ultima + mundo.minutos(0.5, 3), limite)
    autor = feito.responsaveis[0] if feito.responsaveis else feito.atendente.id_usuario
    if not feito.responsaveis:
        assumir(feito, autor, quando)
    pedido = " ".join(redigir(mundo.rng, visita.pedido, feito.dados).split())
    empresa = feito.servico.dono.empresa
    ordem = Ordem(visita, quando, autor, pedido, "alta" if empresa else "normal")
    feito.ordens.append(ordem)
    return ordem


def com_visita(mundo: Mundo, feito: Atendimento, horario: Horario) -> Ordem:
    """The conversation leads to a visit at this time: to come, under way or done."""
    assert feito.caso
    assert feito.caso.visita
    limite = min(horario.inicio - timedelta(minutes=20), mundo.agora - 5 * INSTANTE)
    conversar(mundo, feito, falas(feito.caso.conversa), limite)
    ordem = _pedir(mundo, feito, feito.caso.visita, limite + INSTANTE)
    marcar(mundo, feito, ordem, horario, casos.AVISO_VISITA)
    return ordem


def marcar(mundo: Mundo, feito: Atendimento, ordem: Ordem, horario: Horario, aviso: str) -> None:
    """Give an order its technician and time, tell the customer, and let happen what has happened by now."""
    ordem.status, ordem.tecnicos = OS_PENDENTE, (horario.tecnico,)
    ordem.inicio, ordem.fim = horario.inicio, horario.fim
    limite = min(horario.inicio - timedelta(minutes=12), mundo.agora - INSTANTE)
    combinar(feito, ordem, feito.ultima)
    feito.mudar(feito.ultima + timedelta(seconds=1), ordem.id_usuario, id_atendimento_status=VISITA_AGENDADA)
    linhas = [Fala.de(aviso), *([Fala.de(casos.CONFIRMA_VISITA)] if mundo.rng.random() < 0.7 else [])]
    conversar(mundo, feito, linhas, limite)


def executar(mundo: Mundo, feito: Atendimento, ordem: Ordem, *, ausente: bool = False) -> None:
    """Let the technician arrive, work and leave, as far as that lies in the past."""
    assert ordem.inicio
    assert ordem.fim
    previsto = ordem.fim - ordem.inicio
    chegada = max(ordem.inicio + mundo.minutos(-8, 14), feito.ultima + INSTANTE)
    if chegada >= mundo.agora:
        return
    ordem.chegada = chegada
    saida = chegada + (mundo.minutos(12, 20) if ausente else previsto * mundo.rng.uniform(0.6, 1.0))
    saida = min(saida, ordem.fim + timedelta(minutes=12)).replace(microsecond=0)
    if saida < mundo.agora - INSTANTE:
        ordem.saida = saida
    linhas = [Fala.de(casos.A_CAMINHO), *([Fala.de(casos.AUSENTE)] if ausente else falas(ordem.visita.relato))]
    for n, fala in enumerate(linhas):
        quando = (chegada + (saida - chegada) * ((n - 0.5) / len(linhas))).replace(microsecond=0)
        if feito.cadastro < quando < mundo.agora:
            autor = feito.nivel_2 if fala.quem == casos.NIVEL_2 else ordem.tecnicos[n % len(ordem.tecnicos)]
            texto = redigir(mundo.rng, fala.texto, feito.dados)
            ordem.mensagens.append(Mensagem(quando, autor.id_usuario, texto))
    if ordem.saida:
        ordem.status, ordem.concluida = FINALIZADO, not ausente
        texto = "[Cliente ausente.|Ninguém no local, liguei e não atendeu.]" if ausente else ordem.visita.conclusao
        ordem.conclusao = redigir(mundo.rng, texto, feito.dados)


def remarcar(mundo: Mundo, feito: Atendimento, horario: Horario, depois: datetime) -> Ordem:
    """Nobody was at home: another order for another time."""
    assert feito.caso
    assert feito.caso.visita
    nova = _pedir(mundo, feito, feito.caso.visita, mundo.agora - INSTANTE)
    nova.quando = min(depois + mundo.minutos(4, 25), mundo.agora - INSTANTE)
    nova.descricao = f"REMARCADA. {nova.descricao}"
    marcar(mundo, feito, nova, horario, casos.REMARCAR)
    return nova


def fechar(mundo: Mundo, feito: Atendimento, quando: datetime) -> None:
    """Say what is left to say and close the ticket at `quando`."""
    assert feito.caso
    rng, caso = mundo.rng, feito.caso
    if not feito.ordens and not feito.mensagens:
        fim = timedelta(minutes=4 * len(caso.fim) + 2)
        limite = quando - min(fim, (quando - feito.cadastro) / 3)
        conversar(mundo, feito, falas(caso.conversa), limite)
    inicio = max(feito.ultima, quando - timedelta(minutes=6 * len(caso.fim) + 3))
    passo = (quando - inicio) / (len(caso.fim) + 1)
    for n, fala in enumerate(falas(caso.fim), start=1):
        dito = (inicio + passo * (n + rng.uniform(-0.3, 0.3))).replace(microsecond=0)
        if fala.quem == casos.ATENDENTE and not feito.ordens and dito > feito.ultima + MUITO:
            fala = Fala(fala.quem, f"[Desculpe a demora, <nome>.|<oi>, <nome>, voltando ao seu caso.] {fala.texto}")
        dizer(mundo, feito, fala, dito)
    if not feito.responsaveis:
        assumir(feito, feito.atendente.id_usuario, feito.cadastro + (quando - feito.cadastro) / 2)
    ficou = caso.motivo not in {SEM_CONTATO, DESISTIU}
    feito.fechamento = Fechamento(
        quando=max(quando, feito.ultima + timedelta(seconds=1)),
        id_usuario=feito.responsaveis[0],
        id_motivo=caso.motivo,
        texto=redigir(rng, caso.fechamento, feito.dados) or (feito.ordens[-1].conclusao or ""),
        id_status=RESOLVIDO if ficou else CANCELADO,
        concluido=ficou,
    )
    feito.id_status = feito.fechamento.id_status
    if ficou and feito.id_origem == WHATSAPP and rng.random() < 0.35:
        feito.avaliacao = rng.choices((5.0, 4.0, 3.0, 2.0, 1.0), (62, 20, 9, 4, 5))[0]
        feito.comentario = rng.choice(_COMENTARIOS[feito.avaliacao])


def conferindo(feito: Atendimento, quando: datetime) -> None:
    """The visit is done and the desk has yet to hear that all is well."""
    feito.mudar(quando, feito.responsaveis[0], id_atendimento_status=EM_ATENDIMENTO)


_COMENTARIOS: dict[float, tuple[str | None, ...]] = {
    5.0: (None, None, "Atendimento rápido e educado.", "Resolveram na hora!", "Parabéns à equipe."),
    4.0: (None, "Bom, só demorou um pouco.", "Técnico muito atencioso."),
    3.0: (None, "Resolveu, mas tive que explicar duas vezes."),
    2.0: (None, "Demorou demais para responder."),
    1.0: ("Fiquei horas esperando.", "Ainda está lento.", None),
}
