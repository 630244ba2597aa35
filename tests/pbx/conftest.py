"""A call, and what is done in its window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mesa import Mesa
from tests.pbx.ligacoes import NOTIFICAR
from tests.support import LIGACAO, Api, Rows, assert_success


@pytest.fixture
def ring(api: Api, rows: Rows) -> Callable[..., int]:
    """Announce a call; answers its id."""

    def announce(**change: Any) -> int:
        assert_success(api.post(NOTIFICAR, json=LIGACAO | change))
        return int(rows("SELECT max(id_ligacao) AS id FROM ligacao")[0]["id"])

    return announce


@pytest.fixture
def do(mesa: Mesa) -> Callable[..., dict[str, Any]]:
    """Do something in a window; answers it as it is then, or the refusal."""

    def act(id_ligacao: int, verb: str, **data: Any) -> dict[str, Any]:
        found: dict[str, Any] = mesa.json(f"/chamadas/{id_ligacao}/{verb}", data)
        return found

    return act
