"""What is done in the window of a call (design §7); the state is the server's, the browser only shows it."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao import cliente, ordem_servico
from plantao.acesso.guard import Pessoa, Quem
from plantao.atendimento.contract.abrir import NovoAtendimento
from plantao.atendimento.model import origens, tipos
from plantao.atendimento.queries.formatado import Bruto, linha_bruta
from plantao.atendimento.rules import checklist
from plantao.atendimento.rules.abrir import abrir as abrir_atendimento
from plantao.atendimento.rules.editar import descrever
from plantao.atendimento.rules.mensagem import anotar
from plantao.cliente.queries.linhas import cadastros
from plantao.kit.db import Statement, change, param
from plantao.kit.errors import Conflict, NotFound, Refusal
from plantao.kit.events import publish
from plantao.kit.params import Lista
from plantao.kit.tx import Tx
from plantao.ordem_servico.contract import OrdemDaMesa
from plantao.pbx.model import ABERTA, ATENDIDA, FECHADA, MINIMIZADA, ligacao
from plantao.pbx.queries import janela as consultas
from plantao.pbx.queries.ficha import abertos
from plantao.pbx.queries.janela import Linha
from plantao.pbx.rules.eventos import JanelaMudou, LigacaoLigada, ProtocoloInformado, RelatoSalvo

OUTRA_ABA = "Esta ligação já foi aberta em outra aba."
SEM_CLIENTE = "Escolha o cliente antes de abrir o atendimento"
QUAL_SERVICO = "Escolha o serviço do cliente"
JA_ABERTO = "O atendimento desta ligação já foi aberto."
SEM_ATENDIMENTO = "Abra o atendimento antes da ordem de serviço"
SEM_ORDEM = "Este tipo de atendimento não tem ordem de serviço"
SEM_SERVICO = "Este cadastro não tem nenhum serviço; escolha outro cliente ou anote a ligação"
RELATO_VAZIO = "(sem relato)"
TELEFONE = "Telefone"
"""The origin of a ticket that was opened from a call."""


_DE_NOVO = dict.fromkeys(("id_cliente", "id_cliente_servico", "id_atendimento_igual", "id_cliente_guardado"))
"""What is not true any more once somebody else calls."""


class Visita(NamedTuple):
    """The visit a person wants for the ticket of a call: its kind, and when the customer is at home."""

    id_tipo_ordem_servico: int
    id_periodo_dia: int | None


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


def tocada(linha: Linha, aba: str, now: datetime, *, retomar: bool) -> Linha:
    """The call as its first touch makes it: claimed for a tab; another tab learns so, or takes it from a closed one."""
    if linha.aba is not None and aba not in ("", linha.aba) and not retomar:
        raise Conflict(OUTRA_ABA)
    return linha._replace(aba=aba or linha.aba, em_uso=linha.em_uso or now)


async def usar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Keep that the call was touched, and nothing else."""
    await _mudar(tx, linha, quem, now)


async def escolher_cliente(
    tx: Tx, linha: Linha, id_cliente: int, quem: Pessoa, now: datetime, *, guardar: bool
) -> str | None:
    """Say who calls; with `guardar` the number is tied to the client. Answers what could not be done, if anything."""
    if linha.id_atendimento is not None:
        raise Conflict(JA_ABERTO)
    if not await cliente.queries.identificados(tx, [id_cliente]):
        raise NotFound("Este cliente não existe.")
    await _desatar(tx, linha)
    guardado, porque = False, None
    if guardar and linha.telefone is not None:
        guardado, porque = await cliente.rules.guardar_telefone(tx, id_cliente, linha.telefone)
    atado = {"id_cliente_guardado": id_cliente if guardado else None}
    await _mudar(tx, linha, quem, now, **_DE_NOVO | atado | {"id_cliente": id_cliente})
    return porque


async def trocar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Say that it is somebody else who calls: the choice begins again."""
    if linha.id_atendimento is not None:
        raise Conflict(JA_ABERTO)
    await _desatar(tx, linha)
    candidatos = linha.candidatos or [i for i in (linha.id_cliente,) if i is not None]
    await _mudar(tx, linha, quem, now, **_DE_NOVO, candidatos=candidatos)


async def desatar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Take back that the number was tied to the client."""
    await _desatar(tx, linha)
    await _mudar(tx, linha, quem, now, id_cliente_guardado=None)


