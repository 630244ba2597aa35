"""What we keep of a call (contract data_model.md §2.13)."""

import sqlalchemy as sa

from plantao.kit.db import Id, Instant, Json, metadata

TOCANDO = "tocando"
ATENDIDA = "atendida"
CANCELADA = "cancelada"
EXPIRADA = "expirada"

ligacao = sa.Table(
    "ligacao",
    metadata,
    sa.Column("id_ligacao", Id, primary_key=True),
    sa.Column("ramal", sa.Text),
    sa.Column("identificador_interno", sa.Text),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id")),
    sa.Column("telefone", sa.Text),
    sa.Column("id_cliente", Id, sa.ForeignKey("cliente.id_cliente")),
    sa.Column("candidatos", Json, nullable=False),
    sa.Column("ligacao_params", Json, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Column("data_cancelamento", Instant),
    sa.Column("id_atendimento", Id, sa.ForeignKey("atendimento.id_atendimento")),
    sa.Index("ix_ligacao_status_data_cadastro", "status", "data_cadastro"),
    sa.Index("ix_ligacao_id_usuario", "id_usuario", "id_ligacao"),
    sa.Index("ix_ligacao_telefone", "telefone"),
)
