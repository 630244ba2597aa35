"""Everything the window of a call shows, in a number of queries that does not depend on how much that is."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao import ordem_servico
from plantao.atendimento.model import atendimento, tipos
from plantao.kit.db import column, param, query
from plantao.kit.tx import Read
from plantao.pbx.model import a_vista, ligacao
from plantao.pbx.queries.ficha import Aberto, Ficha, do_atendimento, ficha_aberta, fichas

ATIVAS = 20
CANDIDATOS = 9
"""How many of those who may call a window lists: each has a key."""
SEMANA = timedelta(days=7)
AMOSTRA = 500
"""How many of the newest tickets say which kinds are the most frequent."""


class Linha(NamedTuple):
    """A call and the state of its window."""

    id_ligacao: int
    ramal: str | None
    identificador_interno: str | None
    id_usuario: int | None
    telefone: str | None
    id_cliente: int | None
    candidatos: list[int]
    ligacao_params: Any
    status: str
    data_cadastro: datetime
    data_cancelamento: datetime | None
    id_atendimento: int | None
    janela: str
    em_uso: datetime | None
    aba: str | None
    visivel: datetime | None
    id_cliente_servico: int | None
    id_tipo_atendimento: int | None
    anotacao: str | None
    informado: datetime | None
    identificando: bool
    id_atendimento_igual: int | None
    id_cliente_guardado: int | None
    visita: dict[str, Any] | None
    abriu: bool
    id_nota: int | None


class Anterior(NamedTuple):
    """An earlier call of a client."""

    data_cadastro: datetime
    id_usuario: int | None
    status: str
    em_uso: datetime | None
    anotacao: str | None
    descricao_abertura: str | None


class Janela(NamedTuple):
    """What a window shows: the call, who calls or may call, and how often lately."""

    ligacao: Linha
    fichas: list[Ficha]
    anteriores: list[Anterior]
    aberto: Aberto | None
    tipos: list[int]
    """The kinds a ticket may be opened with, the frequent ones first."""
    tipo_de_visita: int | None = None
    """The kind of order that is offered first, once there is a ticket."""

    @property
    def ficha(self) -> Ficha | None:
        """The client, once it is known which."""
        return next((f for f in self.fichas if f.cadastro.quem.id_cliente == self.ligacao.id_cliente), None)


_LINHA = [ligacao.c[name] for name in Linha._fields]
_uma = query(sa.select(*_LINHA).where(ligacao.c.id_ligacao == param("id", ligacao.c.id_ligacao)), Linha)
_uma_para_mudar = query(
    sa.select(*_LINHA).where(ligacao.c.id_ligacao == param("id", ligacao.c.id_ligacao)).with_for_update(), Linha
)
_ativas = query(
    sa.select(*_LINHA)
    .where(ligacao.c.id_usuario == param("id", ligacao.c.id_usuario), a_vista)
    .order_by(ligacao.c.id_ligacao)
    .limit(ATIVAS),
    Linha,
)
_com_visita = query(
    sa.select(*_LINHA)
    .where(
        ligacao.c.visita.is_not(None),
        a_vista,
        ligacao.c.data_cadastro < param("antes", ligacao.c.data_cadastro),
    )
    .with_for_update(),
    Linha,
)
_a = atendimento.c
_anteriores = query(
    sa.select(*(ligacao.c[name] for name in Anterior._fields if name in ligacao.c), _a.descricao_abertura)
    .select_from(ligacao)
    .outerjoin(atendimento, _a.id_atendimento == ligacao.c.id_atendimento)
    .where(
        ligacao.c.id_cliente == param("id_cliente", ligacao.c.id_cliente),
        ligacao.c.data_cadastro >= param("desde", ligacao.c.data_cadastro),
        ligacao.c.id_ligacao != param("id_ligacao", ligacao.c.id_ligacao),
    )
    .order_by(ligacao.c.data_cadastro.desc())
    .limit(50),
    Anterior,
)
_ultimos = sa.select(_a.id_tipo_atendimento).order_by(_a.id_atendimento.desc()).limit(AMOSTRA).subquery()
_frequentes = column(
    sa.select(_ultimos.c.id_tipo_atendimento)
    .where(_ultimos.c.id_tipo_atendimento.is_not(None))
    .group_by(_ultimos.c.id_tipo_atendimento)
    .order_by(sa.func.count().desc(), _ultimos.c.id_tipo_atendimento),
    int,
)


async def linha(read: Read, id_ligacao: int) -> Linha | None:
    """One call."""
    return await read.first(_uma, id=id_ligacao)


async def linha_para_mudar(read: Read, id_ligacao: int) -> Linha | None:
    """One call, held until the transaction ends."""
    return await read.first(_uma_para_mudar, id=id_ligacao)


async def ativas(read: Read, id_usuario: int) -> list[Linha]:
    """The calls of a user whose windows are not closed, oldest first."""
    return await read.all(_ativas, id=id_usuario)


async def com_visita(read: Read, antes: datetime) -> list[Linha]:
    """The old calls whose windows are not closed yet and in which a visit was wanted, held."""
    return await read.all(_com_visita, antes=antes)


async def janela(read: Read, da_ligacao: Linha) -> Janela:
    """What the window of a call shows; once its ticket is open, who calls how often is not asked any more."""
    if da_ligacao.id_atendimento is not None and da_ligacao.id_cliente is not None:
        aberto = await do_atendimento(read, da_ligacao.id_atendimento)
        usual = await ordem_servico.queries.tipo_usual(read)
        ficha = await ficha_aberta(read, da_ligacao.id_cliente)
        return Janela(da_ligacao, [ficha], [], aberto, [], usual.id_tipo_ordem_servico)
    ids = [da_ligacao.id_cliente] if da_ligacao.id_cliente is not None else da_ligacao.candidatos[:CANDIDATOS]
    anteriores: list[Anterior] = []
    if da_ligacao.id_cliente is not None:
        desde = da_ligacao.data_cadastro - SEMANA
        dele = {"id_cliente": da_ligacao.id_cliente, "id_ligacao": da_ligacao.id_ligacao}
        anteriores = await read.all(_anteriores, desde=desde, **dele)
    return Janela(da_ligacao, await fichas(read, ids), anteriores, None, await tipos_frequentes(read))


async def tipos_frequentes(read: Read) -> list[int]:
    """The active kinds of tickets, those opened most often lately first."""
    usados = [i for i in await read.all(_frequentes) if (tipo := tipos.get(i)) and tipo.ativo]
    return [*usados, *(t.id_tipo_atendimento for t in tipos if t.ativo and t.id_tipo_atendimento not in usados)]
