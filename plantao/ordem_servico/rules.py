"""What may happen to an order; so far: being opened with a ticket, closed with it, and given back with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.acesso.model import Usuario, usuarios
from plantao.kit.db import change, column, param
from plantao.kit.events import Event, publish
from plantao.kit.sequence import next_number
from plantao.kit.settings import Instance
from plantao.kit.tx import Tx
from plantao.ordem_servico.contract import ParametrosOrdemServico
from plantao.ordem_servico.model import (
    AGUARDANDO_AGENDAMENTO,
    FINALIZADO,
    NUMERO,
    TipoOrdemServico,
    ordem_servico,
    ordem_servico_disponibilidade,
    ordem_servico_tecnico,
    tipos_ordem_servico,
)

HORA = timedelta(hours=1)


class OrdemServicoAberta(Event, frozen=True, kw_only=True):
    """A visit is wanted."""

    name: ClassVar[str] = "ordem_servico.aberta"
    id_ordem_servico: int
    id_atendimento: int | None


class OrdemServicoFinalizada(Event, frozen=True, kw_only=True):
    """A visit was done, or will not be."""

    name: ClassVar[str] = "ordem_servico.finalizada"
    id_ordem_servico: int
    id_atendimento: int | None


def tipo_padrao() -> TipoOrdemServico:
    """The kind of an order opened without one; that it is missing is our own failure."""
    nome = Instance.settings.tipo_ordem_padrao
    return next(tipo for tipo in tipos_ordem_servico if tipo.ativo and tipo.descricao == nome)


def tecnico_padrao() -> Usuario:
    """The technician of an order opened without one."""
    nome = Instance.settings.tecnico_padrao
    return next(usuario for usuario in usuarios if usuario.ativo and usuario.name == nome)


async def abrir(
    tx: Tx,
    id_atendimento: int,
    id_cliente_servico: int,
    descricao: str,
    periodos: Sequence[int],
    parametros: ParametrosOrdemServico | None,
    autor: Quem,
    now: datetime,
) -> int:
    """Open the order of a ticket; `periodos` are the ticket's, for an order that names none (atendimento.md §4).

    A program's has a technician and an hour whatever it asks; a person's only those that were chosen.
    """
    pedido = parametros or ParametrosOrdemServico()
    inicio = now + HORA if pedido.COM_PADROES else None
    id_ordem_servico: int = await tx.insert(
        ordem_servico,
        numero=await next_number(tx, NUMERO),
        id_atendimento=id_atendimento,
        id_cliente_servico=id_cliente_servico,
        id_tipo_ordem_servico=pedido.id_tipo_ordem_servico or tipo_padrao().id_tipo_ordem_servico,
        id_usuario_abertura=autor.id_usuario,
        descricao_abertura=descricao,
        descricao_servico=descricao,
        status=pedido.status or AGUARDANDO_AGENDAMENTO,
        data_cadastro=now,
        data_inicio_programado=inicio,
        data_termino_programado=inicio and inicio + HORA,
    )
    tecnicos = pedido.ids_tecnicos or ([tecnico_padrao().id] if pedido.COM_PADROES else [])
    rows = [{"id_ordem_servico": id_ordem_servico, "id_usuario": t, "ordem": n} for n, t in enumerate(tecnicos)]
    await tx.insert_many(ordem_servico_tecnico, rows)
    disponiveis = pedido.id_disponibilidade or periodos
    rows = [{"id_ordem_servico": id_ordem_servico, "id_periodo_dia": p} for p in disponiveis]
    await tx.insert_many(ordem_servico_disponibilidade, rows)
    aberta = OrdemServicoAberta(id_ordem_servico=id_ordem_servico, id_atendimento=id_atendimento)
    about = f"ordem_servico:{id_ordem_servico}"
    publish(tx, aberta, about=about, to=["todos"], by=autor.id_usuario, now=now)
    return id_ordem_servico


_finalizar = column(
    sa.update(ordem_servico)
    .where(
        ordem_servico.c.id_atendimento == param("atendimento", ordem_servico.c.id_atendimento),
        ordem_servico.c.status != FINALIZADO,
    )
    .values(
        status=FINALIZADO,
        status_fechamento=param("fechamento", ordem_servico.c.status_fechamento),
        descricao_fechamento=param("descricao", ordem_servico.c.descricao_fechamento),
        id_usuario_fechamento=param("usuario", ordem_servico.c.id_usuario_fechamento),
    )
    .returning(ordem_servico.c.id_ordem_servico),
    int,
)


async def finalizar_do_atendimento(
    tx: Tx, id_atendimento: int, status_fechamento: str, descricao: str, autor: Quem, now: datetime
) -> None:
    """Close every unfinished order of a ticket that is being closed (contract atendimento.md §5, rule 2)."""
    finalizadas = await tx.all(
        _finalizar,
        atendimento=id_atendimento,
        fechamento=status_fechamento,
        descricao=descricao,
        usuario=autor.id_usuario,
    )
    for id_ordem_servico in finalizadas:
        evento = OrdemServicoFinalizada(id_ordem_servico=id_ordem_servico, id_atendimento=id_atendimento)
        about = f"ordem_servico:{id_ordem_servico}"
        publish(tx, evento, about=about, to=["todos"], by=autor.id_usuario, now=now)


_reabrir = change(
    sa.update(ordem_servico)
    .where(ordem_servico.c.id_ordem_servico == param("id", ordem_servico.c.id_ordem_servico))
    .values(
        status=param("status", ordem_servico.c.status),
        status_fechamento=None,
        descricao_fechamento=None,
        id_usuario_fechamento=None,
    )
)


async def reabrir(tx: Tx, antes: Mapping[int, str]) -> None:
    """Put orders, by id, back into the status they had before they were closed with their ticket."""
    for id_ordem_servico, status in antes.items():
        await tx.run(_reabrir, id=id_ordem_servico, status=status)
