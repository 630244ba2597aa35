"""What is done with a ticket: each act answers the ticket as it left it, to be merged into the one on the screen."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Depends, Request
from starlette.responses import Response

from plantao import anexo, ordem_servico
from plantao.acesso.guard import Atendente, Pessoa, precisa
from plantao.acesso.model import ATENDIMENTOS, ORDENS, usuarios
from plantao.acesso.rules.formulario import Envio, primeira_vez
from plantao.anexo.api import Arquivos, recebe_arquivos
from plantao.atendimento.contract.abrir import ParametrosFechamento
from plantao.atendimento.contract.editar import EdicaoAtendimento, NovaMensagem
from plantao.atendimento.contract.mesa import INTERNA, Escrito, Marcacao, NovaOrdem, Responsaveis, Vista
from plantao.atendimento.model import motivos, tipos
from plantao.atendimento.pages.arquivos import faltas
from plantao.atendimento.pages.exibicao import primeiro_nome
from plantao.atendimento.pages.vista import ParaMudar, achar, id_pedido, mostrar
from plantao.atendimento.queries import relacoes
from plantao.atendimento.queries.ficha import NOTA, Ficha
from plantao.atendimento.queries.formatado import Bruto
from plantao.atendimento.queries.status import de_espera
from plantao.atendimento.rules.checklist import marcar
from plantao.atendimento.rules.editar import editar
from plantao.atendimento.rules.fechamento import motivo_padrao, vinculado
from plantao.atendimento.rules.mensagem import adicionar_mensagem
from plantao.atendimento.rules.reabrir import reabrir
from plantao.atendimento.rules.responsaveis import assumir, mudar_responsaveis
from plantao.atendimento.rules.visto import ver
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.html import HEADERS, page
from plantao.kit.live import Aviso, in_passing
from plantao.kit.params import inteiro_de
from plantao.kit.route import Now, PageRouter, Pedido, Read, Tx
from plantao.kit.storage import Incoming
from plantao.ordem_servico.model import periodos, tipos_ordem_servico

FECHADO = "Este atendimento já está fechado"

router = PageRouter(prefix="/atendimentos/{id_atendimento}", dependencies=[Depends(precisa(ATENDIMENTOS))])


@router.get("")
async def abrir(request: Request, read: Read, quem: Atendente, now: Now) -> Response:
    """A ticket, alone or beside the queue."""
    return await mostrar(request, read, id_pedido(request), quem, now)


@router.post("")
async def mudar(
    request: Request, linha: ParaMudar, pedido: Pedido[EdicaoAtendimento], tx: Tx, quem: Atendente, now: Now
) -> Response:
    """Change the status, the kind or the description."""
    await editar(tx, linha, pedido, quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.post("/assumir")
async def assumir_um(request: Request, linha: ParaMudar, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Answer for the ticket."""
    await assumir(tx, linha, quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.post("/responsaveis")
async def responsabilizar(
    request: Request, linha: ParaMudar, pedido: Pedido[Responsaveis], tx: Tx, quem: Atendente, now: Now
) -> Response:
    """Say who answers for the ticket."""
    await mudar_responsaveis(tx, linha, pedido.responsaveis or [], quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.post("/mensagens", dependencies=[Depends(recebe_arquivos, scope="function")])
async def escrever(
    request: Request,
    arquivos: Arquivos,
    linha: ParaMudar,
    escrito: Pedido[Escrito],
    tx: Tx,
    quem: Atendente,
    now: Now,
) -> Response:
    """Write on the ticket: a message or an internal note, with or without files."""
    com_arquivos = any(arquivo.size for arquivo in arquivos.received)
    if not (escrito.mensagem or com_arquivos):
        raise Refusal("Escreva a mensagem ou anexe um arquivo")
    envio = Envio.de(quem.id_usuario, f"/atendimentos/{linha.id_atendimento}/mensagens", escrito.chave)
    if await primeira_vez(tx, envio, now):
        await _guardar(tx, linha, escrito, arquivos if com_arquivos else None, quem, now)
    if escrito.aguardar and linha.data_fechamento is None:
        await _aguardar_cliente(tx, linha, quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


async def _guardar(tx: Tx, linha: Bruto, escrito: Escrito, arquivos: Incoming | None, quem: Pessoa, now: Now) -> None:
    if linha.data_fechamento is not None:
        raise Refusal(FECHADO)
    if arquivos and (falta := faltas(arquivos)):
        raise Refusal(falta)
    if escrito.modo == INTERNA:
        await _anotar(tx, linha, escrito, arquivos, quem, now)
    else:
        if escrito.mensagem:
            await adicionar_mensagem(tx, linha, NovaMensagem(mensagem=escrito.mensagem), quem, now)
        if arquivos:
            await anexo.rules.adicionar(tx, relacoes.DONO, linha.id_atendimento, arquivos, quem, now)


async def _anotar(tx: Tx, linha: Bruto, escrito: Escrito, arquivos: Incoming | None, quem: Pessoa, now: Now) -> None:
    """The files of a note belong to the note: whoever asks by the API sees neither."""
    nomes = ", ".join(arquivo.name for arquivo in arquivos.received) if arquivos else ""
    nota = NovaMensagem(mensagem=escrito.mensagem or nomes)
    id_mensagem = await adicionar_mensagem(tx, linha, nota, quem, now, interna=True)
    if arquivos:
        await anexo.rules.adicionar(tx, NOTA, id_mensagem, arquivos, quem, now)


async def _aguardar_cliente(tx: Tx, linha: Bruto, quem: Pessoa, now: Now) -> None:
    aguardando = de_espera()
    if aguardando and aguardando.id_atendimento_status != linha.id_atendimento_status:
        mudanca = EdicaoAtendimento.model_construct(id_atendimento_status=aguardando.id_atendimento_status)
        await editar(tx, linha, mudanca, quem, now)


@router.post("/checklist/{id_item}")
async def marcar_item(
    request: Request, linha: ParaMudar, pedido: Pedido[Marcacao], tx: Tx, quem: Atendente, now: Now
) -> Response:
    """Say whether an item of the checklist is done."""
    texto: str = request.path_params["id_item"]
    if not (texto.isascii() and texto.isdigit()):
        raise NotFound("Este item não está no checklist do atendimento.")
    await marcar(tx, linha, inteiro_de(texto), quem, now, concluido=pedido.concluido)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.post("/visto")
async def viu(linha: ParaMudar, pedido: Pedido[Vista], tx: Tx, quem: Atendente) -> Response:
    """The conversation was on the screen up to here."""
    await ver(tx, linha, pedido.mensagem, quem)
    return Response(status_code=204, headers=HEADERS)


@router.post("/escrevendo")
async def escrevendo(request: Request, quem: Atendente, *, parou: bool = False) -> Response:
    """Somebody is at the composer: said in passing to who has the ticket open, and kept nowhere."""
    dados = {"atendimento": id_pedido(request), "usuario": quem.id_usuario, "parou": parou}
    aviso = Aviso("presenca", dados | {"nome": primeiro_nome(quem.name)}, ["todos"])
    request.app.state.tail.say(in_passing(aviso))
    return Response(status_code=204, headers=HEADERS)


@router.post("/fechar")
async def fechar(
    request: Request, linha: ParaMudar, pedido: Pedido[ParametrosFechamento], tx: Tx, quem: Atendente, now: Now
) -> Response:
    """Close the ticket with its orders; for a moment it can be undone."""
    motivo = motivos.get(pedido.id_motivo_fechamento_atendimento) or motivo_padrao()
    como = pedido.model_copy(update={"descricao_fechamento": pedido.descricao_fechamento or motivo.descricao})
    fim = EdicaoAtendimento.model_construct(fechar_atendimento=True, parametros_fechamento=como)
    await editar(tx, linha, fim, quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now, brinde="fechado")


@router.post("/reabrir")
async def desfazer(request: Request, linha: ParaMudar, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Undo the closing, a moment after it."""
    await reabrir(tx, linha, quem, now)
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.post("/ordens", dependencies=[Depends(precisa(ORDENS))])
async def abrir_ordem(
    request: Request, linha: ParaMudar, pedido: Pedido[NovaOrdem], tx: Tx, quem: Atendente, now: Now
) -> Response:
    """Open a service order for the ticket."""
    tipo = tipos.get(linha.id_tipo_atendimento)
    if linha.data_fechamento is not None:
        raise Refusal(FECHADO)
    if tipo and not tipo.permite_ordem_servico:
        raise Refusal("Este tipo de atendimento não tem ordem de serviço")
    await ordem_servico.rules.abrir(
        tx, linha.id_atendimento, linha.id_cliente_servico, pedido.descricao, [], pedido, quem, now
    )
    return await mostrar(request, tx, linha.id_atendimento, quem, now)


@router.get("/dialogos/{dialogo}")
async def abrir_dialogo(request: Request, read: Read, quem: Atendente, dialogo: str) -> Response:
    """The form of an act that needs more than a click."""
    if dialogo not in _DIALOGOS:
        raise NotFound("Este diálogo não existe.")
    achada = await achar(request, read, id_pedido(request), quem)
    return page(
        request,
        f"atendimento/dialogo_{dialogo}.html",
        ficha=achada,
        atd=achada.atendimento,
        **await _DIALOGOS[dialogo](read, achada),
    )


async def _para_fechar(_: Read, achada: Ficha) -> dict[str, Any]:
    tipo = achada.atendimento.id_tipo_atendimento
    validos = [m for m in motivos if m.ativo and vinculado(m.id_motivo_fechamento_atendimento, tipo)]
    return {"motivos": sorted(validos, key=lambda m: m.descricao)}


async def _para_responsabilizar(_: Read, __: Ficha) -> dict[str, Any]:
    return {"pessoas": sorted((u for u in usuarios if u.ativo), key=lambda u: u.name)}


async def _para_abrir_ordem(read: Read, _: Ficha) -> dict[str, Any]:
    return {
        "tipos": sorted((t for t in tipos_ordem_servico if t.ativo), key=lambda t: t.descricao),
        "tecnicos": sorted((u for u in usuarios if u.ativo and u.tecnico), key=lambda u: u.name),
        "periodos": [p for p in periodos if p.ativo],
        "padrao": await ordem_servico.queries.tipo_usual(read),
    }


_DIALOGOS: dict[str, Callable[[Read, Ficha], Awaitable[dict[str, Any]]]] = {
    "fechar": _para_fechar,
    "responsaveis": _para_responsabilizar,
    "ordem": _para_abrir_ordem,
}
