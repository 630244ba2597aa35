"""The number people write down: São Paulo wall time and six digits (contract data_model.md §4.1)."""

import secrets
from datetime import datetime

from plantao.kit.time import local


def novo_protocolo(now: datetime) -> str:
    """20 digits; the database says whether they are already somebody's."""
    return f"{local(now):%Y%m%d%H%M%S}{secrets.randbelow(1_000_000):06}"
