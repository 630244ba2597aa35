from __future__ import annotations

from typing import Any

import pytest

from tests.support import DOCUMENTADO, OBSERVADO, Api, assert_success

pytestmark = pytest.mark.operation("GET configuracao/disponibilidade")


def listed(api: Api) -> Any:
    body = assert_success(api.get("configuracao/disponibilidade"))
    assert body.keys() == {"status", "msg", "periodos"}
    assert body["msg"] == "Períodos (Disponibilidade) consultados com sucesso!"
    return body["periodos"]


def test_cfg_02_disponibilidade(api: Api) -> None:
    assert listed(api) == [
        {"id_periodo_dia": 1, "descricao": "Manhã", "hora_inicio": "08:00:00", "hora_fim": "12:00:00"},
        {"id_periodo_dia": 2, "descricao": "Tarde", "hora_inicio": "12:00:00", "hora_fim": "18:00:00"},
        {"id_periodo_dia": 3, "descricao": "Noite", "hora_inicio": "18:00:00", "hora_fim": "21:00:00"},
    ]


def test_cfg_04_both_profiles_say_success(api: Api) -> None:
    assert listed(api.as_client(OBSERVADO)) == listed(api.as_client(DOCUMENTADO))
