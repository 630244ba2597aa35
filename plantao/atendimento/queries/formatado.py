"""Tickets as people read them, and the raw one (contract atendimento.md §1.1, §1.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace

from plantao import cliente, ordem_servico
from plantao.acesso.model import setores, usuarios
from plantao.atendimento.contract.editar import AtendimentoBruto
from plantao.atendimento.contract.formatado import AtendimentoFormatado
from plantao.atendimento.model import atendimento, motivos, statuses, tipos
from plantao.atendimento.prazo import Parada, prazo
from plantao.atendimento.queries import relacoes
from plantao.cliente.queries import Resumo
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import any_of, param, query
from plantao.kit.time import Impressa, data_br, data_hora, impressa
from plantao.kit.tx import Read, Tx
from plantao.ordem_servico.contract import OrdemServicoFormatada


class Formatavel(NamedTuple):
    """The columns of a ticket that its formatted form needs."""

    id_atendimento: int
    protocolo: str
    id_cliente_servico: int
    id_tipo_atendimento: int | None
    id_atendimento_status: int
    id_usuario_abertura: int
    id_usuario_responsavel: int | None
    id_usuario_fechamento: int | None
    id_setor_responsavel: int | None
    id_motivo_fechamento_atendimento: int | None
    descricao_abertura: str
    descricao_fechamento: str | None
    data_cadastro: datetime
    data_fechamento: datetime | None
    status_fechamento: str | None


class Bruto(NamedTuple):
    """The whole row of a ticket."""

    id_atendimento: int
    protocolo: str
    id_cliente_servico: int
    id_tipo_atendimento: int | None
    id_usuario_abertura: int
    id_usuario_fechamento: int | None
    descricao_abertura: str
    descricao_fechamento: str | None
    data_cadastro: datetime
    data_fechamento: datetime | None
    ip_cadastro: str | None
    id_usuario_responsavel: int | None
    id_setor_responsavel: int | None
    destino: str
    status_fechamento: str | None
    id_motivo_fechamento_atendimento: int | None
    id_atendimento_status: int
    resultado_diagnostico: Any
    nome_contato: str | None
    telefone_contato: str | None
    email_contato: str | None
    rascunho: bool
    deleted_at: datetime | None
    id_origem_contato: int | None
    avaliacao: float | None
    comentario_avaliacao: str | None
    push_notification_enviado: bool
    parado_desde: datetime | None
    segundos_parado: int

    @property
    def parada(self) -> Parada:
        """The time of it that does not count."""
        return Parada(self.parado_desde, self.segundos_parado)


FORMATAVEL = [atendimento.c[name] for name in Formatavel._fields]

_formataveis = query(sa.select(*FORMATAVEL).where(any_of(atendimento.c.id_atendimento, "ids")), Formatavel)
_um_bruto = sa.select(*(atendimento.c[name] for name in Bruto._fields)).where(
    atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento), atendimento.c.deleted_at.is_(None)
)
_bruto = query(_um_bruto.with_for_update(key_share=True), Bruto)


async def formatado(read: Read, id_atendimento: int) -> AtendimentoFormatado:
    """A ticket as `POST atendimento` answers it, with the keys that the other form lacks."""
    ids = [id_atendimento]
    [reply] = await formatados(read, await read.all(_formataveis, ids=ids))
    reply.rascunho = None
    reply.atendimento_mensagem = (await relacoes.mensagens(read, ids)).get(id_atendimento, [])
    reply.disponibilidade_atendimento = (await relacoes.disponibilidades(read, ids)).get(id_atendimento, [])
    reply.atendimento_checklist = (await relacoes.checklists(read, ids)).get(id_atendimento, [])
    reply.servico = replace(
        reply.servico,
        id_motivo_cancelamento=None,
        motivo_cancelamento=None,
        motivo_cancelamento_prefixo=None,
        anotacoes=None,
    )
    return reply


async def formatados(
    read: Read, linhas: Sequence[Formatavel], *, id_como_texto: bool = False
) -> list[AtendimentoFormatado]:
    """Tickets with their clients, services and orders; `id_como_texto` as `cliente/atendimento` wants it (Q14)."""
    ids = [linha.id_atendimento for linha in linhas]
    responsaveis = await relacoes.responsaveis(read, ids)
    ordens = await ordem_servico.queries.dos_atendimentos(read, ids)
    dos_servicos = [linha.id_cliente_servico for linha in linhas] + [ordem.id_cliente_servico for ordem in ordens]
    resumos = await cliente.queries.resumos(read, dos_servicos, id_como_texto=id_como_texto)
    await setores.need(read, (linha.id_setor_responsavel for linha in linhas))
    await usuarios.need(read, (i for linha in linhas for i in _usuarios(linha)))
    por_atendimento: dict[int, list[OrdemServicoFormatada]] = {}
    for ordem in ordens:
        pronta = ordem_servico.queries.formatada(ordem, resumos[ordem.id_cliente_servico])
        por_atendimento.setdefault(ordem.id_atendimento, []).append(pronta)
    return [
        _formatado(
            linha,
            resumos[linha.id_cliente_servico],
            responsaveis.get(linha.id_atendimento),
            por_atendimento.get(linha.id_atendimento, []),
        )
        for linha in linhas
    ]


def _usuarios(linha: Formatavel) -> tuple[int | None, ...]:
    return linha.id_usuario_abertura, linha.id_usuario_responsavel, linha.id_usuario_fechamento


def _formatado(
    linha: Formatavel, resumo: Resumo, responsaveis: list[int] | None, ordens: list[OrdemServicoFormatada]
) -> AtendimentoFormatado:
    tipo = tipos.get(linha.id_tipo_atendimento)
    fechou = usuarios.get(linha.id_usuario_fechamento)
    setor = setores.get(linha.id_setor_responsavel)
    motivo = motivos.get(linha.id_motivo_fechamento_atendimento)
    quem = responsaveis or ([linha.id_usuario_responsavel] if linha.id_usuario_responsavel else [])
    nomes = [usuarios[i].name for i in quem]
    return AtendimentoFormatado(
        id_atendimento=linha.id_atendimento,
        protocolo=linha.protocolo,
        descricao_abertura=linha.descricao_abertura,
        descricao_fechamento=linha.descricao_fechamento,
        tipo_atendimento=tipo.descricao if tipo else None,
        usuario_abertura=usuarios[linha.id_usuario_abertura].name,
        usuario_responsavel=", ".join(nomes) or None,
        usuario_fechamento=fechou.name if fechou else None,
        data_cadastro=data_br(linha.data_cadastro),
        data_fechamento=data_br(linha.data_fechamento) if linha.data_fechamento else None,
        setor_responsavel=setor.nome if setor else None,
        status_fechamento=linha.status_fechamento,
        motivo_fechamento=motivo.descricao if motivo else None,
        status=statuses[linha.id_atendimento_status].descricao,
        cliente=resumo.cliente,
        servico=resumo.servico,
        ordens_servico=ordens,
    )


async def linha_bruta(tx: Tx, id_atendimento: int) -> Bruto | None:
    """The whole row of a ticket that is not deleted, held until the transaction ends."""
    if id_atendimento > INT64_MAX:
        return None
    return await tx.first(_bruto, id=id_atendimento)


def bruto(linha: Bruto, now: datetime) -> AtendimentoBruto:
    """The raw ticket at `now`."""
    tipo = tipos.get(linha.id_tipo_atendimento)
    datas = datas_do_atendimento(linha.data_cadastro, linha.data_fechamento)
    limite = tipo.prazo_minutos if tipo else None
    derivados = prazo(linha.data_cadastro, linha.data_fechamento, limite, now, linha.parada)
    deleted_at = data_hora(linha.deleted_at) if linha.deleted_at else None
    guardado = {nome: valor for nome, valor in linha._asdict().items() if nome not in Parada._fields}
    return AtendimentoBruto(**guardado | datas | {"deleted_at": deleted_at} | derivados._asdict())


def datas_do_atendimento(data_cadastro: datetime, data_fechamento: datetime | None) -> dict[str, Any]:
    """The six printed dates of the raw and of the listed ticket."""
    cadastro = impressa(data_cadastro)
    fechamento = impressa(data_fechamento) if data_fechamento else Impressa(None, None, None)
    return {
        "data_cadastro": cadastro.data_hora,
        "data_cadastro_br": cadastro.br,
        "data_cadastro_timestamp": cadastro.timestamp,
        "data_fechamento": fechamento.data_hora,
        "data_fechamento_br": fechamento.br,
        "data_fechamento_timestamp": fechamento.timestamp,
    }
