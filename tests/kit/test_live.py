"""The hub: each event rendered once and told to those it concerns, in order, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantao.app import open_database
from plantao.kit import connection, events, live
from plantao.kit.db import Database
from plantao.kit.events import Event, Happened, Position, newest, publish, writing
from plantao.kit.live import Aviso, Hub, in_passing, shows, sinal, snapshot, spell, unspell
from plantao.kit.settings import Settings
from plantao.kit.tail import Tail
from plantao.kit.tx import Read, reading

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
ANA, TEO = ["usuario:22", "setor:3", "todos"], ["usuario:56", "todos"]
SECONDS = 30


class Mudou(Event, frozen=True, kw_only=True):
    """One signal."""

    name: ClassVar[str] = "vivo.mudou"
    n: int


class Chegou(Event, frozen=True, kw_only=True):
    """A call for one, a signal for all, in several messages."""

    name: ClassVar[str] = "vivo.chegou"
    n: int


class Falhou(Event, frozen=True, kw_only=True):
    """What one cannot render and another can."""

    name: ClassVar[str] = "vivo.falhou"
    n: int
    how: str


class Calado(Event, frozen=True, kw_only=True):
    """What nobody shows."""

    name: ClassVar[str] = "vivo.calado"


rendered: Counter[int] = Counter()


@pytest.fixture(autouse=True)
def nothing_rendered() -> None:
    rendered.clear()


@shows(Mudou)
async def mudou(read: Read, happened: Happened, evento: Mudou) -> list[Aviso]:
    rendered[evento.n] += 1
    return [Aviso("mudou", {"n": evento.n})]


@shows(Chegou)
async def janela(read: Read, happened: Happened, evento: Chegou) -> list[Aviso]:
    rendered[evento.n] += 1
    return [Aviso("chamada", {"n": evento.n, "html": "<b>\r\nolá\n</b>"}), sinal("plantao:minhas")]


@shows(Chegou, to=["todos"])
async def lista(read: Read, happened: Happened, evento: Chegou) -> list[Aviso]:
    rendered[-evento.n] += 1
    return [sinal("plantao:chamadas"), sinal("plantao:setor", ["setor:3"])]


@shows(Falhou)
async def quebrado(read: Read, happened: Happened, evento: Falhou) -> list[Aviso]:
    if evento.how == "raises":
        raise ZeroDivisionError
    if evento.how == "hangs":
        await asyncio.Event().wait()
    return [Aviso("quebrado", {"n": object()})]


@shows(Falhou)
async def inteiro(read: Read, happened: Happened, evento: Falhou) -> list[Aviso]:
    return [Aviso("inteiro", {"n": evento.n})]


@pytest.fixture
def snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a screen begins with: something that works, and something that does not."""
    monkeypatch.setattr(live, "_snapshots", {})

    @snapshot("quebrada")
    async def broken(read: Read, reader: Any, now: datetime) -> dict[str, Any]:
        raise ZeroDivisionError

    @snapshot("ativas")
    async def ativas(read: Read, reader: Any, now: datetime) -> dict[str, Any]:
        return {"de": reader, "em": now.isoformat()}


ATIVAS = ("ativas", {"de": "ana", "em": NOW.isoformat()})
RECOMECAR: tuple[str, dict[str, Any]] = ("recomecar", {})


class Screen:
    """One reader, who notes what it was told."""

    def __init__(self, hub: Hub, audiences: Collection[str], since: Position | None) -> None:
        self.audiences: Collection[str] | None = audiences
        self.position = since
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.beats = 0
        self.ended = False
        self._stream = hub.stream("ana", self.allowed, since)

    async def allowed(self, read: Read) -> Collection[str] | None:
        return self.audiences

    async def pull(self) -> bool:
        """Take the next bytes; answers whether there were any."""
        async with asyncio.timeout(SECONDS):
            chunk = await anext(self._stream, None)
        if chunk is None:
            self.ended = True
            return False
        assert chunk.endswith(b"\n\n") or chunk == b""
        for block in chunk.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            if "event" in fields:
                self.told.append((fields["event"], json.loads(fields["data"])))
            self.beats += "event" not in fields
            if "id" in fields:
                self.position = unspell(fields["id"])
        return True

    async def hear(self, count: int) -> None:
        """Wait until that much was told in all."""
        while len(self.told) < count:
            assert await self.pull(), self.told

    async def beat(self) -> None:
        """Wait for a heartbeat."""
        before = self.beats
        while self.beats == before:
            assert await self.pull(), self.told

    async def to_the_end(self) -> None:
        while await self.pull():
            pass

    async def leave(self) -> None:
        await self._stream.aclose()  # type: ignore[attr-defined]

    @property
    def numbers(self) -> list[int]:
        return [dados["n"] for _, dados in self.told if "n" in dados]


