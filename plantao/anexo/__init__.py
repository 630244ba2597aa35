"""Files that belong to a ticket, an order or a client."""

from plantao.anexo import model, rules

__all__ = ["model", "rules"]
