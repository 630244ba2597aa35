"""The services of clients, in short and at length."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from plantao.cliente.contract import (
    CidadeListada,
    ClienteListado,
    ClienteResumo,
    ClienteServicoListado,
    EnderecoInstalacao,
    EnderecoNumero,
    EstadoSigla,
    Ponto,
    ServicoGrupoListado,
    ServicoListado,
    ServicoResumo,
    display_cliente,
    display_servico,
    endereco_completo,
)
from plantao.cliente.model import (
    INSTALACAO,
    cidades,
    cliente,
    cliente_servico,
    cliente_servico_endereco,
    endereco_numero,
    estados,
    servico_grupos,
    servico_statuses,
    servicos,
)
from plantao.kit.db import any_of, query
from plantao.kit.time import data_hora
from plantao.kit.tx import Read


class _Resumo(NamedTuple):
    id_cliente_servico: int
    id_servico: int
    numero_plano: int
    valor: float
    id_servico_status: int
    codigo_cliente: int
    nome_razaosocial: str
    cpf_cnpj: str | None


class Resumo(NamedTuple):
    """A client's service and its client, in short."""

    cliente: ClienteResumo
    servico: ServicoResumo


class _Longo(NamedTuple):
    id_cliente_servico: int
    id_cliente: int
    id_servico: int
    numero_plano: int
    ativo: bool
    codigo_cliente: int
    nome_razaosocial: str
    id_cliente_servico_endereco: int | None
    id_endereco_numero: int
    numero: str
    complemento: str | None
    longitude: float | None
    latitude: float | None
    endereco_ativo: bool
    id_cidade: int
    bairro: str
    referencia: str | None
    endereco: str
    cep: str
    atualizar_coords_auto: bool
    id_condominio: int | None


_resumos = query(
    sa.select(
        cliente_servico.c.id_cliente_servico,
        cliente_servico.c.id_servico,
        cliente_servico.c.numero_plano,
        cliente_servico.c.valor,
        cliente_servico.c.id_servico_status,
        cliente.c.codigo_cliente,
        cliente.c.nome_razaosocial,
        cliente.c.cpf_cnpj,
    )
    .join(cliente, cliente.c.id_cliente == cliente_servico.c.id_cliente)
    .where(any_of(cliente_servico.c.id_cliente_servico, "ids")),
    _Resumo,
)
_instalacao = sa.and_(
    cliente_servico_endereco.c.id_cliente_servico == cliente_servico.c.id_cliente_servico,
    cliente_servico_endereco.c.tipo == INSTALACAO,
)
_longos = query(
    sa.select(
        cliente_servico.c.id_cliente_servico,
        cliente_servico.c.id_cliente,
        cliente_servico.c.id_servico,
        cliente_servico.c.numero_plano,
        cliente.c.ativo,
        cliente.c.codigo_cliente,
        cliente.c.nome_razaosocial,
        cliente_servico_endereco.c.id_cliente_servico_endereco,
        endereco_numero.c.id_endereco_numero,
        endereco_numero.c.numero,
        endereco_numero.c.complemento,
        endereco_numero.c.longitude,
        endereco_numero.c.latitude,
        endereco_numero.c.ativo,
        endereco_numero.c.id_cidade,
        endereco_numero.c.bairro,
        endereco_numero.c.referencia,
        endereco_numero.c.endereco,
        endereco_numero.c.cep,
        endereco_numero.c.atualizar_coords_auto,
        endereco_numero.c.id_condominio,
    )
    .select_from(cliente_servico)
    .join(cliente, cliente.c.id_cliente == cliente_servico.c.id_cliente)
    .outerjoin(cliente_servico_endereco, _instalacao)
    .outerjoin(endereco_numero, endereco_numero.c.id_endereco_numero == cliente_servico_endereco.c.id_endereco_numero)
    .where(any_of(cliente_servico.c.id_cliente_servico, "ids")),
    _Longo,
)


async def resumos(read: Read, ids: Iterable[int], *, id_como_texto: bool = False) -> dict[int, Resumo]:
    """Services and their clients in short, by `id_cliente_servico`."""
    rows = await read.all(_resumos, ids=sorted(set(ids)))
    await servicos.need(read, (row.id_servico for row in rows))
    return {row.id_cliente_servico: _resumo(row, id_como_texto=id_como_texto) for row in rows}


