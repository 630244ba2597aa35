"""What the fixture's rows are written with: credentials, and the hour as the contract prints it."""

from datetime import UTC, datetime
from typing import Any

from plantao.kit.time import Zone

USUARIO = "api@provedor.com.br"
SENHA = "demo"
SEGREDOS = {id_client: f"demo-segredo-{id_client}" for id_client in (3, 4, 5, 6)}
TECNICOS = (5, 10, 935, 1001)

Rows = list[dict[str, Any]]


def hora(text: str) -> datetime:
    """The instant of `2018-11-16 10:58:21` on the provider's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=Zone.info).astimezone(UTC)
