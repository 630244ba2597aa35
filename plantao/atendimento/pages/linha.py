"""The timeline of a ticket: what was written, sent and done, in the order of time, in Portuguese sentences."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from plantao.acesso.model import usuarios
from plantao.anexo.rules import AnexoAdicionado
from plantao.atendimento.model import motivos, origens
from plantao.atendimento.pages.exibicao import desfecho, situacao_exibida, tipo_exibido
from plantao.atendimento.queries.ficha import NOTA, Anexo, Ficha
from plantao.atendimento.rules.eventos import (
    AtendimentoAberto,
    AtendimentoEditado,
    AtendimentoFechado,
    AtendimentoReaberto,
    ChecklistMarcado,
    MensagemAdicionada,
    NotaAdicionada,
    ResponsaveisMudaram,
)
from plantao.kit.events import Happened
from plantao.kit.exibir import em_frase, milhar, telefone_exibido, titulo
from plantao.kit.time import local
from plantao.ordem_servico.model import tipos_ordem_servico
from plantao.ordem_servico.rules import OrdemServicoAberta, OrdemServicoFinalizada

ALGUEM = "A integração"

Trecho = tuple[str, bool]
"""A piece of a sentence, and whether it stands out."""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Something on the timeline: a sentence, or what somebody wrote."""

    quando: datetime
    tipo: Literal["evento", "mensagem"]
    chave: str
    icone: str = "history"
    frase: list[Trecho] = field(default_factory=list)
    autor: str = ""
    id_autor: int = 0
    lado: str = ""
    meio: str = ""
    texto: str = ""
    nova: bool = False
    anexos: list[Anexo] = field(default_factory=list)


def linha_do_tempo(ficha: Ficha, eu: int) -> list[tuple[datetime, list[Entrada]]]:
    """What the conversation shows, day by day: of the time before its oldest message nothing, if there is more."""
    ditas = list(_ditas(ficha, eu))
    mostrados = {anexo.id_anexo for entrada in ditas for anexo in entrada.anexos}
    desde = (
        ficha.mensagens[0].data_cadastro if ficha.mais_antigas and ficha.mensagens else ficha.atendimento.data_cadastro
    )
    todas = [*ditas, *_fatos(ficha), *_avulsos(ficha, mostrados)]
    entradas = sorted((e for e in todas if e.quando >= desde), key=lambda e: e.quando)
    dias = groupby(entradas, key=lambda e: local(e.quando).date())
    return [(grupo[0].quando, grupo) for grupo in (list(do_dia) for _, do_dia in dias)]


def historico(ficha: Ficha) -> list[Entrada]:
    """Everything that came to be, the newest first."""
    return sorted(_fatos(ficha, tudo=True), key=lambda e: e.quando, reverse=True)


def _ditas(ficha: Ficha, eu: int) -> Iterator[Entrada]:
    aberto = ficha.atendimento
    origem = origens.get(aberto.id_origem_contato)
    yield Entrada(
        quando=aberto.data_cadastro,
        tipo="mensagem",
        chave="abertura",
        autor=titulo(aberto.nome_contato or ficha.servico.cliente.nome_razaosocial),
        id_autor=ficha.servico.id_cliente,
        meio=f"por {origem.descricao}" if origem else "",
        texto=aberto.descricao_abertura,
    )
    for mensagem in ficha.mensagens:
        do_cliente = mensagem.id_usuario in ficha.robos and not mensagem.interna
        nome = aberto.nome_contato or ficha.servico.cliente.nome_razaosocial
        yield Entrada(
            quando=mensagem.data_cadastro,
            tipo="mensagem",
            chave=f"mensagem-{mensagem.id_atendimento_mensagem}",
            autor=titulo(nome) if do_cliente else usuarios[mensagem.id_usuario].name,
            id_autor=ficha.servico.id_cliente if do_cliente else mensagem.id_usuario,
            lado="interna" if mensagem.interna else ("" if do_cliente else "nossa"),
            meio="pela integração" if do_cliente else "",
            texto=mensagem.mensagem,
            nova=mensagem.id_usuario != eu and mensagem.id_atendimento_mensagem > ficha.visto > 0,
            anexos=[anexo for anexo in ficha.anexos if _veio_com(anexo, mensagem)],
        )


