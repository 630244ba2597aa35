"""Who comes in: users, departments, API clients, tokens."""

from plantao.acesso import model, queries, rules

__all__ = ["model", "queries", "rules"]
