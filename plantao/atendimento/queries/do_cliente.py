"""The tickets of one client (contract cliente.md §1)."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from plantao import ordem_servico
from plantao.atendimento.contract.do_cliente import BuscaAtendimento
from plantao.atendimento.contract.formatado import AtendimentoFormatado
from plantao.atendimento.model import atendimento
from plantao.atendimento.queries import relacoes
from plantao.atendimento.queries.formatado import FORMATAVEL, Formatavel, formatados
from plantao.cliente.model import cliente, cliente_servico
from plantao.kit.br import normalizar_documento
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import Statement, aside, param, query
from plantao.kit.params import inteiro_de
from plantao.kit.tx import Read

_a = atendimento.c
_BUSCAS: dict[str, sa.Column[Any]] = {
    "codigo_cliente": cliente.c.codigo_cliente,
    "cpf_cnpj": cliente.c.cpf_cnpj,
    "id_cliente_servico": _a.id_cliente_servico,
    "protocolo": _a.protocolo,
}


async def do_cliente(read: Read, pedido: BuscaAtendimento) -> list[AtendimentoFormatado]:
    """The tickets a search finds, at most as many as asked for."""
    termo = _termo(pedido.busca, pedido.termo_busca)
    if termo is None:
        return []
    statement = _do_cliente(
        pedido.busca,
        pedido.apenas_pendente,
        pedido.order_by,
        pedido.order_type,
        pedido.tipo_data if pedido.data_inicio else None,
        pedido.tipo_data if pedido.data_fim else None,
    )
    linhas = await read.all(statement, termo=termo, inicio=pedido.data_inicio, fim=pedido.data_fim, limit=pedido.limit)
    itens = await formatados(read, linhas, id_como_texto=True)
    await _relacionar(read, itens, pedido.relacoes)
    return itens


def _termo(busca: str, termo: str) -> str | int | None:
    if busca == "cpf_cnpj":
        return normalizar_documento(termo) or None
    if busca == "protocolo":
        return termo
    numero = inteiro_de(termo) if termo.isascii() and termo.isdigit() else None
    return numero if numero is not None and numero <= INT64_MAX else None


@cache
def _do_cliente(
    busca: str,
    apenas_pendente: bool,
    order_by: str,
    order_type: str,
    inicio: str | None,
    fim: str | None,
) -> Statement[Formatavel]:
    statement = sa.select(*FORMATAVEL).where(
        _BUSCAS[busca] == param("termo", _BUSCAS[busca]), _a.deleted_at.is_(None), ~_a.rascunho
    )
    if busca in ("codigo_cliente", "cpf_cnpj"):
        statement = statement.join(cliente_servico, cliente_servico.c.id_cliente_servico == _a.id_cliente_servico).join(
            cliente, cliente.c.id_cliente == cliente_servico.c.id_cliente
        )
    if apenas_pendente:
        statement = statement.where(aside(_a.data_fechamento).is_(None))
    if inicio:
        statement = statement.where(_a[inicio] >= param("inicio", _a[inicio]))
    if fim:
        statement = statement.where(_a[fim] <= param("fim", _a[fim]))
    ordem = _a[order_by].desc() if order_type == "desc" else _a[order_by].asc()
    empate = _a.id_atendimento.desc() if order_type == "desc" else _a.id_atendimento.asc()
    return query(statement.order_by(ordem.nulls_last(), empate).limit(param("limit", sa.Integer())), Formatavel)


async def _relacionar(read: Read, itens: list[AtendimentoFormatado], pedidas: frozenset[str]) -> None:
    ids = [item.id_atendimento for item in itens]
    if "atendimento_mensagem" in pedidas:
        mensagens = await relacoes.mensagens(read, ids)
        for item in itens:
            item.atendimento_mensagem = mensagens.get(item.id_atendimento, [])
    if "checklists" in pedidas:
        checklists = await relacoes.checklists(read, ids)
        for item in itens:
            item.atendimento_checklist = checklists.get(item.id_atendimento, [])
    if "ordem_servico_mensagem" in pedidas:
        ordens = [ordem for item in itens for ordem in item.ordens_servico]
        das_ordens = await ordem_servico.queries.mensagens(read, [ordem.id_ordem_servico for ordem in ordens])
        for ordem in ordens:
            ordem.ordem_servico_mensagem = das_ordens.get(ordem.id_ordem_servico, [])
