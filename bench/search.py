"""The search of everything on a provider of any size: `python -m bench.search --tickets 1000000 [--database-url …]`."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import world as bench
from bench.load import load
from bench.world import BEGIN, Row, Rows, World, draw
from plantao.acesso.model import PERMISSOES_DO_PAPEL, Papel
from plantao.app import configure, open_database, prepare
from plantao.kit.catalogue import Catalogue
from plantao.kit.settings import DEMO_SECRET_KEY, Settings
from plantao.kit.tx import reading
from plantao.painel.queries.busca import buscar
from plantao.pbx.model import ligacao

TIMES = 15
CONSONANTS = "b c d f g j l m n p r s t v br cl dr gr pr tr lh nh".split()
VOWELS = "a e i o u ã é ô".split()


def invented(n: int, what: int) -> str:
    """A word that looks like a name."""
    pairs = range(2 + int(draw(n, what) * 3))
    letters = (
        CONSONANTS[int(draw(n, what * 31 + j) * len(CONSONANTS))]
        + VOWELS[int(draw(n, what * 37 + j) ** 1.5 * len(VOWELS))]
        for j in pairs
    )
    return "".join(letters).upper()


FIRST = (*bench.NAMES, "MARIA", "JOSÉ", "ANTÔNIO", "WELLINGTON", *(invented(i, 901) for i in range(1500)))
LAST = (*bench.SURNAMES, "SILVA", "SANTOS", "OLIVEIRA", *(invented(i, 902) for i in range(6000)))
STREET = (*bench.STREETS, *(f"RUA {invented(i, 903)} {invented(i, 904)}" for i in range(3000)))


def often(items: tuple[str, ...], n: int, what: int) -> str:
    """One of `items`, the first far more often than the last."""
    return items[int(draw(n, what) ** 3 * len(items))]


def digits(n: int, what: int, count: int) -> str:
    return f"{int(draw(n, what) * 10**count):0{count}}"


class Varied(World):
    """The generated provider, with names, numbers and streets as varied as real ones, and calls."""

    def tables(self) -> Iterator[tuple[sa.Table, Rows]]:
        yield from super().tables()
        yield ligacao, self._calls()

    def _clients(self) -> Rows:
        for row in super()._clients():
            n = row["id_cliente"]
            name = f"{often(FIRST, n, 1)} {often(LAST, n, 2)} {often(LAST, n, 3)}"
            phone = f"(37) 9{digits(n, 41, 4)}-{digits(n, 42, 4)}"
            yield row | {
                "nome_razaosocial": name,
                "cpf_cnpj": digits(n, 40, 11),
                "telefone_primario": phone,
                "ativo": draw(n, 43) > 0.15,
            }

    def _addresses(self) -> Rows:
        for row in super()._addresses():
            yield row | {"endereco": often(STREET, row["id_endereco_numero"], 5)}

    def _ticket(self, n: int) -> Row:
        row = super()._ticket(n)
        return row | {"protocolo": row["protocolo"][:14] + digits(n, 45, 6)}

    def _calls(self) -> Rows:
        for n in range(1, self.tickets // 3):
            client = int(draw(n, 50) * self.clients) + 1
            yield {
                "id_ligacao": n,
                "telefone": f"379{digits(client, 41, 4)}{digits(client, 42, 4)}",
                "id_cliente": client if n % 5 else None,
                "candidatos": [],
                "ligacao_params": {},
                "status": "atendida",
                "janela": "fechada",
                "data_cadastro": BEGIN + timedelta(minutes=5 * n),
            }


def questions(world: Varied) -> dict[str, str]:
    """What people ask, of a client and a ticket from the middle of the world."""
    n = world.clients // 2
    name = [often(FIRST, n, 1), often(LAST, n, 2), often(LAST, n, 3)]
    cpf, phone = digits(n, 40, 11), f"(37) 9{digits(n, 41, 4)}-{digits(n, 42, 4)}"
    protocolo = world._ticket(world.tickets // 2)["protocolo"]
    return {
        "name": " ".join(name),
        "name, two words": " ".join(name[:2]).lower(),
        "name, frequent": "maria",
        "names, frequent": "ana silva",
        "fragments": f"{name[2][1:4]} {name[0][:4]}",
        "1 letter": "j",
        "2 letters": "ma",
        "1 and 2 letters": "m si",
        "middle of a word": "out",
        "CPF": cpf,
        "CPF, part": cpf[3:8],
        "3 digits": cpf[4:7],
        "code": str(n),
        "telephone": phone,
        "telephone, +55": f"+55{phone}",
        "telephone, end": phone[-4:],
        "telephone, beginning": "37 9999",
        "street": "padre paulo",
        "city": "santo antonio do monte",
        "protocolo": protocolo,
        "protocolo, beginning": protocolo[:8],
        "protocolo, end": protocolo[-6:],
        "protocolo, middle": protocolo[8:12],
        "protocolo, year": "2026",
        "order": str(bench.FIRST_NUMERO + 100),
        "nobody": "xwqzk",
        "no number": "98765432109876",
        "wrong name": "wellingtom",
    }


async def ask(settings: Settings, asked: dict[str, str]) -> None:
    """Print the first answer's time, and the median and the slowest of the next, in ms."""
    database = await open_database(settings)
    everything: list[float] = []
    async with reading(database) as read:
        await Catalogue.load_all(read)
    await prepare(database)
    for label, text in asked.items():
        times = []
        for _ in range(TIMES + 1):
            async with reading(database) as read:
                began = time.perf_counter()
                await buscar(read, text, 5, PERMISSOES_DO_PAPEL[Papel.ATENDENTE])
                times.append((time.perf_counter() - began) * 1000)
        first, *others = times
        everything += others
        print(f"{label:22}{text[:34]:36}{first:8.1f}{statistics.median(others):8.1f}{max(others):8.1f}", flush=True)
    everything.sort()
    p95 = everything[int(len(everything) * 0.95)]
    print(f"median {statistics.median(everything):.1f}   p95 {p95:.1f}   slowest {everything[-1]:.1f} ms")
    await database.close()


async def main(tickets: int, url: str) -> None:
    """Load, then ask."""
    with tempfile.TemporaryDirectory() as folder:
        named: dict[str, Any] = {"database_url": url} if url else {}
        settings = Settings(data_dir=Path(folder), secret_key=DEMO_SECRET_KEY, **named)
        configure(settings)
        world = Varied(tickets)
        began = time.perf_counter()
        await load(settings, world)
        print(f"loaded in {time.perf_counter() - began:.0f} s")
        await ask(settings, questions(world))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--database-url", default="")
    found = parser.parse_args()
    asyncio.run(main(found.tickets, found.database_url))
