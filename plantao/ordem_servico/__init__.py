"""The visit: orders, technicians, periods."""

from plantao.ordem_servico import contract, model, queries, rules

__all__ = ["contract", "model", "queries", "rules"]
