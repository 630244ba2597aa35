"""When a cable breaks, a whole district calls: once last week, and now."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from plantao.demo.vivo.casos import ATENDENTE, Fala, falas
from plantao.demo.vivo.catalogos import RADIO
from plantao.demo.vivo.clientes import Servico
from plantao.demo.vivo.conversa import Mundo, abrir, conversar
from plantao.demo.vivo.desfechos import executar, fechar
from plantao.demo.vivo.modelo import Atendimento, Ordem
from plantao.demo.vivo.pessoas import TECNICOS
from plantao.demo.vivo.textos_sem_conexao import REPARO_DE_REDE, ROMPIMENTOS
from plantao.kit.time import instant_of, local
from plantao.ordem_servico.model import PENDENTE

MINUTO = timedelta(minutes=1)
DURACAO = REPARO_DE_REDE.minutos * MINUTO
EQUIPE = TECNICOS[:2]


def rompimentos(mundo: Mundo) -> list[Atendimento]:
    """The tickets of both breaks."""
    antigo, de_hoje = _bairros(mundo)
    semana_passada = instant_of(local(mundo.agora - timedelta(days=9)).date(), time(14, 10))
    agora = mundo.agora - 150 * MINUTO
    return [*_reparado(mundo, antigo[:9], semana_passada), *_em_reparo(mundo, de_hoje[:7], agora)]


def _bairros(mundo: Mundo) -> list[list[Servico]]:
    """The customers by fibre of the two districts that have most of them."""
    por_bairro: dict[tuple[int, str], list[Servico]] = defaultdict(list)
    for servico in (s for c in mundo.clientes if not c.novo for s in c.servicos[:1]):
        if servico.habilitado and servico.plano.id_servico_tecnologia != RADIO:
            por_bairro[servico.lugar["id_cidade"], servico.lugar["bairro"]].append(servico)
    maiores = sorted(por_bairro.values(), key=len, reverse=True)[:2]
    for servicos in maiores:
        mundo.rng.shuffle(servicos)
    return maiores


def _abrir(mundo: Mundo, servicos: list[Servico], inicio: datetime, durante: float) -> list[Atendimento]:
    feitos = []
    for n, servico in enumerate(servicos):
        quando = inicio + mundo.minutos(0, 4) + n * durante / len(servicos) * MINUTO
        feitos.append(abrir(mundo, ROMPIMENTOS, servico, quando))
        mundo.ocupados.add(servico.dono.linha["id_cliente"])
    return feitos


def _reparo(mundo: Mundo, primeiro: Atendimento, inicio: datetime) -> Ordem:
    """The order of the repair, on the first ticket, for two technicians."""
    for tecnico in EQUIPE:
        mundo.agenda.reservar(tecnico, inicio, inicio + DURACAO)
    pedido = f"Rompimento do cabo de 36 fibras na região do bairro {primeiro.dados['bairro']}. Fusão e certificação."
    autor = primeiro.nivel_2.id_usuario
    ordem = Ordem(REPARO_DE_REDE, primeiro.cadastro + 9 * MINUTO, autor, pedido, "urgente", PENDENTE, EQUIPE)
    ordem.inicio, ordem.fim = inicio, inicio + DURACAO
    primeiro.ordens.append(ordem)
    return ordem


def _meia_hora(quando: datetime) -> datetime:
    return quando.replace(minute=quando.minute // 30 * 30, second=0, microsecond=0)


def _reparado(mundo: Mundo, servicos: list[Servico], inicio: datetime) -> list[Atendimento]:
    feitos = _abrir(mundo, servicos, inicio, 75)
    ordem = _reparo(mundo, feitos[0], _meia_hora(inicio + 50 * MINUTO))
    for feito in feitos:
        conversar(mundo, feito, falas(ROMPIMENTOS.conversa)[: mundo.rng.randrange(1, 4)], feito.cadastro + 40 * MINUTO)
    executar(mundo, feitos[0], ordem)
    pronto = ordem.saida or inicio + 5 * 60 * MINUTO
    for feito in feitos:
        fechar(mundo, feito, pronto + mundo.minutos(14, 50))
    return feitos


def _em_reparo(mundo: Mundo, servicos: list[Servico], inicio: datetime) -> list[Atendimento]:
    """Under way: the last to call has nobody yet."""
    feitos = _abrir(mundo, servicos, inicio, 130)
    ordem = _reparo(mundo, feitos[0], _meia_hora(inicio + 85 * MINUTO))
    for feito in feitos[:-1]:
        linhas = falas(ROMPIMENTOS.conversa)[: mundo.rng.randrange(1, 3)]
        conversar(mundo, feito, linhas, mundo.agora - MINUTO)
    executar(mundo, feitos[0], ordem)
    previsao = Fala(ATENDENTE, "Atualização: [12|18|24] das 36 fibras já emendadas. Previsão de volta em até 1 hora.")
    conversar(mundo, feitos[0], [previsao], mundo.agora - MINUTO)
    return feitos