class Room:
    """A hub that hears a database, and its readers."""

    def __init__(self, database: Database, hub: Hub, tail: Tail, stack: AsyncExitStack) -> None:
        self.database = database
        self.hub = hub
        self.tail = tail
        self._stack = stack

    async def screen(self, audiences: Collection[str], since: Position | None = None) -> Screen:
        """Connect a reader, as far as the first heartbeat or snapshot."""
        screen = Screen(self.hub, audiences, since)
        self._stack.push_async_callback(screen.leave)
        await screen.pull()
        await screen.pull()
        return screen

    async def tell(self, *what: Event, to: Collection[str] = ("todos",), now: datetime = NOW) -> None:
        async with writing(self.database, self.tail.wake) as tx:
            for event in what:
                publish(tx, event, about="vivo:1", to=list(to), by=None, now=now)

    def say(self, tipo: str, dados: dict[str, Any], para: Collection[str] = ("todos",)) -> None:
        self.tail.say(in_passing(Aviso(tipo, dados, para)))

    async def settled(self) -> Position:
        async with reading(self.database) as read:
            return await newest(read)


Program = Callable[[Room], Awaitable[None]]


@pytest.fixture
def run(settings: Settings, snapshots: None) -> Callable[[Program], None]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Room]:
        database = await open_database(settings)
        hub, tail = Hub(database, lambda: NOW), Tail(database)
        tail.hear(hub.heard)
        tail.listen(hub.passing)
        await tail.start()
        async with AsyncExitStack() as stack:
            yield Room(database, hub, tail, stack)
        await tail.stop()
        await database.close()

    async def program(what: Program) -> None:
        async with opened() as room:
            await what(room)

    return lambda what: asyncio.run(program(what))


Run = Callable[[Program], None]


def test_a_screen_begins_with_a_snapshot_and_hears_in_order(run: Run) -> None:
    async def program(room: Room) -> None:
        await room.tell(Mudou(n=0))
        screen = await room.screen(ANA)
        assert screen.told[0] == ATIVAS
        for n in range(1, 9, 2):
            await room.tell(Mudou(n=n), Calado(), Mudou(n=n + 1))
        while screen.numbers[-1:] != [8]:
            await screen.pull()

        assert [n for n in screen.numbers if n] == list(range(1, 9))

    run(program)


def test_each_reader_is_told_what_concerns_them(run: Run) -> None:
    async def program(room: Room) -> None:
        ana, teo = await room.screen(ANA), await room.screen(TEO)
        await room.tell(Chegou(n=1), to=["usuario:22"])
        await room.tell(Mudou(n=2), to=["usuario:56"])
        await room.tell(Mudou(n=3), to=["setor:3", "setor:4"])
        await room.tell(Mudou(n=4), to=["usuario:2", "setor:33"])
        await room.tell(Mudou(n=5))
        await ana.hear(7)
        await teo.hear(4)

        chamada = ("chamada", {"n": 1, "html": "<b>\r\nolá\n</b>"})
        signals = [("sinal", {"nome": f"plantao:{nome}"}) for nome in ("minhas", "chamadas", "setor")]
        assert ana.told == [ATIVAS, chamada, *signals, ("mudou", {"n": 3}), ("mudou", {"n": 5})]
        assert teo.told == [ATIVAS, signals[1], ("mudou", {"n": 2}), ("mudou", {"n": 5})]
        assert rendered[4] == 0

    run(program)


