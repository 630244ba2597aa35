"""What is done in the window of a call (design §7); the state is the server's, the browser only shows it."""

from datetime import datetime
from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa

from plantao import cliente, ordem_servico
from plantao.acesso.guard import Pessoa
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.contract.editar import EdicaoAtendimento
from plantao.atendimento.model import origens
from plantao.atendimento.queries.formatado import Bruto, linha_bruta
from plantao.atendimento.rules.abrir import abrir as abrir_atendimento
from plantao.atendimento.rules.editar import editar
from plantao.kit.db import Statement, change, param
from plantao.kit.errors import Conflict, NotFound, Refusal
from plantao.kit.events import Event, publish
from plantao.kit.params import Lista
from plantao.kit.tx import Tx
from plantao.pbx.model import ABERTA, ATENDIDA, FECHADA, MINIMIZADA, ligacao
from plantao.pbx.queries import janela as consultas
from plantao.pbx.queries.ficha import fichas, servico_sugerido
from plantao.pbx.queries.janela import Linha
from plantao.pbx.rules.eventos import JanelaMudou

OUTRA_ABA = "Esta ligação já foi aberta em outra aba."
SEM_CLIENTE = "Escolha o cliente antes de abrir o atendimento"
QUAL_SERVICO = "Escolha o serviço do cliente"
SEM_SERVICO = "Este cadastro não tem nenhum serviço; escolha outro cliente ou anote a ligação"
RELATO_VAZIO = "(sem relato)"
TELEFONE = "Telefone"
"""The origin of a ticket that was opened from a call."""


class LigacaoLigada(Event, frozen=True, kw_only=True):
    """A call belongs to the story of a ticket."""

    name: ClassVar[str] = "atendimento.ligacao"
    id_atendimento: int
    id_ligacao: int
    telefone: str | None
    ramal: str | None


class ProtocoloInformado(Event, frozen=True, kw_only=True):
    """The protocolo was read out to the customer."""

    name: ClassVar[str] = "atendimento.protocolo_informado"
    id_atendimento: int


async def da_pessoa(tx: Tx, id_ligacao: int, quem: Pessoa) -> Linha:
    """The call, held; somebody else's is nobody's business."""
    found = await consultas.linha_para_mudar(tx, id_ligacao)
    if found is None or found.id_usuario != quem.id_usuario:
        raise NotFound("Esta ligação não existe ou é de outra pessoa.")
    return found


async def apareceu(tx: Tx, linha: Linha, now: datetime) -> None:
    """The window is on a screen: the first time counts."""
    if linha.visivel is None:
        await tx.run(_mudanca(("visivel",)), id=linha.id_ligacao, visivel=now)


async def usar(tx: Tx, linha: Linha, aba: str, quem: Pessoa, now: datetime, *, retomar: bool) -> None:
    """The first touch claims the call for its tab; another learns that it is taken, or takes it from a closed one."""
    if linha.aba == aba:
        return
    if linha.aba is not None and not retomar:
        raise Conflict(OUTRA_ABA)
    await _mudar(tx, linha, quem, now, em_uso=linha.em_uso or now, aba=aba)


async def escolher_cliente(
    tx: Tx, linha: Linha, id_cliente: int, quem: Pessoa, now: datetime, *, guardar: bool
) -> str | None:
    """Say who calls; with `guardar` the number is tied to the client. Answers what could not be done, if anything."""
    if linha.id_atendimento is not None:
        raise Conflict("O atendimento desta ligação já foi aberto.")
    if not await cliente.queries.identificados(tx, [id_cliente]):
        raise NotFound("Este cliente não existe.")
    await _mudar(tx, linha, quem, now, id_cliente=id_cliente, id_cliente_servico=None, em_uso=linha.em_uso or now)
    if not guardar or linha.telefone is None:
        return None
    return await cliente.rules.guardar_telefone(tx, id_cliente, linha.telefone)