def _resumo(row: _Resumo, *, id_como_texto: bool) -> Resumo:
    status = servico_statuses[row.id_servico_status]
    return Resumo(
        ClienteResumo(codigo_cliente=row.codigo_cliente, nome_razaosocial=row.nome_razaosocial, cpf_cnpj=row.cpf_cnpj),
        ServicoResumo(
            id_cliente_servico=str(row.id_cliente_servico) if id_como_texto else row.id_cliente_servico,
            numero_plano=row.numero_plano,
            nome=servicos[row.id_servico].descricao,
            valor=float(row.valor),
            status=status.descricao,
            status_prefixo=status.prefixo,
        ),
    )


async def longos(read: Read, ids: Iterable[int]) -> dict[int, ClienteServicoListado]:
    """Services at length, by `id_cliente_servico`."""
    rows = await read.all(_longos, ids=sorted(set(ids)))
    await servicos.need(read, (row.id_servico for row in rows))
    await cidades.need(read, (row.id_cidade for row in rows))
    return {row.id_cliente_servico: _longo(row) for row in rows}


def _longo(row: _Longo) -> ClienteServicoListado:
    plano = servicos[row.id_servico]
    grupo = servico_grupos.get(plano.id_servico_grupo)
    instalacao = _endereco_instalacao(row) if row.id_cliente_servico_endereco is not None else None
    linha = None
    if instalacao:
        onde = instalacao.endereco_numero.cidade
        linha = endereco_completo(row, onde.nome, onde.estado.sigla)
    return ClienteServicoListado(
        id_cliente_servico=row.id_cliente_servico,
        id_cliente=row.id_cliente,
        id_servico=row.id_servico,
        numero_plano=row.numero_plano,
        display=display_servico(row.numero_plano, plano.descricao),
        endereco_numero_completo=linha,
        endereco_instalacao=instalacao,
        servico=ServicoListado(
            id_servico=plano.id_servico,
            descricao=plano.descricao,
            id_servico_grupo=plano.id_servico_grupo,
            servico_grupo=grupo
            and ServicoGrupoListado(
                id_servico_grupo=grupo.id_servico_grupo,
                descricao=grupo.descricao,
                data_cadastro=data_hora(grupo.data_cadastro),
                ativo=grupo.ativo,
            ),
        ),
        cliente=ClienteListado(
            id_cliente=row.id_cliente,
            ativo=row.ativo,
            codigo_cliente=row.codigo_cliente,
            nome_razaosocial=row.nome_razaosocial,
            display=display_cliente(row.codigo_cliente, row.nome_razaosocial, ativo=row.ativo),
        ),
    )


def _endereco_instalacao(row: _Longo) -> EnderecoInstalacao:
    assert row.id_cliente_servico_endereco is not None
    cidade = cidades[row.id_cidade]
    ponto = None
    if row.longitude is not None and row.latitude is not None:
        ponto = Ponto(type="Point", coordinates=[row.longitude, row.latitude])
    return EnderecoInstalacao(
        id_cliente_servico_endereco=row.id_cliente_servico_endereco,
        id_endereco_numero=row.id_endereco_numero,
        id_cliente_servico=row.id_cliente_servico,
        tipo=INSTALACAO,
        endereco_numero=EnderecoNumero(
            id_endereco_numero=row.id_endereco_numero,
            numero=row.numero,
            complemento=row.complemento,
            coordenadas=ponto,
            ativo=row.endereco_ativo,
            id_cidade=row.id_cidade,
            bairro=row.bairro,
            referencia=row.referencia,
            endereco=row.endereco,
            cep=row.cep,
            atualizar_coords_auto=row.atualizar_coords_auto,
            id_condominio=row.id_condominio,
            cidade=CidadeListada(
                id_cidade=cidade.id_cidade,
                id_estado=cidade.id_estado,
                nome=cidade.nome,
                estado=EstadoSigla(id_estado=cidade.id_estado, sigla=estados[cidade.id_estado].sigla),
            ),
        ),
    )
