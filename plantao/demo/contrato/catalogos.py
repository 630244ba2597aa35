"""What orders and tickets choose from."""

import sqlalchemy as sa

from plantao import atendimento, ordem_servico
from plantao.demo.contrato.base import Rows


def catalogos_de_ordem() -> list[tuple[sa.Table, Rows]]:
    m = ordem_servico.model
    periodos = (
        (1, "Manhã", "manha", "08:00:00", "12:00:00"),
        (2, "Tarde", "tarde", "12:00:00", "18:00:00"),
        (3, "Noite", "noite", "18:00:00", "21:00:00"),
    )
    nomes = ("id_periodo_dia", "descricao", "prefixo", "hora_inicio", "hora_fim")
    tipos = ((7, "ABERTURA VIA API"), (15, "SUPORTE"), (1, "INSTALAÇÃO"))
    agenda = {
        "id_agenda_ordem_servico": 160,
        "descricao": "SAMONTE - CENTRO",
        "dias_semana": [1, 2, 3, 4, 5],
        "hora_inicio": "08:00:00",
        "hora_fim": "18:00:00",
        "duracao_minutos": 60,
    }
    return [
        (m.periodo_dia, [dict(zip(nomes, p, strict=True)) for p in periodos]),
        (m.tipo_ordem_servico, [{"id_tipo_ordem_servico": i, "descricao": d} for i, d in tipos]),
        (
            m.motivo_fechamento,
            [
                {"id_motivo_fechamento": 9, "descricao": "CONCLUÍDO"},
                {"id_motivo_fechamento": 10, "descricao": "SÓ INSTALAÇÃO"},
            ],
        ),
        (m.motivo_fechamento_tipo_ordem_servico, [{"id_motivo_fechamento": 10, "id_tipo_ordem_servico": 1}]),
        (m.motivo_remocao_agendamento, [{"id_motivo_remocao_agendamento": 8, "descricao": "CLIENTE SOLICITOU"}]),
        (m.agenda_ordem_servico, [agenda]),
        (m.agenda_ordem_servico_tecnico, [{"id_agenda_ordem_servico": 160, "id_usuario": t} for t in (5, 10)]),
    ]


def catalogos_de_atendimento() -> list[tuple[sa.Table, Rows]]:
    m = atendimento.model
    statuses = (
        (22, "Pendente", "pendente", "md-purple-900-bg", True, False),
        (23, "Aguardando Análise", "aguardando_analise", "md-deep-orange-A700-bg", False, False),
        (24, "Resolvido", "resolvido", "md-green-800-bg", False, True),
        (3, "EM ANALISE", "em_analise", "md-blue-700-bg", False, False),
        (64, "BASE TÉCNICA", "base_tecnica", "md-teal-700-bg", True, False),
        (65, "NOVO ATENDIMENTO", "novo_atendimento", "md-indigo-700-bg", False, False),
        (66, "EM TRATATIVA", "retornar_contato", "md-amber-800-bg", False, False),
        (134, "PENDENTE TESTE", "PENDENTE", "md-brown-700-bg", False, False),
    )
    nomes = ("id_atendimento_status", "descricao", "prefixo", "cor", "abrir_ordem_servico", "fechamento")
    tipos = (
        (1, "SAC"),
        (44, "INSTALAÇÃO"),
        (28, "TÉCNICO - QUEDAS DE CONEXÃO"),
        (125, "COMERCIAL"),
        (132, "FINANCEIRO"),
        (150, "SUPORTE ESPECIALIZADO"),
    )
    motivos = (
        (125, "Fechado Automático Atendimento"),
        (108, "Resolvido Nível 01"),
        (5, "Resolvido"),
        (17, "Outros"),
        (200, "Só Comercial"),
    )
    origens = ((2, "Whatsapp"), (3, "Telegram"), (4, "E-Mail"), (5, "Telefone"), (6, "Pessoal"))
    return [
        (m.atendimento_status, [dict(zip(nomes, s, strict=True)) for s in statuses]),
        (m.tipo_atendimento, [{"id_tipo_atendimento": i, "descricao": d, "prazo_minutos": 60} for i, d in tipos]),
        (
            m.motivo_fechamento_atendimento,
            [{"id_motivo_fechamento_atendimento": i, "descricao": d} for i, d in motivos],
        ),
        (
            m.motivo_fechamento_tipo_atendimento,
            [{"id_motivo_fechamento_atendimento": 200, "id_tipo_atendimento": 125}],
        ),
        (m.origem_contato, [{"id_origem_contato": i, "descricao": d} for i, d in origens]),
    ]