async def trocar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Say that it is somebody else who calls: the choice begins again."""
    if linha.id_atendimento is not None:
        raise Conflict("O atendimento desta ligação já foi aberto.")
    await _mudar(tx, linha, quem, now, id_cliente=None, id_cliente_servico=None, em_uso=linha.em_uso or now)


async def escolher(tx: Tx, linha: Linha, quem: Pessoa, now: datetime, **escolhas: int) -> None:
    """Choose the service or the kind of the ticket to be."""
    await _mudar(tx, linha, quem, now, **escolhas, em_uso=linha.em_uso or now)


async def abrir(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> int:
    """Open the ticket of a call; a call has only one, however often this is asked."""
    if linha.id_atendimento is not None:
        return linha.id_atendimento
    if linha.id_cliente is None:
        raise Refusal(SEM_CLIENTE)
    [ficha] = await fichas(tx, [linha.id_cliente])
    servico = linha.id_cliente_servico or servico_sugerido(ficha)
    if servico is None:
        raise Refusal(QUAL_SERVICO if ficha.servicos else SEM_SERVICO)
    pedido = NovoAtendimento.model_construct(
        None,
        id_cliente_servico=servico,
        descricao=linha.anotacao or RELATO_VAZIO,
        nome=ficha.quem.nome_razaosocial,
        telefone=linha.telefone or "",
        id_tipo_atendimento=linha.id_tipo_atendimento or (await consultas.tipos_frequentes(tx))[0],
        id_usuario_responsavel=Lista([quem.id_usuario]),
        id_origem_contato=next((o.id_origem_contato for o in origens if o.descricao == TELEFONE), None),
    )
    id_atendimento = await abrir_atendimento(tx, pedido, quem, now)
    await _ligar(tx, linha, id_atendimento, quem, now)
    return id_atendimento


async def usar_aberto(tx: Tx, linha: Linha, id_atendimento: int, quem: Pessoa, now: datetime) -> None:
    """Tell of the call in the story of a ticket that is open already, instead of opening another."""
    if linha.id_atendimento is not None:
        return
    if linha.id_cliente is None:
        raise Refusal(SEM_CLIENTE)
    [ficha] = await fichas(tx, [linha.id_cliente])
    if id_atendimento not in {a.id_atendimento for a in ficha.abertos}:
        raise NotFound("Este atendimento não está aberto para este cliente.")
    await _ligar(tx, linha, id_atendimento, quem, now)


async def relatar(tx: Tx, linha: Linha, texto: str, quem: Pessoa, now: datetime) -> None:
    """Keep what the customer said: of the ticket that is open, or for the one to be."""
    await _mudar(tx, linha, quem, now, anotacao=texto, em_uso=linha.em_uso or now)
    if linha.id_atendimento is not None and texto.strip():
        bruto = await _bruto(tx, linha.id_atendimento)
        if bruto.data_fechamento is None:
            await editar(tx, bruto, EdicaoAtendimento.model_construct(None, descricao=texto.strip()), quem, now)


async def abrir_ordem(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Ask for a visit for the ticket of the call."""
    if linha.id_atendimento is None:
        raise Refusal("Abra o atendimento antes da ordem de serviço")
    bruto = await _bruto(tx, linha.id_atendimento)
    descricao = linha.anotacao or bruto.descricao_abertura
    servico = bruto.id_cliente_servico
    await ordem_servico.rules.abrir(tx, bruto.id_atendimento, servico, descricao, [], None, quem, now)
    await _mudar(tx, linha, quem, now)


async def informar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """The protocolo was read out: tell it in the ticket's story and mark its checklist."""
    if linha.id_atendimento is None or linha.informado is not None:
        return
    informado = ProtocoloInformado(id_atendimento=linha.id_atendimento)
    about = f"atendimento:{linha.id_atendimento}"
    publish(tx, informado, about=about, to=["todos"], by=quem.id_usuario, now=now)
    await _mudar(tx, linha, quem, now, informado=now)


async def minimizar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Put the window into the pill of the top bar."""
    await _mudar(tx, linha, quem, now, janela=MINIMIZADA, em_uso=linha.em_uso or now)


async def restaurar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Take the window out of the pill."""
    await _mudar(tx, linha, quem, now, janela=ABERTA)


async def fechar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Close the window; all is saved already."""
    await _mudar(tx, linha, quem, now, janela=FECHADA)


async def _ligar(tx: Tx, linha: Linha, id_atendimento: int, quem: Pessoa, now: datetime) -> None:
    ligada = LigacaoLigada(
        id_atendimento=id_atendimento, id_ligacao=linha.id_ligacao, telefone=linha.telefone, ramal=linha.ramal
    )
    publish(tx, ligada, about=f"atendimento:{id_atendimento}", to=["todos"], by=quem.id_usuario, now=now)
    atendida = {"id_atendimento": id_atendimento, "status": ATENDIDA, "janela": ABERTA}
    await _mudar(tx, linha, quem, now, **atendida, em_uso=linha.em_uso or now)


async def _bruto(tx: Tx, id_atendimento: int) -> Bruto:
    found = await linha_bruta(tx, id_atendimento)
    assert found is not None
    return found


async def _mudar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime, **valores: Any) -> None:
    if valores:
        await tx.run(_mudanca(tuple(sorted(valores))), id=linha.id_ligacao, **valores)
    mudou = JanelaMudou(id_ligacao=linha.id_ligacao, aba=valores.get("aba", linha.aba))
    about, to = f"ligacao:{linha.id_ligacao}", [f"usuario:{quem.id_usuario}"]
    publish(tx, mudou, about=about, to=to, by=quem.id_usuario, now=now)


@cache
def _mudanca(nomes: tuple[str, ...]) -> Statement[None]:
    valores = {nome: param(nome, ligacao.c[nome]) for nome in nomes}
    return change(sa.update(ligacao).where(ligacao.c.id_ligacao == param("id", ligacao.c.id_ligacao)).values(valores))
