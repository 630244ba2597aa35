"""The list of keys names what its reader has, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from plantao.acesso.model import Papel
from tests.mesa import BIANCA, Mesa

EVERYBODY = {"Fila", "Sem dono", "Chamadas", "Andar numa lista"}
SOMEBODY = {"Clientes", "Novo atendimento", "Integrações"}


@pytest.mark.parametrize(
    ("papel", "more"),
    [
        (Papel.TECNICO, set()),
        (Papel.ATENDENTE, {"Clientes", "Novo atendimento"}),
        (Papel.ADMINISTRADOR, {"Clientes", "Novo atendimento", "Integrações"}),
    ],
)
def test_the_list_of_keys(mesa: Mesa, change: Callable[..., None], papel: Papel, more: set[str]) -> None:
    change("UPDATE usuario SET papel = :papel WHERE id = :id", papel=papel, id=BIANCA)

    dialog = mesa.get("/teclas").text
    named = set(re.findall("<dt>(.+?)</dt>", dialog))

    assert named & (EVERYBODY | SOMEBODY) == EVERYBODY | more
    assert "<kbd>↓</kbd><kbd>↑</kbd>" in dialog
