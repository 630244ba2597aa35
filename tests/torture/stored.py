"""What the database and the folder of attachments hold, read beside the server."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao import schema
from plantao.kit.settings import Settings
from tests.torture.writes import MARK

EVENTS = {
    "atendimento.aberto": "id_atendimento",
    "ordem_servico.aberta": "id_ordem_servico",
    "atendimento_mensagem.adicionada": "id_atendimento_mensagem",
    "anexo.adicionado": "id_anexo",
}
"""What is published for each new row, and which of its data is the row's key."""


class Ticket(NamedTuple):
    id_atendimento: int
    protocolo: str
    key: str | None


class Order(NamedTuple):
    id_ordem_servico: int
    numero: int
    id_atendimento: int


class Message(NamedTuple):
    id_atendimento_mensagem: int
    id_atendimento: int
    key: str


class Attachment(NamedTuple):
    id_anexo: int
    id_dono: int
    nome: str
    chave: str
    tamanho: int
    sha256: str


class OnDisk(NamedTuple):
    tamanho: int
    sha256: str


@dataclass
class Stored:
    """Everything the requests of a torture may have left."""

    tickets: list[Ticket]
    orders: list[Order]
    messages: list[Message]
    attachments: list[Attachment]
    events: Counter[tuple[str, int]]
    files: dict[str, OnDisk]
    damage: list[str]


async def read(settings: Settings) -> Stored:
    """Read it all."""
    stored = await schema.run(settings, _read)
    for path in settings.attachments_dir.glob("[0-9a-f][0-9a-f]/*"):
        content = path.read_bytes()
        key = f"{path.parent.name}/{path.name}"
        stored.files[key] = OnDisk(len(content), hashlib.sha256(content).hexdigest())
    return stored


def _read(connection: sa.Connection) -> Stored:
    def rows(sql: str, **params: Any) -> list[Any]:
        return [tuple(row) for row in connection.execute(sa.text(sql), params)]

    marked = {"mark": f"{MARK}%"}
    names = ", ".join(f"'{name}'" for name in EVENTS)
    ours = "SELECT id_atendimento FROM atendimento WHERE nome_contato LIKE :mark"
    return Stored(
        tickets=[Ticket(*row) for row in rows("SELECT id_atendimento, protocolo, nome_contato FROM atendimento")],
        orders=[
            Order(*row)
            for row in rows(
                f"SELECT id_ordem_servico, numero, id_atendimento FROM ordem_servico WHERE id_atendimento IN ({ours})",
                **marked,
            )
        ],
        messages=[
            Message(*row)
            for row in rows(
                "SELECT id_atendimento_mensagem, id_atendimento, mensagem FROM atendimento_mensagem "
                "WHERE mensagem LIKE :mark",
                **marked,
            )
        ],
        attachments=[
            Attachment(*row) for row in rows("SELECT id_anexo, id_dono, nome, chave, tamanho, sha256 FROM anexo")
        ],
        events=Counter(_event(*row) for row in rows(f"SELECT name, data FROM event WHERE name IN ({names})")),
        files={},
        damage=_damage(connection),
    )


def _event(name: str, data: Any) -> tuple[str, int]:
    read = json.loads(data) if isinstance(data, str) else data
    return name, read[EVENTS[name]]


def _damage(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    loose = [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in said if line != "ok"] + loose
