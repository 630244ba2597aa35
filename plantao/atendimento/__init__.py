"""The ticket: messages, attachments, deadline."""

from plantao.atendimento import model, queries, rules

__all__ = ["model", "queries", "rules"]
