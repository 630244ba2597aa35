"""The log of calls: what came of each, who has not seen it, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.mesa import Mesa
from tests.pbx.ligacoes import CANCELAR, NOTIFICAR, tidy
from tests.server import Server
from tests.support import LIGACAO, Api, Clock, Rows, assert_success

DE_AGENTE07 = {"identificador_interno": "agente07", "telefone": 31987450163}
BIANCA = 24001

Do = Callable[..., dict[str, Any]]
Ring = Callable[..., int]


@pytest.fixture
def log(mesa: Mesa) -> Callable[..., list[str]]:
    """The rows of the log as they are read, without their markup."""

    def read(path: str = "/chamadas") -> list[str]:
        found = re.findall(r"<tr>\s*<td.*?</tr>", mesa.get(path).text, re.DOTALL)
        return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in found]

    return read


def cancel(api: Api, **change: Any) -> None:
    assert_success(api.post(CANCELAR, json=LIGACAO | change))


def test_it_lists_every_call_and_leads_on(
    mesa: Mesa, api: Api, ring: Ring, do: Do, rows: Rows, log: Callable[..., list[str]]
) -> None:
    seen = ring()
    do(seen, "visivel")
    do(seen, "relato", texto="Sem luz na ONU")
    do(seen, "abrir")
    assert_success(api.post(NOTIFICAR, json=DE_AGENTE07))

    unknown, known = log()
    html = mesa.get("/chamadas").text

    assert "(31) 98745-0163 Sem cadastro" in unknown
    assert "Tocando" in unknown
    assert "Bianca Couto Sem luz na ONU Bianca" in known
    assert "Atendida" in known
    [linha] = rows("SELECT id_atendimento FROM ligacao WHERE id_ligacao = :id", id=seen)
    for link in ("tel:37999912222", f"/clientes/{BIANCA}", f"/atendimentos/{linha['id_atendimento']}"):
        assert f'href="{link}"' in html


def test_lost_ones_apart(mesa: Mesa, api: Api, ring: Ring, do: Do, clock: Clock, log: Callable[..., list[str]]) -> None:
    assert "Nenhuma ligação perdida" in mesa.get("/chamadas?ver=perdidas").text
    ring()
    cancel(api)
    clock.advance(seconds=40)
    do(ring(), "usar")
    cancel(api)
    ring(telefone=31987450163)

    ringing, used, lost = log()

    assert ("Tocando" in ringing, "Encerrada" in used, "Perdida" in lost) == (True, True, True)
    assert log("/chamadas?ver=perdidas") == [lost]
    assert 'hx-get="/chamadas?ver=perdidas"' in mesa.get("/chamadas?ver=perdidas").text


def test_page_after_page(mesa: Mesa, ring: Ring, change: Callable[..., None], log: Callable[..., list[str]]) -> None:
    ring()
    for _ in range(6):
        change(
            "INSERT INTO ligacao (candidatos, ligacao_params, status, data_cadastro) "
            "SELECT candidatos, ligacao_params, 'cancelada', data_cadastro FROM ligacao"
        )
    html = mesa.get("/chamadas?ver=perdidas").text
    [older] = re.findall(r'href="(/chamadas\?ver=perdidas&amp;antes=\d+)"', html)
    assert (len(log("/chamadas?ver=perdidas")), len(log(older.replace("&amp;", "&")))) == (50, 13)
    assert f'hx-get="{older}"' in mesa.get(older.replace("&amp;", "&")).text


def test_a_call_nobody_saw_says_so_once_it_is_sure(
    api: Api, ring: Ring, clock: Clock, log: Callable[..., list[str]]
) -> None:
    """Whether the desk was closed or only hidden is not known."""
    ring()
    assert "não vista" not in log()[0]
    clock.advance(seconds=6)
    assert "não vista" in log()[0]
    cancel(api)
    assert "Perdida não vista" in log()[0]


def test_a_call_that_was_cancelled_before_its_notice_was_not_missed_by_a_screen(
    api: Api, ring: Ring, clock: Clock, log: Callable[..., list[str]]
) -> None:
    cancel(api)
    clock.advance(seconds=2)
    ring()
    assert "Perdida cancelada antes de aparecer" in log()[0]
    clock.advance(seconds=60)
    assert "não vista" not in log()[0]


@pytest.mark.parametrize("touch", ["visivel", "usar"])
def test_a_call_somebody_saw_or_used_was_seen(
    ring: Ring, do: Do, clock: Clock, log: Callable[..., list[str]], touch: str
) -> None:
    do(ring(), touch)
    clock.advance(seconds=60)
    assert "vista" not in log()[0]


def test_a_call_for_nobody_was_missed_by_nobody(api: Api, clock: Clock, log: Callable[..., list[str]]) -> None:
    assert_success(api.post(NOTIFICAR, json=LIGACAO | {"ramal": 777}))
    clock.advance(seconds=60)
    assert "vista" not in log()[0]


def test_the_end_of_a_long_call_is_no_loss(
    server: Server, api: Api, ring: Ring, clock: Clock, log: Callable[..., list[str]]
) -> None:
    ring()
    clock.advance(seconds=6 * 60)
    tidy(server, clock)
    assert "Sem registro do fim" in log()[0]
    cancel(api)
    assert "Encerrada" in log()[0]
    assert log("/chamadas?ver=perdidas") == []
