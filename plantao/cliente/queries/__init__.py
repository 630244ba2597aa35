"""What can be asked about clients."""

from plantao.cliente.queries.quem import (
    ComTelefone,
    Identificado,
    ha_clientes,
    id_do_codigo,
    identificados,
    por_chave_de_telefone,
)
from plantao.cliente.queries.servicos import Resumo, longos, resumos

__all__ = [
    "ComTelefone",
    "Identificado",
    "Resumo",
    "ha_clientes",
    "id_do_codigo",
    "identificados",
    "longos",
    "por_chave_de_telefone",
    "resumos",
]
