"""What we keep of a file (contract data_model.md §2.4); its bytes are in `kit/storage.py`."""

import sqlalchemy as sa

from plantao.kit.columns import Id, Instant, metadata

anexo = sa.Table(
    "anexo",
    metadata,
    sa.Column("id_anexo", Id, primary_key=True),
    sa.Column("dono", sa.Text, nullable=False),
    sa.Column("id_dono", Id, nullable=False),
    sa.Column("nome", sa.Text, nullable=False),
    sa.Column("tamanho", sa.BigInteger, nullable=False),
    sa.Column("tipo", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("chave", sa.Text, nullable=False, unique=True),
    sa.Column("id_usuario", Id, sa.ForeignKey("usuario.id"), nullable=False),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Index("ix_anexo_dono", "dono", "id_dono", "id_anexo"),
)
