"""Who calls is found by any spelling of the telephone, through an index; and what becomes of a call that rings."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

import asyncpg
import pytest

from plantao.app import open_database
from plantao.cliente.model import cliente, cliente_telefone
from plantao.cliente.rules import TELEFONES, telefones
from plantao.kit.db import Prepared, Row, Values
from plantao.kit.events import writing
from plantao.kit.postgres import PostgresConnection
from plantao.kit.settings import Settings
from plantao.kit.sqlite import SqliteConnection
from plantao.pbx.jobs import expirar
from tests.support import Api, Clock, Rows, as_json, assert_success

NOTIFICAR = pytest.mark.operation("POST pbx/ligacao/notificar")
CANCELAR = pytest.mark.operation("POST pbx/ligacao/cancelar")
BIANCA, AGENTE07 = 56, 22
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
FIRST = 500_001


class Clientes(Protocol):
    """Writes clients down, each with up to three telephones; answers their ids."""

    def __call__(self, *numeros: tuple[str, ...], ativo: bool = True) -> list[int]: ...


@pytest.fixture
def clientes(settings: Settings) -> Clientes:
    ids = count(FIRST)

    def write(*numeros: tuple[str, ...], ativo: bool = True) -> list[int]:
        rows = [client(next(ids), *dele, ativo=ativo) for dele in numeros]
        asyncio.run(_write(settings, rows))
        return [row["id_cliente"] for row in rows]

    return write


def client(id_cliente: int, *numeros: str, ativo: bool = True) -> dict[str, Any]:
    telefones_dele = dict(zip(TELEFONES, [*numeros, None, None, None], strict=False))
    return telefones_dele | {
        "id_cliente": id_cliente,
        "codigo_cliente": id_cliente,
        "nome_razaosocial": f"CLIENTE {id_cliente}",
        "data_cadastro": SINCE,
        "uuid": str(id_cliente),
        "ativo": ativo,
    }


async def _write(settings: Settings, rows: list[dict[str, Any]]) -> None:
    database = await open_database(settings)
    async with writing(database, lambda: None) as tx:
        await tx.insert_many(cliente, rows)
        await tx.insert_many(cliente_telefone, [telefone for row in rows for telefone in telefones(row)])
    await database.close()


def notify(api: Api, **body: Any) -> None:
    assert_success(api.post("pbx/ligacao/notificar", json={"ramal": 111} | body))


def cancel(api: Api, **body: Any) -> None:
    assert_success(api.post("pbx/ligacao/cancelar", json={"ramal": 111} | body))


def identified(rows: Rows) -> tuple[int | None, list[int]]:
    """Of the newest call: who calls, or who may."""
    newest = rows("SELECT id_cliente, candidatos FROM ligacao ORDER BY id_ligacao")[-1]
    return newest["id_cliente"], as_json(newest["candidatos"])


def statuses(rows: Rows) -> list[str]:
    return [row["status"] for row in rows("SELECT status FROM ligacao ORDER BY id_ligacao")]


MOBILE = ("11987654321", "+55 (11) 98765-4321", "011987654321", "015 11 98765-4321", "5511987654321", "1187654321")
WITHOUT_DDD = ("987654321", "98765-4321", "87654321")


@NOTIFICAR
@pytest.mark.parametrize(
    "stored", ["(11) 98765-4321", "(11)9876-54321", "+5511987654321", "11 8765-4321", "98765-4321"]
)
@pytest.mark.parametrize("called", [*MOBILE, *WITHOUT_DDD, 11987654321])
def test_a_mobile_number_in_any_spelling(
    api: Api, rows: Rows, clientes: Clientes, stored: str, called: str | int
) -> None:
    [alguem] = clientes((stored,))

    notify(api, telefone=called)

    assert identified(rows) == (alguem, [])


@NOTIFICAR
@pytest.mark.parametrize(
    ("stored", "called"),
    [
        ("(11) 3322-4455", "1133224455"),
        ("(11) 3322-4455", "+55 11 3322-4455"),
        ("(11) 3322-4455", "0113322 4455"),
        ("(11) 3322-4455", "33224455"),
        ("3322-4455", "1133224455"),
        ("0800 123 4567", "08001234567"),
        ("0800 123 4567", "8001234567"),
        ("08001234567", "0800-123-4567"),
        ("4003-1234", "40031234"),
        ("+1 650 253 0000", "+1 (650) 253-0000"),
        ("+1 650 253 0000", "0016502530000"),
    ],
)
def test_other_numbers(api: Api, rows: Rows, clientes: Clientes, stored: str, called: str) -> None:
    [alguem] = clientes((stored,))

    notify(api, telefone=called)

    assert identified(rows) == (alguem, [])


@NOTIFICAR
@pytest.mark.parametrize(
    ("stored", "called"),
    [
        ("(11) 98765-4321", "21987654321"),
        ("(11) 98765-4321", "11987654322"),
        ("(11) 98765-4321", "2187654321"),
        ("(11) 3322-4455", "11933224455"),
        ("(11) 3322-4455", "2133224455"),
        ("0800 123 4567", "1131234567"),
        ("não tem", "11987654321"),
        ("ramal 21", "11987654321"),
    ],
)
def test_another_s_number(api: Api, rows: Rows, clientes: Clientes, stored: str, called: str) -> None:
    """Another DDD, another digit, a landline with the last eight digits of a mobile, no number at all."""
    clientes((stored,))

    notify(api, telefone=called)

    assert identified(rows) == (None, [])


@NOTIFICAR
@pytest.mark.parametrize("position", [0, 1, 2])
def test_any_of_a_client_s_telephones(api: Api, rows: Rows, clientes: Clientes, position: int) -> None:
    numeros = ["(11) 3000-0001", "(11) 3000-0002", "(11) 3000-0003"]
    [alguem] = clientes(tuple(numeros))

    notify(api, telefone=numeros[position])

    assert identified(rows) == (alguem, [])


@NOTIFICAR
def test_a_number_written_down_twice_is_one_client(api: Api, rows: Rows, clientes: Clientes) -> None:
    [alguem] = clientes(("11987654321", "(11) 8765-4321", "98765-4321"))

    notify(api, telefone="11987654321")

    assert identified(rows) == (alguem, [])


@NOTIFICAR
def test_clients_who_share_a_number_are_candidates(api: Api, rows: Rows, clientes: Clientes) -> None:
    both = clientes(("11987654321",), ("+55 11 98765-4321",))
    clientes(("21987654321",))

    notify(api, telefone="11 98765 4321")

    assert identified(rows) == (None, both)


@NOTIFICAR
def test_who_has_the_number_as_it_was_dialled_is_who_calls(api: Api, rows: Rows, clientes: Clientes) -> None:
    """Rather than those whose number lacks the ninth digit or the DDD; without DDD, all of them may."""
    exact, old, local = clientes(("11987654321",), ("1187654321",), ("987654321",))

    notify(api, telefone="11987654321")
    assert identified(rows) == (exact, [])
    notify(api, telefone="1187654321")
    assert identified(rows) == (old, [])
    notify(api, telefone="98765-4321")
    assert identified(rows) == (None, [exact, old, local])


@NOTIFICAR
def test_an_inactive_client_never_calls(api: Api, rows: Rows, clientes: Clientes) -> None:
    clientes(("11987654321",), ativo=False)
    notify(api, telefone="11987654321")
    assert identified(rows) == (None, [])

    [alguem] = clientes(("11987654321",))
    notify(api, telefone="11987654321")
    assert identified(rows) == (alguem, [])


@NOTIFICAR
def test_an_inactive_client_that_is_named_does(api: Api, rows: Rows, clientes: Clientes) -> None:
    [alguem] = clientes(("11987654321",), ativo=False)

    notify(api, id_cliente=alguem, telefone="37999912222")

    assert identified(rows) == (alguem, [])


@NOTIFICAR
def test_id_cliente_then_codigo_cliente_then_the_telephone(api: Api, rows: Rows, clientes: Clientes) -> None:
    one, other, _ = clientes((), (), ("11987654321",))

    notify(api, id_cliente=one, codigo_cliente=other, telefone="11987654321")
    assert identified(rows) == (one, [])
    notify(api, codigo_cliente=other, telefone="11987654321")
    assert identified(rows) == (other, [])


@pytest.fixture
def lookup(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """The statement that looks telephones up, as the driver was given it."""
    asked: list[str] = []
    for kind in (SqliteConnection, PostgresConnection):
        original = kind.fetch

        async def noting(self: Any, prepared: Prepared, values: Values, original: Any = original) -> list[Row]:
            asked.append(prepared.sql)
            found: list[Row] = await original(self, prepared, values)
            return found

        monkeypatch.setattr(kind, "fetch", noting)

    def found() -> str:
        [sql] = {sql for sql in asked if "cliente_telefone" in sql}
        return sql

    return found


@NOTIFICAR
def test_it_is_looked_up_through_an_index(
    api: Api, settings: Settings, clientes: Clientes, lookup: Callable[[], str]
) -> None:
    clientes(*((f"119{n:08}", f"113{n:07}") for n in range(2000)))

    notify(api, telefone="11900000007")

    plan = asyncio.run(_plan(settings, lookup()))
    assert "ix_cliente_telefone_chave" in plan
    assert "Seq Scan on cliente_telefone" not in plan
    assert "SCAN cliente" not in plan


async def _plan(settings: Settings, sql: str) -> str:
    """How the database would run a statement of one parameter, whatever its value."""
    if not settings.is_postgres:
        with closing(sqlite3.connect(settings.sqlite_file)) as file:
            return "\n".join(row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {sql}", ("00000007",)))
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute("ANALYZE cliente; ANALYZE cliente_telefone; SET plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE procura AS {sql}")
        return "\n".join(row[0] for row in await connection.fetch("EXPLAIN EXECUTE procura('00000007')"))
    finally:
        await connection.close()


@NOTIFICAR
def test_the_event_is_what_the_window_shows(api: Api, rows: Rows) -> None:
    notify(api, telefone=37999912222, ligacao_params={"origem": "PBX"})

    [call] = rows("SELECT id_ligacao FROM ligacao")
    [event] = rows("SELECT * FROM event")
    assert as_json(event["data"]) == {
        "id_ligacao": call["id_ligacao"],
        "ramal": "111",
        "identificador_interno": None,
        "telefone": "37999912222",
        "cliente": {"id_cliente": 24001, "codigo_cliente": 1204, "nome_razaosocial": "BIANCA COUTO"},
        "candidatos": [],
        "ligacao_params": {"origem": "PBX"},
        "data_cadastro": "2026-01-15 09:00:00",
    }
    assert (event["name"], event["about"]) == ("ligacao.notificada", f"ligacao:{call['id_ligacao']}")
    assert (as_json(event["audience"]), event["id_usuario"]) == ([f"usuario:{BIANCA}"], 70)


@NOTIFICAR
def test_candidates_and_nobody_called_in_the_event(api: Api, rows: Rows, clientes: Clientes) -> None:
    both = clientes(("11987654321",), ("11987654321",))

    assert_success(
        api.post("pbx/ligacao/notificar", json={"identificador_interno": "fila-1", "telefone": "11987654321"})
    )

    [event] = rows("SELECT data, audience FROM event")
    data = as_json(event["data"])
    assert (data["ramal"], data["identificador_interno"], data["cliente"]) == (None, "fila-1", None)
    assert data["candidatos"] == [
        {"id_cliente": n, "codigo_cliente": n, "nome_razaosocial": f"CLIENTE {n}"} for n in both
    ]
    assert as_json(event["audience"]) == ["todos"]


@CANCELAR
def test_the_event_of_a_cancelled_call(api: Api, rows: Rows) -> None:
    notify(api, telefone=37999912222)
    cancel(api, telefone=37999912222)

    [call] = rows("SELECT id_ligacao, data_cancelamento FROM ligacao")
    event = rows("SELECT * FROM event ORDER BY id")[-1]
    assert event["name"] == "ligacao.cancelada"
    assert as_json(event["data"]) == {"id_ligacao": call["id_ligacao"]}
    assert as_json(event["audience"]) == [f"usuario:{BIANCA}"]
    assert call["data_cancelamento"] is not None


@NOTIFICAR
@pytest.mark.parametrize(
    "again",
    [
        {"telefone": "37999912222"},
        {"telefone": "+55 (37) 99991-2222"},
        {"telefone": "3799912222"},
        {"id_cliente": 24001},
        {"codigo_cliente": 1204, "telefone": "37999912222"},
        {"telefone": "37999912222", "identificador_interno": "pbx-a"},
    ],
)
def test_a_repeated_notification_updates_the_ringing_call(api: Api, rows: Rows, again: dict[str, Any]) -> None:
    notify(api, telefone=37999912222, ligacao_params={"vez": 1})
    notify(api, **again, ligacao_params={"vez": 2})

    [call] = rows("SELECT * FROM ligacao")
    assert (call["status"], call["id_cliente"], as_json(call["ligacao_params"])) == ("tocando", 24001, {"vez": 2})
    assert len(rows("SELECT 1 AS one FROM event WHERE name = 'ligacao.notificada'")) == 2


@NOTIFICAR
@pytest.mark.parametrize(
    "other",
    [
        {"telefone": "37999990000"},
        {"telefone": "11999912222"},
        {"ramal": 222, "telefone": "37999912222"},
        {"ramal": None, "identificador_interno": "agente07", "telefone": "37999912222"},
        {"id_cliente": 11201},
    ],
)
def test_another_call_is_another_window(api: Api, rows: Rows, other: dict[str, Any]) -> None:
    notify(api, telefone=37999912222)
    notify(api, **other)

    assert statuses(rows) == ["tocando", "tocando"]


@NOTIFICAR
@pytest.mark.parametrize("nobody", [False, True])
def test_many_identical_notifications_at_once_give_one_ringing_call(api: Api, rows: Rows, nobody: bool) -> None:
    body = {"ramal": 777 if nobody else 111, "telefone": 37999912222}
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: api.post("pbx/ligacao/notificar", json=body).json(), range(24)))

    assert {answer["status"] for answer in answers} == {"success"}
    assert statuses(rows) == ["tocando"]
    assert len(rows("SELECT 1 AS one FROM event")) == 24


@CANCELAR
def test_notified_and_cancelled_at_once_it_either_rings_or_not(api: Api, rows: Rows) -> None:
    body = {"ramal": 111, "telefone": 37999912222}
    with ThreadPoolExecutor(8) as senders:
        verbs = ["notificar", "cancelar"] * 8
        answers = list(senders.map(lambda verb: api.post(f"pbx/ligacao/{verb}", json=body).json(), verbs))

    assert {answer["status"] for answer in answers} == {"success"}
    assert statuses(rows).count("tocando") <= 1
    cancelled = rows("SELECT about FROM event WHERE name = 'ligacao.cancelada'")
    assert len(cancelled) == len({row["about"] for row in cancelled}) == statuses(rows).count("cancelada")


def let_expire(settings: Settings, clock: Clock) -> None:
    """What the worker does every minute."""

    async def run() -> None:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            await expirar(tx, clock())
        await database.close()

    asyncio.run(run())


@NOTIFICAR
def test_a_call_rings_for_five_minutes(api: Api, rows: Rows, settings: Settings, clock: Clock) -> None:
    notify(api, telefone=37999912222)
    clock.advance(seconds=300)
    let_expire(settings, clock)
    assert statuses(rows) == ["tocando"]

    clock.advance(seconds=1)
    for _ in range(2):
        let_expire(settings, clock)
    assert statuses(rows) == ["expirada"]
    [event] = rows("SELECT * FROM event WHERE name = 'ligacao.expirada'")
    assert list(as_json(event["data"])) == ["id_ligacao"]


@NOTIFICAR
def test_a_call_expires_once_whoever_notices(api: Api, rows: Rows, settings: Settings, clock: Clock) -> None:
    """The workers of several processes and new calls of the same minute: each old call has one event of its end."""
    for telefone in ("37999912222", "37999990000", "11900001111"):
        notify(api, telefone=telefone)
    clock.advance(seconds=301)

    with ThreadPoolExecutor(8) as crowd:
        ended = [crowd.submit(let_expire, settings, clock) for _ in range(8)]
        ended += [crowd.submit(notify, api, telefone=f"1190000{n:04}") for n in range(8)]
        for one in ended:
            one.result()

    assert sorted(statuses(rows)) == ["expirada"] * 3 + ["tocando"] * 8
    expired = [
        as_json(row["data"])["id_ligacao"] for row in rows("SELECT data FROM event WHERE name = 'ligacao.expirada'")
    ]
    calls = [row["id_ligacao"] for row in rows("SELECT id_ligacao FROM ligacao WHERE status = 'expirada'")]
    assert sorted(expired) == sorted(calls)


@NOTIFICAR
@pytest.mark.parametrize("other", [{"telefone": "37999912222"}, {"id_cliente": 24001}])
def test_keys_of_two_users_do_not_take_one_s_call_for_the_other(api: Api, rows: Rows, other: dict[str, Any]) -> None:
    """The extension decides; the window of whoever the other key names stays as it is."""
    notify(api, ramal=None, identificador_interno="agente07", telefone=37999912222, ligacao_params={"vez": 1})
    [before] = rows("SELECT * FROM ligacao")

    notify(api, ramal=111, identificador_interno="agente07", **other, ligacao_params={"vez": 2})
    notify(api, ramal=111, identificador_interno="agente07", **other, ligacao_params={"vez": 3})

    [his, hers] = rows("SELECT * FROM ligacao ORDER BY id_ligacao")
    assert his == before
    assert (his["id_usuario"], hers["id_usuario"]) == (AGENTE07, BIANCA)
    assert as_json(hers["ligacao_params"]) == {"vez": 3}
    told = [as_json(row["audience"]) for row in rows("SELECT audience FROM event ORDER BY id")]
    assert told == [[f"usuario:{AGENTE07}"], [f"usuario:{BIANCA}"], [f"usuario:{BIANCA}"]]


@CANCELAR
def test_nor_does_a_cancelled_call_end_one_of_the_same_number_at_another_s(api: Api, rows: Rows) -> None:
    notify(api, ramal=None, identificador_interno="agente07", telefone=37999912222)
    notify(api, telefone=37999912222)

    cancel(api, telefone=37999912222)

    assert statuses(rows) == ["tocando", "cancelada"]


@NOTIFICAR
def test_the_same_caller_after_five_minutes_is_a_new_call(api: Api, rows: Rows, clock: Clock) -> None:
    notify(api, telefone=37999912222)
    clock.advance(seconds=301)
    notify(api, telefone=37999912222)

    assert statuses(rows) == ["expirada", "tocando"]


@CANCELAR
@pytest.mark.parametrize(
    ("rings", "cancelled", "ends"),
    [
        ({"telefone": "37999912222"}, {"telefone": "37999912222"}, True),
        ({"telefone": "37999912222"}, {"telefone": "+55 37 99991-2222"}, True),
        ({"telefone": "37999912222"}, {"telefone": "3799912222"}, True),
        ({"telefone": "37999912222"}, {"id_cliente": 24001}, True),
        ({"telefone": "37999912222"}, {"codigo_cliente": 1204}, True),
        ({"id_cliente": 24001}, {"telefone": "37999912222"}, True),
        ({"id_cliente": 24001}, {"codigo_cliente": 1204}, True),
        ({"telefone": "11900001111"}, {"telefone": "11900001111"}, True),
        ({"identificador_interno": "pbx-a", "telefone": "37999912222"}, {"telefone": "37999912222"}, True),
        (
            {"identificador_interno": "pbx-a", "telefone": "37999912222"},
            {"ramal": None, "identificador_interno": "pbx-a", "telefone": "37999912222"},
            True,
        ),
        ({"ramal": 777, "telefone": "37999912222"}, {"ramal": 777, "telefone": "37999912222"}, True),
        ({"telefone": "37999912222"}, {"telefone": "37999990000"}, False),
        ({"telefone": "37999912222"}, {"telefone": "11999912222"}, False),
        ({"telefone": "37999912222"}, {"id_cliente": 11201}, False),
        ({"telefone": "37999912222"}, {"ramal": 777, "telefone": "37999912222"}, False),
        ({"ramal": 777, "telefone": "37999912222"}, {"ramal": 778, "telefone": "37999912222"}, False),
        (
            {"telefone": "37999912222"},
            {"ramal": None, "identificador_interno": "agente07", "telefone": "37999912222"},
            False,
        ),
        ({"telefone": "11900001111"}, {"id_cliente": 24001}, False),
    ],
)
def test_which_calls_are_cancelled(
    api: Api, rows: Rows, rings: dict[str, Any], cancelled: dict[str, Any], ends: bool
) -> None:
    notify(api, **rings)
    cancel(api, **cancelled)

    assert statuses(rows) == ["cancelada" if ends else "tocando"]


@CANCELAR
def test_every_ringing_call_that_matches_is_cancelled(api: Api, rows: Rows, clientes: Clientes) -> None:
    """A client with two numbers calls twice; naming the client withdraws both."""
    [alguem] = clientes(("11987654321", "1133224455"))
    notify(api, telefone="11987654321", ligacao_params={"linha": 1})
    notify(api, telefone="11900001111")
    notify(api, ramal=None, identificador_interno="agente07", telefone="11987654321")

    cancel(api, id_cliente=alguem)

    assert statuses(rows) == ["cancelada", "tocando", "tocando"]
    assert [row["id_usuario"] for row in rows("SELECT id_usuario FROM ligacao ORDER BY id_ligacao")] == [
        BIANCA,
        BIANCA,
        AGENTE07,
    ]
