"""What we keep of a call (contract data_model.md §2.13)."""

import sqlalchemy as sa

from plantao.kit.columns import Id, Instant, Json, metadata

TOCANDO = "tocando"
ATENDIDA = "atendida"
CANCELADA = "cancelada"
EXPIRADA = "expirada"

ABERTA = "aberta"
MINIMIZADA = "minimizada"
FECHADA = "fechada"

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
    sa.Column("janela", sa.Text, nullable=False, server_default=FECHADA),
    sa.Column("em_uso", Instant),
    sa.Column("aba", sa.Text),
    sa.Column("visivel", Instant),
    sa.Column("notificada", Instant),
    sa.Column("id_cliente_servico", Id),
    sa.Column("id_tipo_atendimento", Id),
    sa.Column("anotacao", sa.Text),
    sa.Column("informado", Instant),
    sa.Column("identificando", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("id_atendimento_igual", Id),
    sa.Column("id_cliente_guardado", Id),
    sa.Column("visita", Json),
    sa.Column("abriu", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("id_nota", Id),
    sa.Index("ix_ligacao_status", "status", "id_ligacao"),
    sa.Index("ix_ligacao_id_usuario", "id_usuario", "id_ligacao"),
    sa.Index("ix_ligacao_telefone", "telefone"),
    sa.Index("ix_ligacao_janela", "id_usuario", "janela", "id_ligacao"),
    sa.Index("ix_ligacao_janela_data_cadastro", "janela", "data_cadastro"),
    sa.Index("ix_ligacao_id_cliente", "id_cliente", "data_cadastro"),
)
"""A call, and the window it opened: the whole state of the window is here (design §7).

`abriu` says that the call opened its ticket; in one that was there before, what is typed is the note `id_nota`.
"""

a_vista = sa.or_(ligacao.c.janela == ABERTA, ligacao.c.janela == MINIMIZADA)
"""Of windows that somebody still sees; said so that an index finds them."""

ligacao_cancelamento = sa.Table(
    "ligacao_cancelamento",
    metadata,
    sa.Column("id_ligacao_cancelamento", Id, primary_key=True),
    sa.Column("quem", sa.Text, nullable=False),
    sa.Column("telefone", sa.Text),
    sa.Column("id_cliente", Id),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Index("ix_ligacao_cancelamento_quem", "quem", "data_cadastro"),
)
"""A cancel that found nothing ringing: it may have overtaken its notice."""
