"""The lists no installation can be without, with the vendor's ids (contract configuracao.md)."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATUS = (
    (22, "Pendente", "pendente", "md-purple-900-bg", True, False),
    (23, "Aguardando Análise", "aguardando_analise", "md-deep-orange-A700-bg", False, False),
    (24, "Resolvido", "resolvido", "md-green-800-bg", False, True),
)
PERIODOS = (
    (1, "Manhã", "manha", "08:00:00", "12:00:00"),
    (2, "Tarde", "tarde", "12:00:00", "18:00:00"),
    (3, "Noite", "noite", "18:00:00", "21:00:00"),
)
ORIGENS = ((2, "Whatsapp"), (3, "Telegram"), (4, "E-Mail"), (5, "Telefone"), (6, "Pessoal"))
TIPOS_CONTATO = (
    (1, "Técnico"),
    (2, "Comercial"),
    (3, "Financeiro"),
    (4, "Administrativo"),
    (5, "Outros"),
    (6, "Cadastral"),
)
TECNOLOGIAS = ((1, "FIBRA"), (2, "WIRELESS"), (3, "RÁDIO"))
SERVICO_STATUS = (
    (1, "Serviço Habilitado", "servico_habilitado"),
    (2, "Cancelado", "cancelado"),
    (3, "Suspenso Parcialmente", "suspenso_parcialmente"),
    (4, "Suspenso por Débito", "suspenso_debito"),
    (5, "Suspenso a Pedido do Cliente", "suspenso_pedido_cliente"),
    (6, "Aguardando Instalação", "aguardando_instalacao"),
    (7, "Aguardando Migração", "aguardando_migracao"),
    (8, "Aguardando Configuração", "aguardando_configuracao"),
    (9, "Aguardando Assinatura de Contrato", "aguardando_assinatura_contrato"),
    (10, "Aguardando Liberação da TI", "aguardando_liberacao_ti"),
    (11, "Agendado para Instalação", "agendado_para_instalacao"),
    (12, "Franquia Excedida", "franquia_excedida"),
    (13, "Inativo", "inativo"),
)


def upgrade() -> None:
    names = "id_atendimento_status", "descricao", "prefixo", "cor", "abrir_ordem_servico", "fechamento"
    _insert("atendimento_status", names, STATUS)
    _insert("tipo_atendimento", ("id_tipo_atendimento", "descricao", "prazo_minutos"), [(1, "SAC", 60)])
    motivo = (125, "Fechado Automático Atendimento")
    _insert("motivo_fechamento_atendimento", ("id_motivo_fechamento_atendimento", "descricao"), [motivo])
    _insert("origem_contato", ("id_origem_contato", "descricao"), ORIGENS)
    _insert("tipo_ordem_servico", ("id_tipo_ordem_servico", "descricao"), [(7, "ABERTURA VIA API")])
    _insert("periodo_dia", ("id_periodo_dia", "descricao", "prefixo", "hora_inicio", "hora_fim"), PERIODOS)
    _insert("tipo_contato", ("id_tipo_contato", "descricao"), TIPOS_CONTATO)
    _insert("servico_tecnologia", ("id_servico_tecnologia", "descricao"), TECNOLOGIAS)
    _insert("servico_status", ("id_servico_status", "descricao", "prefixo"), SERVICO_STATUS)
    _insert("usuario", ("id", "name", "papel", "tecnico"), [(90, "SAC (Atendimento)", "tecnico", True)])


def _insert(name: str, columns: tuple[str, ...], rows: Any) -> None:
    table = sa.table(name, *(sa.column(column) for column in columns))
    op.bulk_insert(table, [dict(zip(columns, row, strict=True)) for row in rows])
    if op.get_bind().dialect.name == "postgresql":
        key = table.c[columns[0]]
        sequence = sa.func.pg_get_serial_sequence(name, key.name)
        op.execute(sa.select(sa.func.setval(sequence, sa.func.max(key))))
