"""What the server is asked to write: each request marked, so that what became of it can be found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from tests.support import NOVO

Kind = Literal["ticket", "ticket_os", "message", "attachment", "refused"]

KINDS: dict[Kind, int] = {"ticket": 25, "ticket_os": 25, "message": 25, "attachment": 22, "refused": 3}
"""How many of a hundred writes are of each kind; a refused one brings a good file and an empty one."""

MARK = "tortura-"
SMALL, LARGE = 20_000, 400_000
TWICE = 0.2
"""How many writes are sent twice at the same time, as an impatient client does."""


@dataclass
class Write:
    """One request, and the successful answers it got; `key` is its Idempotency-Key and the mark of what it stores."""

    key: str
    kind: Kind
    path: str
    json: dict[str, Any] | None = None
    files: list[tuple[str, bytes]] = field(default_factory=list)
    twice: bool = False
    answers: list[bytes] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return bool(self.answers)

    def answer(self) -> Any:
        """What was acknowledged, read."""
        return json.loads(self.answers[0])

    def hashes(self) -> list[str]:
        return [hashlib.sha256(content).hexdigest() for _, content in self.files]


def plan(random: Random, label: str, count: int, tickets: Sequence[int]) -> list[Write]:
    """`count` writes; messages and files go to one of the open `tickets`."""
    kinds = random.choices(list(KINDS), list(KINDS.values()), k=count)
    return [_write(random, f"{MARK}{label}-{n:04}", kind, random.choice(tickets)) for n, kind in enumerate(kinds)]


def _write(random: Random, key: str, kind: Kind, ticket: int) -> Write:
    twice = random.random() < TWICE
    if kind in ("ticket", "ticket_os"):
        return ticket_write(key, kind, twice=twice)
    if kind == "message":
        path = f"atendimento/adicionar_mensagem/{ticket}"
        return Write(key, kind, path, json={"mensagem": key}, twice=twice)
    largest = LARGE if random.random() < 0.2 else SMALL
    files = [(f"{key}-{n}.bin", random.randbytes(random.randint(1, largest))) for n in range(random.randint(1, 2))]
    if kind == "refused":
        files = [files[0], (f"{key}-vazio.bin", b"")]
    return Write(key, kind, f"atendimento/adicionar_anexo/{ticket}", files=files, twice=twice)


def ticket_write(key: str, kind: Kind = "ticket", *, twice: bool = False) -> Write:
    """A write that opens a ticket."""
    return Write(key, kind, "atendimento", json=NOVO | {"nome": key, "abrir_os": kind == "ticket_os"}, twice=twice)
