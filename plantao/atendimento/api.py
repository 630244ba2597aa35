"""The integração's routes that answer tickets (contract atendimento.md, cliente.md §1, configuracao.md)."""

from typing import Annotated

from fastapi import Depends, Request

from plantao import anexo
from plantao.acesso.guard import Autor, Programa, exige, suscess
from plantao.anexo.api import Arquivos, recebe_arquivos
from plantao.atendimento.contract.abrir import AtendimentoAbertoReply, NovoAtendimento
from plantao.atendimento.contract.do_cliente import AtendimentosDoClienteReply, BuscaAtendimento
from plantao.atendimento.contract.editar import (
    AnexoAdicionadoReply,
    AtendimentoDoAnexo,
    AtendimentoEditadoReply,
    DataPhp,
    EdicaoAtendimento,
    MensagemAdicionada,
    MensagemAdicionadaReply,
    NovaMensagem,
)
from plantao.atendimento.contract.listar import (
    CONSULTADOS,
    RELACOES,
    SEMPRE_NO_PAGINADOR,
    AtendimentoListado,
    AtendimentosPaginadorReply,
    AtendimentosReply,
    FiltrosDesdeZero,
    FiltrosPaginado,
    FiltrosTodos,
    paginador,
)
from plantao.atendimento.contract.status import StatusAtendimentoReply
from plantao.atendimento.queries import do_cliente as consultas_do_cliente
from plantao.atendimento.queries import formatado as consultas
from plantao.atendimento.queries import listar, relacoes
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.queries.status import status_atendimento as statuses_ativos
from plantao.atendimento.rules.abrir import abrir as abrir_atendimento
from plantao.atendimento.rules.editar import editar as editar_atendimento
from plantao.atendimento.rules.mensagem import adicionar_mensagem as adicionar
from plantao.kit.errors import NotFound
from plantao.kit.route import Now, Pedido, Read, Router, Tx, id_da_rota
from plantao.kit.time import Zone, data_minuto_br, local, timestamp
from plantao.kit.wire import paginacao

LER = [Depends(exige("atendimento.ler"))]
ESCREVER = [Depends(exige("atendimento.escrever"))]

router = Router()


async def _atendimento_da_rota(request: Request, tx: Tx) -> Bruto:
    id_atendimento = id_da_rota(request, "id_atendimento")
    linha = await consultas.linha_bruta(tx, id_atendimento)
    if linha is None:
        raise NotFound(f"Atendimento de ID {request.path_params['id_atendimento']} não encontrado")
    return linha


AtendimentoDaRota = Annotated[Bruto, Depends(_atendimento_da_rota)]
"""The ticket named in the path, held until the transaction ends."""


async def _quantidade_da_rota(request: Request) -> None:
    id_da_rota(request, "quantidade")


@router.post("/atendimento", dependencies=ESCREVER)
async def abrir(pedido: Pedido[NovoAtendimento], tx: Tx, autor: Autor, now: Now) -> AtendimentoAbertoReply:
    """Abre um atendimento; com `abrir_os`, também uma ordem de serviço."""
    id_atendimento = await abrir_atendimento(tx, pedido, autor, now)
    return AtendimentoAbertoReply.of(await consultas.formatado(tx, id_atendimento), complementos=autor.complementos)


@router.put("/atendimento/{id_atendimento}", dependencies=ESCREVER)
async def editar(
    atendimento: AtendimentoDaRota, pedido: Pedido[EdicaoAtendimento], tx: Tx, autor: Autor, now: Now
) -> AtendimentoEditadoReply:
    """Edita um atendimento aberto, ou o fecha com todas as suas ordens de serviço."""
    await editar_atendimento(tx, atendimento, pedido, autor, now)
    linha = await consultas.linha_bruta(tx, atendimento.id_atendimento)
    assert linha is not None
    return AtendimentoEditadoReply(msg=AtendimentoEditadoReply.TEXTO, atendimento=consultas.bruto(linha, now))


@router.post("/atendimento/adicionar_mensagem/{id_atendimento}", dependencies=ESCREVER)
async def adicionar_mensagem(
    atendimento: AtendimentoDaRota, pedido: Pedido[NovaMensagem], tx: Tx, autor: Autor, now: Now
) -> MensagemAdicionadaReply:
    """Acrescenta uma mensagem a um atendimento aberto."""
    id_mensagem = await adicionar(tx, atendimento, pedido, autor, now)
    mensagem = MensagemAdicionada(
        id_atendimento=atendimento.id_atendimento,
        id_usuario=autor.id_usuario,
        mensagem=pedido.mensagem,
        data_cadastro=DataPhp(date=f"{local(now):%Y-%m-%d %H:%M:%S.%f}", timezone_type=3, timezone=Zone.name),
        ip_cadastro=autor.ip,
        ativo=True,
        id_atendimento_mensagem=id_mensagem,
        data_cadastro_br=data_minuto_br(now),
        data_cadastro_timestamp=timestamp(now),
        atendimento=consultas.bruto(atendimento, now),
    )
    reply = MensagemAdicionadaReply(msg=MensagemAdicionadaReply.TEXTO, atendimento_mensagem=mensagem)
    if autor.complementos:
        reply.success = True
    return reply