def _veio_com(anexo: Anexo, mensagem: Any) -> bool:
    """Files of a note are its own; those of a message are the ticket's, sent by the same person at the same instant."""
    if anexo.dono == NOTA:
        return bool(anexo.id_dono == mensagem.id_atendimento_mensagem)
    return not mensagem.interna and (anexo.id_usuario, anexo.data_cadastro) == (
        mensagem.id_usuario,
        mensagem.data_cadastro,
    )


def _avulsos(ficha: Ficha, mostrados: set[int]) -> Iterator[Entrada]:
    """Files that came without a message: those of one request together."""
    soltos = [anexo for anexo in ficha.anexos if anexo.id_anexo not in mostrados]
    for (quando, quem), juntos in groupby(soltos, key=lambda a: (a.data_cadastro, a.id_usuario)):
        anexos = list(juntos)
        arquivos = "1 arquivo" if len(anexos) == 1 else f"{len(anexos)} arquivos"
        frase = [(_nome(quem), True), (f" anexou {arquivos}", False)]
        chave = f"anexo-{anexos[0].id_anexo}"
        yield Entrada(quando, "evento", chave, icone="paperclip", frase=frase, anexos=anexos)


def _fatos(ficha: Ficha, *, tudo: bool = False) -> Iterator[Entrada]:
    for fato in ficha.fatos:
        conhecido = _FRASES.get(fato.name) or (_SO_NO_HISTORICO.get(fato.name) if tudo else None)
        if conhecido is None:
            continue
        icone, contar = conhecido
        frase = contar(fato, ficha)
        if frase:
            quem = fato.id_usuario or 0
            yield Entrada(fato.data_cadastro, "evento", f"fato-{fato.id}", icone=icone, frase=frase, id_autor=quem)


def _nome(id_usuario: int | None) -> str:
    usuario = usuarios.get(id_usuario)
    return usuario.name if usuario else ALGUEM


def _quem(fato: Happened) -> Trecho:
    return (_nome(fato.id_usuario), True)


def _lista(nomes: list[str]) -> list[Trecho]:
    """Names as they are spoken: `Ana, Bruna e Camila`."""
    trechos: list[Trecho] = []
    for n, nome in enumerate(nomes):
        if n:
            trechos.append((" e " if n == len(nomes) - 1 else ", ", False))
        trechos.append((nome, True))
    return trechos


def _aberto(fato: Happened, ficha: Ficha) -> list[Trecho]:
    return [_quem(fato), (" abriu o atendimento", False)]


def _editado(fato: Happened, ficha: Ficha) -> list[Trecho]:
    mudancas = fato.data["mudancas"]
    feitos: list[list[Trecho]] = []
    if "id_atendimento_status" in mudancas:
        feitos.append([("mudou a situação para ", False), (situacao_exibida(mudancas["id_atendimento_status"]), True)])
    if "id_tipo_atendimento" in mudancas:
        feitos.append([("mudou o tipo para ", False), (tipo_exibido(mudancas["id_tipo_atendimento"]), True)])
    if "descricao_abertura" in mudancas:
        feitos.append([("corrigiu a descrição", False)])
    if not feitos:
        return []
    frase = [_quem(fato)]
    for n, feito in enumerate(feitos):
        frase += [(" e " if n else " ", False), *feito]
    return frase


def _fechado(fato: Happened, ficha: Ficha) -> list[Trecho]:
    aberto = ficha.atendimento
    como = desfecho(aberto, fato.data_cadastro)
    frase = [_quem(fato), (f" fechou o atendimento {como}".rstrip(), False)]
    motivo = motivos.get(aberto.id_motivo_fechamento_atendimento)
    if aberto.data_fechamento and motivo:
        frase.append((f" · {motivo.descricao}", False))
        if aberto.descricao_fechamento and aberto.descricao_fechamento != motivo.descricao:
            frase.append((f" · {aberto.descricao_fechamento}", False))
    return frase


