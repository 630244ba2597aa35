"""The judge of the torture is not blind: whatever is broken on purpose is seen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.torture.stored import Attachment, Message, OnDisk, Order, Stored, Ticket
from tests.torture.verdict import judge
from tests.torture.writes import MARK, Write, ticket_write

BYTES = b"conteudo"
SHA = hashlib.sha256(BYTES).hexdigest()


def writes() -> list[Write]:
    ticket = ticket_write(f"{MARK}a", "ticket_os")
    ticket.answers = [
        json.dumps(
            {"atendimento": {"id_atendimento": 1, "protocolo": "p1", "ordens_servico": [{"numero_ordem_servico": "7"}]}}
        ).encode()
    ]
    message = Write(f"{MARK}b", "message", "", answers=[b'{"atendimento_mensagem":{"id_atendimento_mensagem":5}}'])
    upload = Write(f"{MARK}c", "attachment", "", files=[(f"{MARK}c-0.bin", BYTES)], answers=[b"{}"])
    return [ticket, message, upload, Write(f"{MARK}d", "refused", "", files=[(f"{MARK}d-0.bin", BYTES)])]


def whole() -> Stored:
    return Stored(
        tickets=[Ticket(1, "p1", f"{MARK}a")],
        orders=[Order(3, 7, 1)],
        messages=[Message(5, 1, f"{MARK}b")],
        attachments=[Attachment(9, 1, f"{MARK}c-0.bin", "ab/cd", len(BYTES), SHA)],
        events=Counter(
            {
                ("atendimento.aberto", 1): 1,
                ("ordem_servico.aberta", 3): 1,
                ("atendimento_mensagem.adicionada", 5): 1,
                ("anexo.adicionado", 9): 1,
            }
        ),
        files={"ab/cd": OnDisk(len(BYTES), SHA)},
        damage=[],
    )


def test_what_is_whole_is_found_whole() -> None:
    assert judge(writes(), whole(), retried=True) == []


BREAKAGES: dict[str, Callable[[Stored], object]] = {
    "ticket lost": lambda s: s.tickets.clear(),
    "ticket twice": lambda s: s.tickets.append(Ticket(2, "p2", f"{MARK}a")),
    "protocolo twice": lambda s: s.tickets.append(Ticket(2, "p1", None)),
    "other protocolo": lambda s: s.tickets.__setitem__(0, Ticket(1, "p9", f"{MARK}a")),
    "order lost": lambda s: s.orders.clear(),
    "order twice": lambda s: s.orders.append(Order(4, 8, 1)),
    "numero twice": lambda s: s.orders.append(Order(4, 7, 2)),
    "message lost": lambda s: s.messages.clear(),
    "message twice": lambda s: s.messages.append(Message(6, 1, f"{MARK}b")),
    "attachment lost": lambda s: s.attachments.clear(),
    "attachment of other bytes": lambda s: s.attachments.__setitem__(0, s.attachments[0]._replace(sha256="0")),
    "file lost": lambda s: s.files.clear(),
    "file half-written": lambda s: s.files.__setitem__("ab/cd", OnDisk(3, "0")),
    "half a file that no row knows": lambda s: s.files.__setitem__("ab/ef", OnDisk(3, "0")),
    "refused, and stored": lambda s: s.attachments.append(
        s.attachments[0]._replace(id_anexo=10, nome=f"{MARK}d-0.bin")
    ),
    "event lost": lambda s: s.events.pop(("atendimento.aberto", 1)),
    "event twice": lambda s: s.events.update({("anexo.adicionado", 9): 1}),
    "damage": lambda s: s.damage.append("row missing from index"),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_what_is_broken_is_seen(what: str) -> None:
    stored = whole()

    BREAKAGES[what](stored)

    assert judge(writes(), stored, retried=False)


def test_two_answers_to_one_key_are_seen() -> None:
    sent = writes()

    sent[0].answers.append(sent[0].answers[0] + b" ")

    assert judge(sent, whole(), retried=False)


def test_a_write_that_a_retry_could_not_finish_is_seen() -> None:
    sent = writes()

    sent[1].answers.clear()

    assert judge(sent, whole(), retried=False) == []
    assert judge(sent, whole(), retried=True)