def test_the_position_stands_on_the_last_message_of_an_event(run: Run) -> None:
    """A line cut in the middle of an event's messages tells all of them again."""

    async def program(room: Room) -> None:
        screen = await room.screen(ANA)
        raw = room.hub.stream("ana", screen.allowed, await room.settled(), b"greeting")
        assert await anext(raw) == b"greeting"
        beat = await anext(raw)
        await room.tell(Chegou(n=1), to=["usuario:22"])
        chunk = await anext(raw)
        await screen.hear(5)
        assert screen.position is not None
        *others, last = chunk.split(b"\n\n")[:-1]

        assert beat.startswith(b"id: ")
        assert beat.endswith(b"\n: \n\n")
        assert [block.split(b"\n")[0] for block in others] == [b"event: chamada", b"event: sinal", b"event: sinal"]
        assert last.decode().split("\n") == [
            f"id: {spell(screen.position)}",
            "event: sinal",
            'data: {"nome":"plantao:setor"}',
        ]

    run(program)


def test_an_event_is_rendered_once_however_many_read_it_now_or_later(run: Run) -> None:
    async def program(room: Room) -> None:
        begin = (await room.screen(TEO)).position
        screens = [await room.screen(ANA) for _ in range(30)]
        await room.tell(Mudou(n=1), Chegou(n=2), Mudou(n=3))
        await asyncio.gather(*[screen.hear(7) for screen in screens])
        late = await asyncio.gather(*[room.screen(ANA, begin) for _ in range(30)])
        await asyncio.gather(*[screen.hear(6) for screen in late])

        assert rendered == {1: 1, 2: 1, -2: 1, 3: 1}
        assert all(screen.told == screens[0].told[1:] for screen in late)

    run(program)


def test_nothing_is_rendered_for_nobody_but_whoever_comes_back_is_told(run: Run) -> None:
    async def program(room: Room) -> None:
        first, other = await room.screen(ANA), await room.screen(["usuario:1", "algum"])
        since = first.position
        await first.leave()
        await room.tell(Mudou(n=1), Chegou(n=2), to=["usuario:22"])
        await room.tell(Mudou(n=3), to=["algum"])
        await other.hear(2)
        assert rendered == {3: 1}
        back = await room.screen(ANA, since)
        await back.hear(5)

        assert back.numbers == [1, 2]
        assert back.told[0] == ("mudou", {"n": 1})

    run(program)


@pytest.mark.parametrize("since", ["a position", "nothing"])
def test_what_happens_while_a_reader_connects_is_told_once(run: Run, since: str) -> None:
    """Before the database is looked at, it is both in what was missed and in what waits; after it, in the latter."""
    look = events.newest if since == "nothing" else events.after

    async def program(room: Room) -> None:
        witness = await room.screen(ANA)

        async def look_in_between(*arguments: Any) -> Any:
            patch.undo()
            await room.tell(Mudou(n=1), Mudou(n=2))
            await witness.hear(3)
            found = await look(*arguments)
            await room.tell(Mudou(n=3), Mudou(n=4))
            await witness.hear(5)
            return found

        patch.setattr(events, look.__name__, look_in_between)
        screen = await room.screen(ANA, None if since == "nothing" else witness.position)
        await room.tell(Mudou(n=5))
        while screen.numbers[-1:] != [5]:
            await screen.pull()

        assert screen.numbers == ([3, 4, 5] if since == "nothing" else [1, 2, 3, 4, 5])

    with pytest.MonkeyPatch.context() as patch:
        run(program)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_or_doubled_between_replay_and_what_follows(run: Run, seed: int) -> None:
    """Readers come and go, with the position of what they heard last, while several write."""
    rng = random.Random(seed)
    numbers = iter(range(1000))
    done = asyncio.Event()
    written: list[int] = []

    async def write(room: Room) -> None:
        for _ in range(20):
            mine = [next(numbers) for _ in range(rng.randrange(1, 4))]
            await room.tell(*(Mudou(n=n) for n in mine))
            written.extend(mine)

    async def read(room: Room, since: Position | None) -> list[int]:
        heard: list[int] = []
        while not (done.is_set() and len(heard) == len(written)):
            screen = await room.screen(ANA, since)
            for _ in range(rng.randrange(1, 6)):
                if done.is_set() and len(heard) + len(screen.numbers) >= len(written):
                    break
                await screen.pull()
            await screen.leave()
            assert RECOMECAR not in screen.told
            heard += screen.numbers
            since = screen.position
        return heard

    async def program(room: Room) -> None:
        async def writers() -> None:
            await asyncio.gather(*[write(room) for _ in range(3)])
            done.set()

        since = (await room.screen(ANA)).position
        writing = asyncio.create_task(writers())
        heard = await asyncio.gather(*[read(room, since) for _ in range(4)])
        await writing

        assert all(sorted(each) == sorted(written) for each in heard)
        assert all(each == heard[0] for each in heard)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "BEAT_SECONDS", 0.05)
        run(program)