def _responsaveis(fato: Happened, ficha: Ficha) -> list[Trecho]:
    agora, antes = fato.data["responsaveis"], fato.data["antes"]
    eu = fato.id_usuario
    chegaram = [_nome(i) for i in agora if i not in antes and i != eu]
    sairam = [_nome(i) for i in antes if i not in agora and i not in ficha.robos]
    feitos: list[list[Trecho]] = []
    if agora[0] == eu and antes[:1] != [eu]:
        feitos.append([("assumiu", False)])
    if chegaram:
        feitos.append([("chamou ", False), *_lista(chegaram)])
    if sairam:
        feitos.append([("tirou ", False), *_lista(sairam)])
    if not feitos:
        feitos.append([("mudou a ordem dos responsáveis", False)])
    frase = [_quem(fato)]
    for n, feito in enumerate(feitos):
        frase += [(" e " if n else " ", False), *feito]
    return frase


def _checklist(fato: Happened, ficha: Ficha) -> list[Trecho]:
    verbo = "marcou" if fato.data["concluido"] else "desmarcou"
    return [_quem(fato), (f" {verbo} ", False), (fato.data["titulo"], True)]


def _ordem(verbo: str) -> Callable[[Happened, Ficha], list[Trecho]]:
    def contar(fato: Happened, ficha: Ficha) -> list[Trecho]:
        ordem = next(o for o in ficha.ordens if o.id_ordem_servico == fato.data["id_ordem_servico"])
        frase = [_quem(fato), (f" {verbo} a ordem ", False), (f"Nº {milhar(ordem.numero)}", True)]
        frase.append((f" · {em_frase(tipos_ordem_servico[ordem.id_tipo_ordem_servico].descricao)}", False))
        tecnicos = ficha.tecnicos.get(ordem.id_ordem_servico, [])
        return [*frase, (" · ", False), *_lista([_nome(i) for i in tecnicos])] if tecnicos else frase

    return contar


def _ligacao(fato: Happened, ficha: Ficha) -> list[Trecho]:
    telefone, ramal = fato.data["telefone"], fato.data["ramal"]
    frase: list[Trecho] = [("Ligação", False)]
    if telefone:
        frase += [(" de ", False), (telefone_exibido(telefone), True)]
    frase += [(" atendida por ", False), _quem(fato)]
    return [*frase, (f" no ramal {ramal}", False)] if ramal else frase


def _fez(o_que: str) -> Callable[[Happened, Ficha], list[Trecho]]:
    return lambda fato, _: [_quem(fato), (f" {o_que}", False)]


Frase = tuple[str, Callable[[Happened, Ficha], list[Trecho]]]
_FRASES: dict[str, Frase] = {
    AtendimentoEditado.name: ("switch-horizontal", _editado),
    AtendimentoFechado.name: ("circle-check", _fechado),
    AtendimentoReaberto.name: ("arrow-back-up", _fez("reabriu o atendimento")),
    ResponsaveisMudaram.name: ("user", _responsaveis),
    ChecklistMarcado.name: ("checklist", _checklist),
    OrdemServicoAberta.name: ("tools", _ordem("abriu")),
    OrdemServicoFinalizada.name: ("tools", _ordem("finalizou")),
    # From the floor above, which is not imported from here.
    "atendimento.ligacao": ("phone-incoming", _ligacao),
    "atendimento.protocolo_informado": ("check", _fez("informou o protocolo ao cliente")),
}
_SO_NO_HISTORICO: dict[str, Frase] = {
    AtendimentoAberto.name: ("plus", _aberto),
    MensagemAdicionada.name: ("message", _fez("escreveu uma mensagem")),
    NotaAdicionada.name: ("lock", _fez("guardou uma nota interna")),
    AnexoAdicionado.name: (
        "paperclip",
        lambda fato, _: [_quem(fato), (" anexou ", False), (str(fato.data["nome"]), True)],
    ),
}
