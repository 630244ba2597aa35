"""What happens, shown on the screens it concerns: an event is rendered once and sent to every reader of its audience.

A stream is `text/event-stream`. What one event tells a reader ends with its position (`id: xact.id`), so that a line
cut in between tells all of it again; a heartbeat is a comment with the position reached, for whom nothing concerned.
Who comes with a position is told what came after it; who comes without, from too long ago, or was too slow gets a
snapshot, after `recomecar` when what is on the screen may be old. No reader waits for another.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec

from plantao.kit import events
from plantao.kit.columns import INT64_MAX
from plantao.kit.connection import Connection
from plantao.kit.db import Database
from plantao.kit.events import Event, Happened, Position
from plantao.kit.log import log
from plantao.kit.time import Clock
from plantao.kit.tx import Read, reading

BEAT_SECONDS = 10.0
RENDER_SECONDS = 5.0
"""Whoever cannot render an event in this time keeps everybody's events waiting."""
REPLAY_EVENTS = 500
REPLAY_TIME = timedelta(minutes=5)
REMEMBERED = 1000
"""Renderings kept for those who come back, all at once, after the server or the network was away."""
SINAL = "sinal"

E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=Callable[[Read, Any, datetime], Awaitable[dict[str, Any]]])
Renderer = Callable[[Read, Happened, E], Awaitable[list["Aviso"]]]
Audiences = Callable[[Read], Awaitable[Collection[str] | None]]
"""Which audiences a reader is of by now; None when they may not read any more."""


class Aviso(NamedTuple):
    """What screens are told; `para` names the audiences when it is not for everybody the event is for."""

    tipo: str
    dados: dict[str, Any]
    para: Collection[str] | None = None


def sinal(nome: str, para: Collection[str] | None = None) -> Aviso:
    """Tell pages that what listens to `nome` (`plantao:fila`) is to be fetched again."""
    return Aviso(SINAL, {"nome": nome}, para)


class _Show(NamedTuple):
    path: str
    kind: type[Event]
    render: Renderer[Any]
    to: Collection[str]


_shows: dict[str, dict[str, _Show]] = {}
_snapshots: dict[str, Callable[[Read, Any, datetime], Awaitable[dict[str, Any]]]] = {}
_doubtful: set[str] = set()


def shows(*kinds: type[E], to: Collection[str] = ()) -> Callable[[Renderer[E]], Renderer[E]]:
    """Let the decorated function say what screens are told of these events.

    It runs only while somebody is connected whom the event is for: its own audience, or in its place all of `to`.
    """

    def register(render: Renderer[E]) -> Renderer[E]:
        path = f"{render.__module__}.{render.__qualname__}"
        for kind in kinds:
            _shows.setdefault(kind.name, {})[path] = _Show(path, kind, render, to)
        return render

    return register


def snapshot(tipo: str) -> Callable[[S], S]:
    """Let the decorated function say, as `tipo`, what a reader must know who was told nothing yet."""

    def register(take: S) -> S:
        _snapshots[tipo] = take
        return take

    return register


def doubtful(kind: type[Event]) -> None:
    """Look again, after such an event, whether those it is for may still read."""
    _doubtful.add(kind.name)


def spell(position: Position) -> str:
    """A position as streams and pages carry it."""
    return f"{position.xact}.{position.id}"


def unspell(text: str) -> Position | None:
    """The position of a text, if it is one."""
    if not re.fullmatch(r"[0-9]{1,19}\.[0-9]{1,19}", text):
        return None
    position = Position(*map(int, text.split(".")))
    return position if max(position) <= INT64_MAX else None


def frame(tipo: str, dados: dict[str, Any]) -> bytes:
    """One message of a stream."""
    return b"event: %b\ndata: %b\n\n" % (tipo.encode(), msgspec.json.encode(dados))


RECOMECAR = frame("recomecar", {})
SEM_SESSAO = frame("sem_sessao", {})
PULSO = (b": \n\n",)


class _Frame(NamedTuple):
    """Whom a message is for, and its bytes; a mere signal may wait for other messages."""

    para: Collection[str]
    message: bytes
    urgent: bool


def in_passing(aviso: Aviso) -> str:
    """What screens are told at once, and nobody later, as `Tail.say` tells it to every process."""
    return msgspec.json.encode(aviso).decode()


def _until(position: Position, frames: Sequence[bytes] = PULSO) -> bytes:
    """What is to be told up to `position`: the last of the frames carries it."""
    *others, last = frames
    return b"%bid: %b\n%b" % (b"".join(others), spell(position).encode(), last)


class _Told:
    """What one event tells: put together once for all readers of the same audiences."""

    def __init__(self, position: Position, frames: Sequence[_Frame]) -> None:
        self.position = position
        self._frames = frames
        self._chunks: dict[tuple[int, ...], tuple[bytes, bool]] = {}

    def to(self, audiences: frozenset[str]) -> tuple[bytes, bool] | None:
        """The bytes for a reader, if any concern them, and whether they are urgent."""
        which = tuple(n for n, f in enumerate(self._frames) if not audiences.isdisjoint(f.para))
        if which and which not in self._chunks:
            its = [self._frames[n] for n in which]
            self._chunks[which] = _until(self.position, [f.message for f in its]), any(f.urgent for f in its)
        return self._chunks.get(which)


