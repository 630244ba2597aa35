"""Judges what is stored against what was sent and acknowledged; every function answers the faults it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain

from tests.torture.stored import Attachment, Stored
from tests.torture.writes import MARK, Kind, Write

Faults = list[str]


def judge(writes: Sequence[Write], stored: Stored, *, retried: bool) -> Faults:
    """All that must hold after a restart; `retried`: and that every write was done, exactly once."""
    checks = (_strange(writes), _whole(stored), _unique(stored), _published(stored), _files(writes, stored))
    return list(chain(*checks, _done(writes, stored, retried=retried)))


def _strange(writes: Sequence[Write]) -> Iterator[str]:
    """No request got an answer it must not get, or two different ones."""
    for write in writes:
        yield from (f"{write.key} was answered {answer}" for answer in write.strange)
        if len(set(write.answers)) > 1:
            yield f"{write.key} got {len(set(write.answers))} different answers: {sorted(set(write.answers))}"


def _whole(stored: Stored) -> Iterator[str]:
    yield from (f"the database is damaged: {line}" for line in stored.damage)


def _unique(stored: Stored) -> Iterator[str]:
    """No protocolo, no number of an order and no key stands twice."""
    yield from _twice("protocolo", (ticket.protocolo for ticket in stored.tickets))
    yield from _twice("numero", (order.numero for order in stored.orders))
    yield from _twice("ticket of", (ticket.key for ticket in stored.tickets if _marked(ticket.key)))
    yield from _twice("order of", (order.id_atendimento for order in stored.orders))
    yield from _twice("message of", (message.key for message in stored.messages))
    yield from _twice("attachment", (attachment.nome for attachment in stored.attachments))


def _twice(what: str, values: Iterable[Hashable]) -> Iterator[str]:
    yield from (f"{what} {value} {times} times" for value, times in Counter(values).items() if times > 1)


def _published(stored: Stored) -> Iterator[str]:
    """Every new row has its event exactly once, and no event is about nothing."""
    expected = Counter(
        [
            *(("atendimento.aberto", ticket.id_atendimento) for ticket in stored.tickets if _marked(ticket.key)),
            *(("ordem_servico.aberta", order.id_ordem_servico) for order in stored.orders),
            *(("atendimento_mensagem.adicionada", m.id_atendimento_mensagem) for m in stored.messages),
            *(("anexo.adicionado", attachment.id_anexo) for attachment in stored.attachments),
        ]
    )
    yield from (f"no event {name} of {key}" for name, key in expected - stored.events)
    yield from (f"an event {name} of {key} too many" for name, key in stored.events - expected)


def _marked(key: str | None) -> bool:
    return key is not None and key.startswith(MARK)


def _files(writes: Sequence[Write], stored: Stored) -> Iterator[str]:
    """Each attachment's bytes are those of its row; a file that no row knows yet is at least whole."""
    sent = {digest for write in writes for digest in write.hashes()}
    known = {attachment.chave: attachment for attachment in stored.attachments}
    for attachment in stored.attachments:
        if stored.files.get(attachment.chave) != (attachment.tamanho, attachment.sha256):
            yield f"{attachment.nome} on disk is {stored.files.get(attachment.chave)}, its row says {attachment}"
    for key, file in stored.files.items():
        if key not in known and file.sha256 not in sent:
            yield f"the file {key} of {file.tamanho} bytes is nothing that was sent"


class _Index:
    """What is stored, by the mark of the write that stored it."""

    def __init__(self, stored: Stored) -> None:
        self.tickets = {ticket.key: ticket for ticket in stored.tickets if _marked(ticket.key)}
        self.orders = {order.id_atendimento: order for order in stored.orders}
        self.messages = {message.key: message for message in stored.messages}
        self.attachments: dict[str, list[Attachment]] = {}
        for attachment in stored.attachments:
            self.attachments.setdefault(attachment.nome.rpartition("-")[0], []).append(attachment)

    def holds(self, write: Write) -> bool:
        return any(write.key in found for found in (self.tickets, self.messages, self.attachments))


def _done(writes: Sequence[Write], stored: Stored, *, retried: bool) -> Iterator[str]:
    """What was acknowledged is there as acknowledged; the rest is whole or not there; the refused is nowhere."""
    index = _Index(stored)
    for write in writes:
        there = index.holds(write)
        if write.kind == "refused":
            if there:
                yield f"the refused {write.key} is stored"
        elif there:
            yield from _LOOKS[write.kind](write, index)
        elif write.acknowledged:
            yield f"{write.key} was acknowledged and is lost"
        if retried and write.kind != "refused" and not write.acknowledged:
            yield f"{write.key} was never acknowledged"


def _ticket(write: Write, index: _Index) -> Iterator[str]:
    """With an order exactly when one was asked for, both as acknowledged."""
    ticket = index.tickets[write.key]
    order = index.orders.get(ticket.id_atendimento)
    if (order is not None) != (write.kind == "ticket_os"):
        yield f"{write.key} of kind {write.kind} has the order {order}"
    if write.acknowledged:
        said = write.answer()["atendimento"]
        numbers = [order["numero_ordem_servico"] for order in said["ordens_servico"]]
        if (said["id_atendimento"], said["protocolo"]) != (ticket.id_atendimento, ticket.protocolo):
            yield f"{write.key} was acknowledged as {said['protocolo']} and is {ticket}"
        if numbers != ([str(order.numero)] if order else []):
            yield f"{write.key} was acknowledged with the orders {numbers} and has {order}"


def _message(write: Write, index: _Index) -> Iterator[str]:
    message = index.messages[write.key]
    if write.acknowledged:
        said = write.answer()["atendimento_mensagem"]["id_atendimento_mensagem"]
        if said != message.id_atendimento_mensagem:
            yield f"{write.key} was acknowledged as {said} and is {message}"


def _attachment(write: Write, index: _Index) -> Iterator[str]:
    """All files of the request, or none."""
    found = sorted((a.nome, a.tamanho, a.sha256) for a in index.attachments[write.key])
    sent = zip(write.files, write.hashes(), strict=True)
    wanted = sorted((name, len(content), digest) for (name, content), digest in sent)
    if found != wanted:
        yield f"{write.key} was sent as {wanted} and is {found}"


_LOOKS: dict[Kind, Callable[[Write, _Index], Iterator[str]]] = {
    "ticket": _ticket,
    "ticket_os": _ticket,
    "message": _message,
    "attachment": _attachment,
}
