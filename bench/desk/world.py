"""The provider whose desk is measured: 200 attendants with an extension each, one ticket in twenty open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import sqlalchemy as sa

from bench.world import END, SPAN, Row, Rows, World, draw
from plantao import cliente
from plantao.acesso.model import Papel, usuario
from plantao.acesso.rules import sessao
from plantao.app import open_database
from plantao.cliente.model import cliente_telefone
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from plantao.kit.time import real_clock

DESKS = tuple(range(60_001, 60_201))


def extension(attendant: int) -> str:
    return str(attendant - 58_000)


class Staffed(World):
    """The generated provider with the people who answer its telephones."""

    def __init__(self, tickets: int) -> None:
        super().__init__(tickets)
        self.attendants = DESKS

    def tables(self) -> Iterator[tuple[sa.Table, Rows]]:
        for table, rows in super().tables():
            yield table, self._with_attendants(rows) if table is usuario else rows
        yield cliente_telefone, (line for row in self._clients() for line in cliente.rules.telefones(row))

    def telephone(self, client: int) -> str:
        """The number a client calls from."""
        return f"379{80_000_000 + client:08}"

    @property
    def callers(self) -> range:
        """Clients who call."""
        return range(1, self.clients // 2 + 1)

    def served(self) -> Iterator[int]:
        """Other clients, who call and get a ticket: with one service and nothing open, so that nothing is asked."""
        newest = range(self.tickets - self.tickets // 10 - 1, self.tickets + 1)
        busy = {(self._service_of(n) - 1) % self.clients + 1 for n in newest if self._closed(n) is None}
        return (n for n in range(self.clients // 2 + 1, self.clients + 1) if n not in busy)

    def _with_attendants(self, rows: Rows) -> Rows:
        first = next(rows)
        same = {**first, "email": None, "senha": None, "papel": Papel.ATENDENTE}
        named = ({"id": n, "name": f"Atendente {n}", "ramal": extension(n)} for n in DESKS)
        return chain([first], rows, (same | one for one in named))

    def _closed(self, n: int) -> datetime | None:
        """Half of the newest tenth is open."""
        opened = self.opened(n)
        if opened > END - SPAN / 10 and draw(n, 11) < 0.5:
            return None
        return opened + timedelta(minutes=5 + int(draw(n, 12) * 3000))

    def _nobodys(self, n: int) -> bool:
        return self._closed(n) is None and draw(n, 60) < 0.1

    def _ticket(self, n: int) -> Row:
        row = super()._ticket(n)
        return row | {"id_usuario_responsavel": None} if self._nobodys(n) else row

    def _responsible(self) -> Rows:
        return (row for row in super()._responsible() if not self._nobodys(row["id_atendimento"]))


async def sign_in(settings: Settings) -> dict[int, str]:
    """A session of each attendant: the values of their cookies."""
    database = await open_database(settings)
    try:
        async with writing(database, lambda: None) as tx:
            now = real_clock()
            entered = {n: await sessao.entrar(tx, n, None, "bench", now, ficar=False) for n in DESKS}
    finally:
        await database.close()
    return {attendant: token for attendant, (token, _) in entered.items()}