@router.post(
    "/atendimento/adicionar_anexo/{id_atendimento}",
    dependencies=[*ESCREVER, Depends(recebe_arquivos, scope="function")],
)
async def adicionar_anexo(
    arquivos: Arquivos, atendimento: AtendimentoDaRota, tx: Tx, autor: Autor, now: Now
) -> AnexoAdicionadoReply:
    """Acrescenta arquivos a um atendimento, aberto ou fechado: todos ou nenhum."""
    await anexo.rules.adicionar(tx, relacoes.DONO, atendimento.id_atendimento, arquivos, autor, now)
    do_anexo = AtendimentoDoAnexo(id_atendimento=atendimento.id_atendimento, protocolo=atendimento.protocolo)
    reply = AnexoAdicionadoReply(msg=AnexoAdicionadoReply.TEXTO, atendimento=do_anexo)
    if autor.complementos:
        reply.success = True
    return reply


@router.get("/atendimento/todos", dependencies=LER)
async def todos(filtros: Pedido[FiltrosTodos], read: Read, autor: Autor, now: Now) -> AtendimentosReply:
    """Lista os atendimentos, os mais novos primeiro."""
    return await _por_pagina(read, filtros, filtros.pagina, filtros.itens_por_pagina, autor, now)


@router.api_route(
    "/atendimento/paginado/{quantidade}", methods=["GET", "POST"], dependencies=[*LER, Depends(_quantidade_da_rota)]
)
async def paginado(
    request: Request, filtros: Pedido[FiltrosPaginado], read: Read, autor: Autor, now: Now
) -> AtendimentosReply | AtendimentosPaginadorReply:
    """Lista os atendimentos por página, os mais novos primeiro, na forma do perfil de quem pergunta."""
    itens = filtros.itens_por_pagina or filtros.quantidade
    if isinstance(filtros, FiltrosDesdeZero):
        return await _por_pagina(read, filtros, filtros.pagina, itens, autor, now)
    numero = max(1, filtros.page if filtros.page is not None else filtros.pagina or 1)
    pagina = await listar.pagina(read, filtros, (numero - 1) * itens, itens)
    listados = await listar.listados(
        read, pagina.linhas, filtros.relacoes & RELACOES, autor.id_usuario, now, sempre=SEMPRE_NO_PAGINADOR
    )
    await listar.para_paginador(read, listados)
    endereco = str(request.url.replace(query=""))
    dentro = paginador(endereco, numero, itens, pagina.total, _completos(listados, autor))
    return AtendimentosPaginadorReply(msg=CONSULTADOS, atendimentos=dentro)


async def _por_pagina(
    read: Read, filtros: FiltrosTodos | FiltrosPaginado, numero: int, itens: int, autor: Programa, now: Now
) -> AtendimentosReply:
    pagina = await listar.pagina(read, filtros, numero * itens, itens)
    listados = await listar.listados(read, pagina.linhas, filtros.relacoes & RELACOES, autor.id_usuario, now)
    return AtendimentosReply(
        msg=CONSULTADOS,
        paginacao=paginacao(numero, itens, pagina.total),
        atendimentos=_completos(listados, autor),
    )


def _completos(listados: list[AtendimentoListado], autor: Programa) -> list[AtendimentoListado]:
    if autor.complementos:
        for item in listados:
            item.id = item.id_atendimento
    return listados


# Tickets are what is answered: `cliente.ler` guards nothing until there is a route that answers clients.
@router.get("/cliente/atendimento", dependencies=[*LER, Depends(suscess)])
async def do_cliente(pedido: Pedido[BuscaAtendimento], read: Read) -> AtendimentosDoClienteReply:
    """Consulta os atendimentos de um cliente, os abertos se nada mais for pedido."""
    encontrados = await consultas_do_cliente.do_cliente(read, pedido)
    return AtendimentosDoClienteReply(msg=CONSULTADOS, atendimentos=encontrados)


@router.get("/configuracao/status_atendimento", dependencies=[Depends(exige("configuracao.ler"))])
async def status_atendimento() -> StatusAtendimentoReply:
    """Os status que um atendimento pode ter."""
    return StatusAtendimentoReply(msg=StatusAtendimentoReply.TEXTO, status_atendimento=statuses_ativos())