class Hub:
    """Hears the tail and tells every connected reader what concerns them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._connections: set[Connection] = set()
        self._rendered: OrderedDict[tuple[Position, str], asyncio.Task[list[_Frame]]] = OrderedDict()
        self._position = Position()
        self._closed = False

    def close(self) -> None:
        """End every stream; whoever was reading comes back to the next server."""
        self._closed = True
        for connection in self._connections:
            connection.news.set()

    async def heard(self, happened: Happened) -> None:
        """Tell what `happened`; a hearer of the tail."""
        anybody = frozenset(audience for c in self._connections for audience in c.audiences)
        told = await self._told(happened, anybody)
        for connection in self._connections:
            if happened.name in _doubtful and not connection.audiences.isdisjoint(happened.audience):
                connection.doubt()
            if concerns := told.to(connection.audiences):
                chunk, urgent = concerns
                connection.put(happened.position, chunk, urgent=urgent)
        self._position = happened.position

    def readers(self, audience: str) -> int:
        """How many streams of this process are for `audience`."""
        return sum(audience in connection.audiences for connection in self._connections)

    def passing(self, word: str) -> None:
        """Tell who is connected now what nobody keeps; a hearer of what processes say to each other."""
        aviso = msgspec.json.decode(word, type=Aviso)
        for connection in self._connections:
            if not connection.audiences.isdisjoint(aviso.para or ()):
                connection.put_in_passing(frame(aviso.tipo, aviso.dados))

    async def _told(self, happened: Happened, audiences: frozenset[str]) -> _Told:
        """What `happened` tells these audiences, rendered unless it was before."""
        frames: list[_Frame] = []
        for show in _shows.get(happened.name, {}).values():
            if not audiences.isdisjoint(show.to or happened.audience):
                key = (happened.position, show.path)
                if key not in self._rendered:
                    self._rendered[key] = asyncio.create_task(self._render(show, happened))
                frames += await asyncio.shield(self._rendered[key])
        while len(self._rendered) > REMEMBERED:
            self._rendered.popitem(last=False)
        return _Told(happened.position, frames)

    async def _render(self, show: _Show, happened: Happened) -> list[_Frame]:
        try:
            event = msgspec.convert(happened.data, show.kind)
            async with asyncio.timeout(RENDER_SECONDS), reading(self._database) as read:
                avisos = await show.render(read, happened, event)
            everybody = show.to or happened.audience
            return [
                _Frame(everybody if a.para is None else a.para, frame(a.tipo, a.dados), a.tipo != SINAL) for a in avisos
            ]
        except Exception:
            log.exception("show", name=happened.name, about=happened.about, by=show.path)
            self._rendered.pop((happened.position, show.path), None)
            return []

    async def stream(
        self, reader: Any, audiences: Audiences, position: Position | None, greeting: bytes = b""
    ) -> AsyncIterator[bytes]:
        """What `reader` is to be told after `position`, until the server or their session ends."""
        connection = Connection()
        self._connections.add(connection)
        try:
            if await self._admitted(connection, audiences):
                yield greeting
                if position is None:
                    yield await self._snapshot(connection, reader)
                else:
                    async for chunk in self._replay(connection, position):
                        yield chunk
                async for chunk in self._following(connection, reader, audiences):
                    yield chunk
            if not (self._closed or connection.audiences):
                yield SEM_SESSAO
        except Exception:
            log.exception("stream")
        finally:
            self._connections.discard(connection)

    async def _admitted(self, connection: Connection, audiences: Audiences) -> bool:
        async with reading(self._database) as read:
            connection.audiences = frozenset(await audiences(read) or ())
        return bool(connection.audiences)

    async def _replay(self, connection: Connection, position: Position) -> AsyncIterator[bytes]:
        """What came after `position`; already registered, so that nothing can come between this and what follows."""
        async with reading(self._database) as read:
            newest = await events.newest(read)
            missed = await events.after(read, position, REPLAY_EVENTS + 1)
        late = bool(missed) and self._clock() - missed[0].data_cadastro > REPLAY_TIME
        if late or len(missed) > REPLAY_EVENTS or position > newest:
            connection.overflowed = True
            return
        for happened in missed:
            if concerns := (await self._told(happened, connection.audiences)).to(connection.audiences):
                yield concerns[0]
        connection.position = missed[-1].position if missed else position
        yield _until(connection.position)

    async def _snapshot(self, connection: Connection, reader: Any, *first: bytes) -> bytes:
        """All a reader must know; what waited for them is in it."""
        connection.take()
        connection.overflowed = False
        frames = list(first)
        async with reading(self._database) as read:
            position = await events.newest(read)
            for tipo, take in _snapshots.items():
                try:
                    frames.append(frame(tipo, await take(read, reader, self._clock())))
                except Exception:
                    log.exception("snapshot", tipo=tipo)
        connection.position = position
        return _until(position, frames or PULSO)

    async def _following(self, connection: Connection, reader: Any, audiences: Audiences) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        beat = clock() + BEAT_SECONDS
        while not self._closed:
            if connection.overflowed:
                yield await self._snapshot(connection, reader, RECOMECAR)
            elif connection.doubted or clock() >= beat:
                connection.doubted = False
                if not await self._admitted(connection, audiences):
                    return
                if not connection.waiting:
                    connection.position = max(connection.position, self._position)
                yield _until(connection.position)
                beat = clock() + BEAT_SECONDS
            elif chunk := connection.take():
                yield chunk
            else:
                await connection.wait(beat)