def test_who_lets_too_much_wait_begins_again_and_nobody_else_notices(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def program(room: Room) -> None:
        quick, slow = await room.screen(ANA), await room.screen(ANA)
        monkeypatch.setattr(connection, "QUEUE_EVENTS", 5)
        for n in range(1, 41):
            await room.tell(Mudou(n=n))
            await quick.hear(1 + n)
        await slow.hear(3)
        assert slow.told == [ATIVAS, RECOMECAR, ATIVAS]
        await room.tell(Mudou(n=41))
        await asyncio.gather(quick.hear(42), slow.hear(4))

        assert quick.numbers == list(range(1, 42))
        assert slow.numbers == [41]
        assert slow.position == quick.position

    run(program)


def test_what_is_said_in_passing_is_told_to_who_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place among the events: nobody who comes back hears of it, and it pushes nothing out of the queue."""

    async def program(room: Room) -> None:
        ana, teo = await room.screen(ANA), await room.screen(TEO)
        before = ana.position
        room.say("presenca", {"n": 1}, ["usuario:22"])
        room.say("presenca", {"n": 2})
        await ana.hear(3)
        await teo.hear(2)
        assert (ana.numbers, teo.numbers) == ([1, 2], [2])
        assert ana.position == before

        await room.tell(Mudou(n=3))
        await ana.hear(4)
        back = await room.screen(ANA, before)
        await back.hear(1)
        assert back.numbers == [3]

        monkeypatch.setattr(connection, "QUEUE_EVENTS", 5)
        for n in range(10, 30):
            room.hub.passing(in_passing(Aviso("presenca", {"n": n}, ["todos"])))
        await ana.hear(9)
        assert ana.numbers[3:] == [10, 11, 12, 13, 14]

    run(program)


def test_what_is_said_in_passing_reaches_every_process(settings: Settings, run: Run) -> None:
    async def program(room: Room) -> None:
        heard: asyncio.Queue[str] = asyncio.Queue()
        other = Tail(room.database)
        processes = [room.tail, other] if settings.is_postgres else [room.tail]
        for process in processes:
            process.listen(heard.put_nowait)
        await other.start()
        room.say("presenca", {"n": 1})
        async with asyncio.timeout(SECONDS):
            told = [await heard.get() for _ in processes]
        await other.stop()

        assert told == [in_passing(Aviso("presenca", {"n": 1}, ["todos"]))] * len(processes)

    run(program)


@pytest.mark.parametrize("how", ["too many", "too old", "another database"])
def test_who_missed_too_much_begins_again(run: Run, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(live, "REPLAY_EVENTS", 3)

    async def program(room: Room) -> None:
        witness = await room.screen(ANA)
        since = witness.position
        age = timedelta(minutes=5, seconds=1) if how == "too old" else timedelta()
        for n in range(1, 5 if how == "too many" else 3):
            await room.tell(Mudou(n=n), now=NOW - age)
            await witness.hear(1 + n)
        back = await room.screen(ANA, Position(2**60, 1) if how == "another database" else since)
        assert back.told == [RECOMECAR, ATIVAS]
        assert back.position == witness.position
        await room.tell(Mudou(n=9))
        await back.hear(3)

        assert back.numbers == [9]

    run(program)


def test_what_is_not_too_much_or_too_old_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "REPLAY_EVENTS", 3)

    async def program(room: Room) -> None:
        witness = await room.screen(ANA)
        since = witness.position
        for n in range(1, 4):
            await room.tell(Mudou(n=n), now=NOW - timedelta(minutes=5))
            await witness.hear(1 + n)
        back = await room.screen(ANA, since)
        await back.hear(3)

        assert back.numbers == [1, 2, 3]
        assert back.position == witness.position

    run(program)


@pytest.mark.parametrize("how", ["raises", "hangs", "no json"])
def test_a_renderer_that_fails_costs_nobody_else(run: Run, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(live, "RENDER_SECONDS", 0.05)

    async def program(room: Room) -> None:
        screen = await room.screen(ANA)
        await room.tell(Mudou(n=1), Falhou(n=2, how=how), Mudou(n=3))
        await screen.hear(4)

        assert screen.told[1:] == [("mudou", {"n": 1}), ("inteiro", {"n": 2}), ("mudou", {"n": 3})]

    run(program)


def test_a_heartbeat_carries_the_position_reached_by_all(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that whoever nothing concerned for an hour has not fallen behind."""
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.02)

    async def program(room: Room) -> None:
        ana, teo = await room.screen(ANA), await room.screen(TEO)
        await room.tell(Calado(), Mudou(n=1), to=["usuario:22"])
        await ana.hear(2)
        await teo.beat()

        assert ana.position is not None
        assert teo.position == ana.position
        assert teo.told == [ATIVAS]

    run(program)


