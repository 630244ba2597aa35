"""The call that is ringing now."""

from plantao.pbx import contract, model, queries, rules

__all__ = ["contract", "model", "queries", "rules"]