async def escolher(tx: Tx, linha: Linha, quem: Pessoa, now: datetime, **escolhas: int) -> None:
    """Choose the service or the kind of the ticket to be."""
    await _mudar(tx, linha, quem, now, **escolhas, id_atendimento_igual=None)


async def abrir(tx: Tx, linha: Linha, tipo: int, quem: Pessoa, now: datetime, *, outro: bool) -> None:
    """Open the ticket of a call, of the kind that was chosen or shown as chosen.

    A call has only one, however often this is asked. If the client has an open ticket of that kind the window asks
    first; `outro` is the answer that another is wanted.
    """
    if linha.id_atendimento is not None:
        await usar(tx, linha, quem, now)
        return
    if linha.id_cliente is None:
        raise Refusal(SEM_CLIENTE)
    tipo = await _tipo(tx, linha.id_tipo_atendimento, tipo)
    abertos_dele = await abertos(tx, [linha.id_cliente])
    igual = next((a.id_atendimento for a in abertos_dele if a.id_tipo_atendimento == tipo), None)
    if igual is not None and not outro:
        pergunta = {"id_tipo_atendimento": tipo, "id_atendimento_igual": igual}
        await _mudar(tx, linha, quem, now, **pergunta)
        return
    [cadastro] = await cadastros(tx, [linha.id_cliente])
    dele = {s.id_cliente_servico for s in cadastro.servicos}
    servico = linha.id_cliente_servico if linha.id_cliente_servico in dele else cadastro.sugerido
    if servico is None:
        raise Refusal(QUAL_SERVICO if cadastro.servicos else SEM_SERVICO)
    pedido = NovoAtendimento.model_construct(
        None,
        id_cliente_servico=servico,
        descricao=linha.anotacao or RELATO_VAZIO,
        nome=cadastro.quem.nome_razaosocial,
        telefone=linha.telefone or "",
        id_tipo_atendimento=tipo,
        id_usuario_responsavel=Lista([quem.id_usuario]),
        id_origem_contato=next((o.id_origem_contato for o in origens if o.descricao == TELEFONE), None),
    )
    id_atendimento = await abrir_atendimento(tx, pedido, quem, now)
    await _ligar(tx, linha, id_atendimento, quem, now, abriu=True)


async def usar_aberto(tx: Tx, linha: Linha, id_atendimento: int, quem: Pessoa, now: datetime) -> None:
    """Tell of the call in the story of a ticket that is open already, instead of opening another."""
    if linha.id_atendimento is not None:
        await usar(tx, linha, quem, now)
        return
    if linha.id_cliente is None:
        raise Refusal(SEM_CLIENTE)
    if id_atendimento not in {a.id_atendimento for a in await abertos(tx, [linha.id_cliente])}:
        raise NotFound("Este atendimento não está aberto para este cliente.")
    id_nota = await anotar(tx, id_atendimento, None, (linha.anotacao or "").strip(), quem, now)
    await _ligar(tx, linha, id_atendimento, quem, now, abriu=False, id_nota=id_nota)


async def relatar(tx: Tx, linha: Linha, texto: str, quem: Pessoa, now: datetime) -> None:
    """Keep what the customer said: in the ticket of the call, or for the one to be."""
    id_nota = await _escrever(tx, linha, texto.strip(), quem, now)
    await _mudar(tx, linha, quem, now, anotacao=texto, id_nota=id_nota)


async def querer_visita(tx: Tx, linha: Linha, visita: Visita | None, quem: Pessoa, now: datetime) -> None:
    """Say whether an order is wanted, and which; it is opened with the last word, when the window closes."""
    if linha.id_atendimento is None:
        raise Refusal(SEM_ATENDIMENTO)
    tipo = tipos.get((await _bruto(tx, linha.id_atendimento)).id_tipo_atendimento)
    if visita and tipo and not tipo.permite_ordem_servico:
        raise Refusal(SEM_ORDEM)
    await _mudar(tx, linha, quem, now, visita=visita and visita._asdict())


async def abrir_visita(tx: Tx, linha: Linha, quem: Quem, now: datetime) -> None:
    """Open the order that was wanted, if one was."""
    if linha.visita is None or linha.id_atendimento is None:
        return
    querida = Visita(**linha.visita)
    bruto = await _bruto(tx, linha.id_atendimento)
    pedido = OrdemDaMesa.model_construct(
        None,
        id_tipo_ordem_servico=querida.id_tipo_ordem_servico,
        id_disponibilidade=Lista([querida.id_periodo_dia] if querida.id_periodo_dia else []),
    )
    descricao = linha.anotacao or bruto.descricao_abertura
    servico = bruto.id_cliente_servico
    await ordem_servico.rules.abrir(tx, bruto.id_atendimento, servico, descricao, [], pedido, quem, now)
    await tx.run(_mudanca(("visita",)), id=linha.id_ligacao, visita=None)