def test_a_heartbeat_never_passes_what_is_not_told_yet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def program(room: Room) -> None:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slow(read: Read, happened: Happened, evento: Mudou) -> list[Aviso]:
            begun.set()
            await go_on.wait()
            return []

        async def beat_now() -> None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(live, "BEAT_SECONDS", 0.0)
                await screen.beat()

        witness, screen = await room.screen(ANA), await room.screen(ANA)
        monkeypatch.setitem(live._shows, Mudou.name, live._shows[Mudou.name] | {})
        shows(Mudou)(slow)
        await room.tell(Mudou(n=1))
        await begun.wait()
        await beat_now()
        assert screen.position == witness.position
        go_on.set()
        await witness.hear(2)
        await beat_now()

        assert screen.position is not None
        assert witness.position is not None
        assert screen.position < witness.position

    run(program)


def test_the_end_of_a_session_ends_the_stream(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.02)

    async def program(room: Room) -> None:
        ana, teo = await room.screen(ANA), await room.screen(TEO)
        where = ana.position
        ana.audiences = None
        await ana.to_the_end()
        await room.tell(Mudou(n=1))
        await teo.hear(2)
        refused = Screen(room.hub, [], where)
        await refused.to_the_end()

        assert ana.told == [ATIVAS, ("sem_sessao", {})]
        assert refused.told == [("sem_sessao", {})]
        assert refused.position == where

    run(program)


def test_a_session_is_looked_at_however_much_there_is_to_tell(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.0)

    async def program(room: Room) -> None:
        ana = await room.screen(ANA)
        await room.tell(*(Mudou(n=n) for n in range(300)))
        ana.audiences = None
        await ana.to_the_end()

        assert ana.told[-1] == ("sem_sessao", {})

    run(program)


def test_who_moves_to_another_sector_hears_of_it_from_then_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.02)

    async def program(room: Room) -> None:
        teo = await room.screen(TEO)
        teo.audiences = [*TEO, "setor:7"]
        await teo.beat()
        await room.tell(Mudou(n=7), to=["setor:7"])
        await teo.hear(2)

        assert teo.numbers == [7]

    run(program)


def test_the_end_of_the_server_ends_every_stream(run: Run) -> None:
    async def program(room: Room) -> None:
        screens = [await room.screen(ANA) for _ in range(5)]
        waiting = [asyncio.create_task(screen.to_the_end()) for screen in screens]
        await asyncio.sleep(0)
        room.hub.close()
        await asyncio.gather(*waiting)
        late = Screen(room.hub, ANA, screens[0].position)
        await late.to_the_end()

        assert all(screen.ended and screen.told == [ATIVAS] for screen in screens)
        assert late.told == []

    run(program)


@given(st.builds(Position, st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1)))
def test_a_position_is_read_as_it_was_written(position: Position) -> None:
    assert unspell(spell(position)) == position


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "1.2.3", "-1.2", "1.x", "1.2 ", "１.２", f"0.{2**63}", "9" * 40])
def test_what_is_no_position(text: str) -> None:
    assert unspell(text) is None
