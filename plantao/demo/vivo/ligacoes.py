"""The calls of the last days: answered, given up, never picked up."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from plantao.cliente.queries import Identificado
from plantao.demo.vivo.catalogos import TELEFONE
from plantao.demo.vivo.clientes import Cliente
from plantao.demo.vivo.conversa import Mundo
from plantao.demo.vivo.documentos import celular
from plantao.demo.vivo.escrita import Chaves
from plantao.demo.vivo.historia import Fato
from plantao.demo.vivo.modelo import Atendimento
from plantao.demo.vivo.pessoas import API, ATENDENTES
from plantao.kit.br import ler_telefone, semelhanca
from plantao.kit.time import data_hora, instant_of, local
from plantao.pbx.model import ATENDIDA, CANCELADA, EXPIRADA, ligacao
from plantao.pbx.rules.eventos import LigacaoCancelada, LigacaoExpirada, LigacaoNotificada
from plantao.pbx.rules.ligacao import TOCA_NO_MAXIMO

Rows = list[dict[str, Any]]

DIAS = timedelta(days=4)
SOLTAS = {ATENDIDA: 22, CANCELADA: 10, EXPIRADA: 3}
RAMAIS = {a.id_usuario: a.ramal for a in ATENDENTES} | {56: "111"}


class Lista:
    """Every telephone of the active customers, to know who calls."""

    def __init__(self, clientes: list[Cliente], linhas: Rows) -> None:
        ativos = {c.linha["id_cliente"]: c for c in clientes if c.linha["ativo"]}
        self._por_chave: dict[str, list[tuple[Cliente, str]]] = {}
        for linha in linhas:
            if linha["id_cliente"] in ativos:
                par = (ativos[linha["id_cliente"]], linha["telefone"])
                self._por_chave.setdefault(linha["chave"], []).append(par)

    def quem(self, digitos: str) -> list[Cliente]:
        """Those to whom the number belongs as surely as to nobody else."""
        lido = ler_telefone(digitos)
        certezas: dict[int, tuple[int, Cliente]] = {}
        for dono, texto in self._por_chave.get(lido.chave, []) if lido else []:
            guardado = ler_telefone(texto)
            certeza = semelhanca(lido, guardado) if lido and guardado else 0
            chave = dono.linha["id_cliente"]
            certezas[chave] = max(certezas.get(chave, (0, dono)), (certeza, dono), key=lambda par: par[0])
        maior = max((certeza for certeza, _ in certezas.values()), default=0)
        return [dono for certeza, dono in certezas.values() if certeza == maior and maior > 0]


def ligacoes(
    mundo: Mundo, feitos: list[Atendimento], chaves: Chaves, telefones: Rows
) -> tuple[list[tuple[sa.Table, Rows]], list[Fato]]:
    """The calls, those that became tickets among them, and what the outbox says of them."""
    lista = Lista(mundo.clientes, telefones)
    desde = mundo.agora - DIAS
    linhas = []
    for feito in feitos:
        if feito.id_origem == TELEFONE and feito.caso and feito.cadastro > desde:
            quando = feito.cadastro - mundo.minutos(0.6, 4)
            linha = _ligacao(lista, feito.servico.dono.numeros[-1].digitos, feito.abriu, quando, ATENDIDA)
            linha |= {"id_cliente": feito.servico.dono.linha["id_cliente"]}
            linhas.append(linha | {"id_atendimento": chaves.atendimento[id(feito)]})
    linhas += [_solta(mundo, lista, status) for status, n in SOLTAS.items() for _ in range(n)]
    linhas.sort(key=lambda linha: linha["data_cadastro"])
    for n, linha in enumerate(linhas, start=1):
        linha["id_ligacao"] = n
    fatos = [fato for linha in linhas for fato in _fatos(mundo, linha)]
    for linha in linhas:
        del linha["identificados"]
    return [(ligacao, linhas)], fatos


def _solta(mundo: Mundo, lista: Lista, status: str) -> dict[str, Any]:
    """A call without a ticket: a short question, a caller who gave up, somebody unknown."""
    rng = mundo.rng
    sorte = rng.random()
    quem = rng.choice(mundo.clientes)
    digitos = rng.choice(quem.numeros).digitos if sorte < 0.75 else celular(rng).digitos
    if sorte < 0.12:
        digitos = rng.choice(_repartidos(mundo.clientes))
    quando = _quando(mundo)
    return _ligacao(lista, digitos, rng.choice(list(RAMAIS)), quando, status) | {
        "data_cancelamento": quando + mundo.minutos(0.2, 0.9) if status == CANCELADA else None
    }


def _quando(mundo: Mundo) -> datetime:
    """Today since seven, if it is day; else one of the last days."""
    abertura = instant_of(local(mundo.agora).date(), time(7))
    hoje = (mundo.agora - abertura) / timedelta(minutes=1) - 8
    atras = mundo.rng.choice((0, 0, 0, 1, 2, 3)) if hoje > 30 else mundo.rng.choice((1, 1, 2, 3))
    return abertura - timedelta(days=atras) + mundo.minutos(2, min(hoje, 840) if atras == 0 else 840)


def _repartidos(clientes: list[Cliente]) -> list[str]:
    """The numbers that several customers answer."""
    todos = [numero.digitos for c in clientes for numero in c.numeros]
    return sorted({digitos for digitos in todos if todos.count(digitos) > 1})


def _ligacao(lista: Lista, digitos: str, id_usuario: int, quando: datetime, status: str) -> dict[str, Any]:
    identificados = lista.quem(digitos)
    unico = identificados[0] if len(identificados) == 1 else None
    return {
        "id_ligacao": 0,
        "ramal": RAMAIS[id_usuario],
        "identificador_interno": None,
        "id_usuario": id_usuario,
        "telefone": digitos,
        "id_cliente": unico.linha["id_cliente"] if unico else None,
        "candidatos": [] if unico else [c.linha["id_cliente"] for c in identificados],
        "ligacao_params": {"origem": "PBX"},
        "status": status,
        "data_cadastro": quando,
        "notificada": quando,
        "visivel": quando,
        "data_cancelamento": None,
        "id_atendimento": None,
        "identificados": [
            Identificado(c.linha["id_cliente"], c.linha["codigo_cliente"], c.linha["nome_razaosocial"])
            for c in identificados
        ],
    }


def _fatos(mundo: Mundo, linha: dict[str, Any]) -> list[Fato]:
    chave, quem = linha["id_ligacao"], linha["identificados"]
    sobre, para = f"ligacao:{chave}", f"usuario:{linha['id_usuario']}"
    notificada = LigacaoNotificada(
        id_ligacao=chave,
        ramal=linha["ramal"],
        identificador_interno=None,
        telefone=linha["telefone"],
        cliente=quem[0]._asdict() if len(quem) == 1 else None,
        candidatos=[c._asdict() for c in quem] if len(quem) > 1 else [],
        ligacao_params=linha["ligacao_params"],
        data_cadastro=data_hora(linha["data_cadastro"]),
    )
    fatos = [Fato(linha["data_cadastro"], notificada, sobre, API, para)]
    if linha["status"] == CANCELADA:
        fatos.append(Fato(linha["data_cancelamento"], LigacaoCancelada(id_ligacao=chave), sobre, API, para))
    if linha["status"] == EXPIRADA:
        expirou = min(linha["data_cadastro"] + TOCA_NO_MAXIMO + mundo.minutos(0.1, 1), mundo.agora)
        fatos.append(Fato(expirou, LigacaoExpirada(id_ligacao=chave), sobre, None))
    return fatos
