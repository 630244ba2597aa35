"""Whom we serve: clients, their services and addresses."""

from plantao.cliente import contract, model, queries, rules

__all__ = ["contract", "model", "queries", "rules"]