async def informar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """The protocolo was read out: tell it in the ticket's story and mark its checklist."""
    if linha.id_atendimento is None or linha.informado is not None:
        await usar(tx, linha, quem, now)
        return
    await checklist.marcar_protocolo(tx, linha.id_atendimento)
    informado = ProtocoloInformado(id_atendimento=linha.id_atendimento)
    about = f"atendimento:{linha.id_atendimento}"
    publish(tx, informado, about=about, to=["todos"], by=quem.id_usuario, now=now)
    await _mudar(tx, linha, quem, now, informado=now)


async def minimizar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Put the window into the pill of the top bar."""
    await _mudar(tx, linha, quem, now, janela=MINIMIZADA)


async def restaurar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Take the window out of the pill."""
    await _mudar(tx, linha, quem, now, janela=ABERTA)


async def fechar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime) -> None:
    """Close the window; all is saved already, and the order that was wanted is opened."""
    await abrir_visita(tx, linha, quem, now)
    await _mudar(tx, linha, quem, now, janela=FECHADA)


async def _tipo(tx: Tx, *escolhidos: int | None) -> int:
    """The kind that was chosen, if there still is one; else the most frequent."""
    ativos = (tipo.id_tipo_atendimento for i in escolhidos if (tipo := tipos.get(i)) and tipo.ativo)
    return next(ativos, None) or (await consultas.tipos_frequentes(tx))[0]


async def _escrever(tx: Tx, linha: Linha, texto: str, quem: Pessoa, now: datetime) -> int | None:
    """Describe the ticket that the call opened; to one that was there before, add a note. Answers the note, if any."""
    if linha.id_atendimento is None:
        return None
    salvo, about = RelatoSalvo(id_ligacao=linha.id_ligacao), f"ligacao:{linha.id_ligacao}"
    publish(tx, salvo, about=about, to=["todos"], by=quem.id_usuario, now=now)
    if linha.abriu:
        await descrever(tx, linha.id_atendimento, texto or RELATO_VAZIO)
        return None
    return await anotar(tx, linha.id_atendimento, linha.id_nota, texto, quem, now)


async def _ligar(tx: Tx, linha: Linha, id_atendimento: int, quem: Pessoa, now: datetime, **valores: Any) -> None:
    ligada = LigacaoLigada(
        id_atendimento=id_atendimento, id_ligacao=linha.id_ligacao, telefone=linha.telefone, ramal=linha.ramal
    )
    publish(tx, ligada, about=f"atendimento:{id_atendimento}", to=["todos"], by=quem.id_usuario, now=now)
    atendida = {"id_atendimento": id_atendimento, "status": ATENDIDA, "janela": ABERTA}
    await _mudar(tx, linha, quem, now, **atendida | valores)


async def _desatar(tx: Tx, linha: Linha) -> None:
    if linha.id_cliente_guardado is not None and linha.telefone is not None:
        await cliente.rules.esquecer_telefone(tx, linha.id_cliente_guardado, linha.telefone)


async def _bruto(tx: Tx, id_atendimento: int) -> Bruto:
    found = await linha_bruta(tx, id_atendimento)
    assert found is not None
    return found


async def _mudar(tx: Tx, linha: Linha, quem: Pessoa, now: datetime, **valores: Any) -> None:
    valores |= {"aba": linha.aba, "em_uso": linha.em_uso}
    await tx.run(_mudanca(tuple(sorted(valores))), id=linha.id_ligacao, **valores)
    mudou = JanelaMudou(id_ligacao=linha.id_ligacao, aba=linha.aba)
    about, to = f"ligacao:{linha.id_ligacao}", [f"usuario:{quem.id_usuario}"]
    publish(tx, mudou, about=about, to=to, by=quem.id_usuario, now=now)


@cache
def _mudanca(nomes: tuple[str, ...]) -> Statement[None]:
    valores = {nome: param(nome, ligacao.c[nome]) for nome in nomes}
    return change(sa.update(ligacao).where(ligacao.c.id_ligacao == param("id", ligacao.c.id_ligacao)).values(valores))
