"""What the lively provider sells, and the lists its people choose from, beyond those of the contract's fixture."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao import atendimento, cliente, ordem_servico
from plantao.demo.vivo.pessoas import ATENDIMENTO, FINANCEIRO, SUPORTE_N1, SUPORTE_N2, TECNICOS

Rows = list[dict[str, Any]]

# The statuses, some of them the contract's.
PENDENTE, AGUARDANDO_ANALISE, RESOLVIDO, NOVO = 22, 23, 24, 65
EM_ATENDIMENTO, VISITA_AGENDADA, AGUARDANDO_CLIENTE, CANCELADO = 135, 136, 137, 138
STATUS = (
    (EM_ATENDIMENTO, "Em atendimento", "em_atendimento", "md-blue-700-bg", False, False, False),
    (VISITA_AGENDADA, "Visita agendada", "visita_agendada", "md-indigo-700-bg", False, False, False),
    (AGUARDANDO_CLIENTE, "Aguardando cliente", "aguardando_cliente", "md-purple-700-bg", False, False, True),
    (CANCELADO, "Cancelado", "cancelado", "md-grey-700-bg", False, True, False),
)

# The kinds of tickets, some of them the contract's.
SAC, QUEDAS, COMERCIAL, COBRANCA, ESPECIALIZADO = 1, 28, 125, 132, 150
SEM_CONEXAO, INSTAVEL, LENTIDAO, WIFI, ROMPIMENTO, TROCA, IP_FIXO = range(151, 158)
BOLETO, CONTESTACAO, DESBLOQUEIO, MUDAR_PLANO, INSTALACAO = range(158, 163)
MUDAR_ENDERECO, CANCELAMENTO, RECLAMACAO, CADASTRO = range(163, 167)


class Tipo(NamedTuple):
    """A kind of ticket: its limit, and the department that answers."""

    descricao: str
    prazo_minutos: int
    id_setor: int
    permite_ordem_servico: bool = True


TIPOS = {
    SEM_CONEXAO: Tipo("TÉCNICO - SEM CONEXÃO", 1440, SUPORTE_N1),
    INSTAVEL: Tipo("TÉCNICO - CONEXÃO INSTÁVEL", 1440, SUPORTE_N1),
    LENTIDAO: Tipo("TÉCNICO - LENTIDÃO", 2880, SUPORTE_N1),
    WIFI: Tipo("TÉCNICO - WI-FI", 1440, SUPORTE_N1),
    ROMPIMENTO: Tipo("TÉCNICO - ROMPIMENTO DE FIBRA", 480, SUPORTE_N2),
    TROCA: Tipo("TÉCNICO - TROCA DE EQUIPAMENTO", 2880, SUPORTE_N1),
    IP_FIXO: Tipo("TÉCNICO - IP FIXO", 2880, SUPORTE_N2, False),
    BOLETO: Tipo("FINANCEIRO - 2ª VIA DE BOLETO", 120, FINANCEIRO, False),
    CONTESTACAO: Tipo("FINANCEIRO - CONTESTAÇÃO DE COBRANÇA", 2880, FINANCEIRO, False),
    DESBLOQUEIO: Tipo("FINANCEIRO - DESBLOQUEIO DE CONFIANÇA", 60, FINANCEIRO, False),
    MUDAR_PLANO: Tipo("COMERCIAL - MUDANÇA DE PLANO", 1440, ATENDIMENTO),
    INSTALACAO: Tipo("COMERCIAL - INSTALAÇÃO NOVA", 5760, ATENDIMENTO),
    MUDAR_ENDERECO: Tipo("SAC - MUDANÇA DE ENDEREÇO", 4320, ATENDIMENTO),
    CANCELAMENTO: Tipo("SAC - CANCELAMENTO", 2880, ATENDIMENTO),
    RECLAMACAO: Tipo("SAC - RECLAMAÇÃO", 1440, ATENDIMENTO, False),
    CADASTRO: Tipo("SAC - ATUALIZAÇÃO DE CADASTRO", 1440, ATENDIMENTO, False),
}
DO_CONTRATO = {
    SAC: Tipo("SAC", 60, ATENDIMENTO),
    QUEDAS: Tipo("TÉCNICO - QUEDAS DE CONEXÃO", 60, SUPORTE_N1),
    COMERCIAL: Tipo("COMERCIAL", 60, ATENDIMENTO),
    COBRANCA: Tipo("FINANCEIRO", 60, FINANCEIRO),
    ESPECIALIZADO: Tipo("SUPORTE ESPECIALIZADO", 60, SUPORTE_N2),
}
TODOS_OS_TIPOS = DO_CONTRATO | TIPOS

NIVEL_1, OUTROS = 108, 17
COM_VISITA, ORIENTADO, REDE_INTERNA, FIBRA_REPARADA, BOLETO_ENVIADO, ACORDO = range(201, 207)
DESISTIU, SEM_CONTATO, PLANO_ALTERADO, INSTALADO, CANCELADO_A_PEDIDO, RETIDO, TROCADO, CADASTRO_EM_DIA = range(207, 215)
MOTIVOS: tuple[tuple[int, str, tuple[int, ...]], ...] = (
    (COM_VISITA, "Resolvido com visita técnica", ()),
    (ORIENTADO, "Cliente orientado", ()),
    (REDE_INTERNA, "Problema na rede interna do cliente", ()),
    (FIBRA_REPARADA, "Rompimento reparado", (ROMPIMENTO, SEM_CONEXAO)),
    (BOLETO_ENVIADO, "Boleto enviado", (BOLETO, COBRANCA)),
    (ACORDO, "Cobrança corrigida ou negociada", (CONTESTACAO, DESBLOQUEIO, COBRANCA)),
    (DESISTIU, "Cliente desistiu", ()),
    (SEM_CONTATO, "Sem retorno do cliente", ()),
    (PLANO_ALTERADO, "Plano alterado", (MUDAR_PLANO, COMERCIAL)),
    (INSTALADO, "Instalação concluída", (INSTALACAO, MUDAR_ENDERECO)),
    (CANCELADO_A_PEDIDO, "Cancelamento efetivado", (CANCELAMENTO,)),
    (RETIDO, "Cliente retido", (CANCELAMENTO,)),
    (TROCADO, "Equipamento trocado", ()),
    (CADASTRO_EM_DIA, "Cadastro atualizado", (CADASTRO, SAC)),
)

WHATSAPP, EMAIL, TELEFONE, PESSOAL, CENTRAL, APLICATIVO = 2, 4, 5, 6, 7, 8
ORIGENS = ((CENTRAL, "Central do Assinante"), (APLICATIVO, "Aplicativo"))

OS_SUPORTE, OS_INSTALACAO = 15, 1
OS_ENDERECO, OS_TROCA, OS_RETIRADA, OS_REDE = range(16, 20)
TIPOS_OS = (
    (OS_ENDERECO, "MUDANÇA DE ENDEREÇO"),
    (OS_TROCA, "TROCA DE EQUIPAMENTO"),
    (OS_RETIRADA, "RETIRADA DE EQUIPAMENTO"),
    (OS_REDE, "REPARO DE REDE"),
)
OS_CONCLUIDA, OS_AUSENTE = 9, 11
MOTIVOS_OS = ((OS_AUSENTE, "CLIENTE AUSENTE"), (12, "SEM VIABILIDADE TÉCNICA"), (13, "ENDEREÇO NÃO LOCALIZADO"))

SAMONTE, DIVINOPOLIS = 7674, 7675
AGENDAS = {SAMONTE: 161, DIVINOPOLIS: 162}
"""The agenda of each city."""

INFORMOU = "Informou o protocolo"
_ANTES_DA_VISITA = (
    "Antes da visita",
    ("Confirmou o titular", "Reiniciou ONU e roteador", "Conferiu sinal óptico", "Agendou visita", INFORMOU),
)
CHECKLISTS: dict[int, tuple[str, tuple[str, ...]]] = {
    SEM_CONEXAO: _ANTES_DA_VISITA,
    INSTAVEL: _ANTES_DA_VISITA,
    LENTIDAO: (
        "Diagnóstico de lentidão",
        ("Teste de velocidade pelo cabo", "Conferiu consumo da banda", "Conferiu canal do Wi-Fi", INFORMOU),
    ),
    INSTALACAO: (
        "Instalação nova",
        ("Viabilidade confirmada", INFORMOU, "Contrato assinado", "Instalação agendada", "Teste final com o cliente"),
    ),
    CANCELAMENTO: (
        "Cancelamento",
        (
            "Registrou o motivo",
            "Ofereceu alternativa",
            "Conferiu fidelidade",
            INFORMOU,
            "Agendou retirada do equipamento",
        ),
    ),
}

FIBRA, RADIO = 1, 3


class Plano(NamedTuple):
    """What is sold."""

    id_servico: int
    descricao: str
    valor: Decimal
    id_servico_tecnologia: int
    id_servico_grupo: int
    ativo: bool = True

    @property
    def falado(self) -> str:
        """The plan as people say it."""
        return self.descricao.split(" - ")[0].title().replace("Ip Fixo", "IP Fixo")


RESIDENCIAL, RURAL, EMPRESAS = 52, 53, 54
GRUPOS = ((RESIDENCIAL, "RESIDENCIAL FIBRA"), (RURAL, "RURAL RÁDIO"), (EMPRESAS, "EMPRESAS"))
PLANOS = (
    Plano(2736, "FIBRA 100 MEGA", Decimal("69.90"), FIBRA, RESIDENCIAL, ativo=False),
    Plano(2737, "FIBRA 200 MEGA", Decimal("79.90"), FIBRA, RESIDENCIAL),
    Plano(2738, "FIBRA 400 MEGA", Decimal("99.90"), FIBRA, RESIDENCIAL),
    Plano(2739, "FIBRA 600 MEGA WI-FI 6", Decimal("119.90"), FIBRA, RESIDENCIAL),
    Plano(2740, "FIBRA 800 MEGA WI-FI 6", Decimal("149.90"), FIBRA, RESIDENCIAL),
    Plano(2741, "RÁDIO 10 MEGA - RURAL", Decimal("99.90"), RADIO, RURAL),
    Plano(2742, "RÁDIO 20 MEGA - RURAL", Decimal("139.90"), RADIO, RURAL),
    Plano(2743, "EMPRESA 400 MEGA IP FIXO", Decimal("189.90"), FIBRA, EMPRESAS),
    Plano(2744, "EMPRESA 1 GIGA IP FIXO", Decimal("349.90"), FIBRA, EMPRESAS),
)


def catalogos() -> list[tuple[sa.Table, Rows]]:
    """Every list, in an order that respects their references."""
    return [*_de_cliente(), *_de_ordem_servico(), *_de_atendimento()]


def _de_cliente() -> list[tuple[sa.Table, Rows]]:
    m = cliente.model
    desde = datetime(2021, 3, 1, 15, tzinfo=UTC)
    return [
        (m.cidade, [{"id_cidade": DIVINOPOLIS, "id_estado": 65, "nome": "Divinópolis", "ibge": "3122306"}]),
        (m.servico_grupo, [{"id_servico_grupo": i, "descricao": d, "data_cadastro": desde} for i, d in GRUPOS]),
        (m.servico, [p._asdict() for p in PLANOS]),
    ]


def _de_ordem_servico() -> list[tuple[sa.Table, Rows]]:
    m = ordem_servico.model
    horario = {"hora_inicio": "08:00:00", "hora_fim": "18:00:00", "duracao_minutos": 60}
    agendas: Rows = [
        {"id_agenda_ordem_servico": AGENDAS[cidade], "descricao": nome, "dias_semana": [1, 2, 3, 4, 5, 6]} | horario
        for cidade, nome in ((SAMONTE, "SAMONTE - BAIRROS E ZONA RURAL"), (DIVINOPOLIS, "DIVINÓPOLIS"))
    ]
    return [
        (m.tipo_ordem_servico, [{"id_tipo_ordem_servico": i, "descricao": d} for i, d in TIPOS_OS]),
        (m.motivo_fechamento, [{"id_motivo_fechamento": i, "descricao": d} for i, d in MOTIVOS_OS]),
        (
            m.motivo_remocao_agendamento,
            [
                {"id_motivo_remocao_agendamento": 9, "descricao": "CHUVA FORTE"},
                {"id_motivo_remocao_agendamento": 10, "descricao": "TÉCNICO INDISPONÍVEL"},
            ],
        ),
        (m.agenda_ordem_servico, agendas),
        (
            m.agenda_ordem_servico_tecnico,
            [
                {"id_agenda_ordem_servico": AGENDAS[cidade], "id_usuario": t.id_usuario}
                for cidade, equipe in EQUIPES.items()
                for t in equipe
            ],
        ),
    ]


EQUIPES = {SAMONTE: TECNICOS[:4], DIVINOPOLIS: TECNICOS[2:]}
"""Who goes where: two technicians serve both cities."""


def _de_atendimento() -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    nomes = (
        "id_atendimento_status", "descricao", "prefixo", "cor", "abrir_ordem_servico", "fechamento", "pausa_prazo",
    )  # fmt: skip
    campos = ("descricao", "prazo_minutos", "permite_ordem_servico")
    tipos: Rows = [
        {"id_tipo_atendimento": i} | {campo: getattr(tipo, campo) for campo in campos} for i, tipo in TIPOS.items()
    ]
    motivos: Rows = [{"id_motivo_fechamento_atendimento": i, "descricao": d} for i, d, _ in MOTIVOS]
    vinculos: Rows = [
        {"id_motivo_fechamento_atendimento": i, "id_tipo_atendimento": tipo}
        for i, _, tipos_ in MOTIVOS
        for tipo in tipos_
    ]
    return [
        (m.atendimento_status, [dict(zip(nomes, s, strict=True)) for s in STATUS]),
        (m.tipo_atendimento, tipos),
        (m.motivo_fechamento_atendimento, motivos),
        (m.motivo_fechamento_tipo_atendimento, vinculos),
        (m.origem_contato, [{"id_origem_contato": i, "descricao": d} for i, d in ORIGENS]),
    ]
