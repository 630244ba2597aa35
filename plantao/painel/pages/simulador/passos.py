"""How far a simulated call has come, step by step."""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from plantao.acesso.model import usuarios
from plantao.kit.exibir import grupos_do_protocolo, telefone_exibido, titulo
from plantao.kit.time import local, to_micros
from plantao.painel.pages.simulador.ensaio import Tempos
from plantao.pbx.queries.simulada import Simulada

VEZES = 20
"""How often the page asks whether the window is visible: twice a second."""


class Passo(NamedTuple):
    """A step of a call: when, what, and how long after the notice."""

    hora: str
    icone: str
    etapa: str
    detalhe: str
    desde: str


class Acompanhada(NamedTuple):
    """A call that is followed: its steps so far, and where the page asks for more, if there may be more."""

    id_ligacao: int
    telefone: str
    passos: list[Passo]
    seguir: str | None
    sem_tela: bool


def acompanhar(chamada: Simulada, tempos: Tempos, vez: int) -> Acompanhada:
    """The steps of a call by now, looked at for the n-th time."""
    acabou = chamada.visivel is not None or chamada.data_cancelamento is not None
    espera = not acabou and vez <= VEZES
    return Acompanhada(
        chamada.id_ligacao,
        telefone_exibido(chamada.telefone) or "sem número",
        _passos(chamada, tempos),
        f"/integracoes/simulador/{chamada.id_ligacao}?{_escrever(tempos, vez)}" if espera else None,
        sem_tela=not acabou and not espera,
    )


def _escrever(tempos: Tempos, vez: int) -> str:
    campos = {nome: valor for nome, valor in tempos._asdict().items() if valor is not None}
    return urlencode(campos | {"inicio": to_micros(tempos.inicio), "vez": vez})


def _passos(chamada: Simulada, tempos: Tempos) -> list[Passo]:
    atendente = usuarios.get(chamada.id_usuario)
    onde = f"ramal {chamada.ramal}" if chamada.ramal else chamada.identificador_interno or ""
    telefone = telefone_exibido(chamada.telefone) or "sem número"
    navegadores = "1 navegador conectado" if tempos.telas == 1 else f"{tempos.telas} navegadores conectados"
    if atendente is None:
        destino = ("Guardado nas chamadas", "ninguém tem este ramal")
    elif tempos.telas:
        destino = ("Enviado à tela", f"{atendente.name} · {navegadores}")
    else:
        destino = ("Publicado", f"{atendente.name} · nenhum navegador conectado a este servidor")
    ultrapassada = chamada.data_cancelamento is not None and chamada.data_cancelamento == chamada.notificada
    fim = "o cancelamento chegou antes do aviso" if ultrapassada else "a janela sem uso se fecha"
    medidos = (
        (0, "phone-incoming", "Central notificou", f"{onde} · {telefone}"),
        (tempos.admitida, "key", "Programa admitido", "token, rede e permissão conferidos"),
        (tempos.identificada, "user-search", *_quem_liga(chamada)),
        (tempos.gravada, "check", "Ligação guardada", "e publicada; a resposta segue para a central"),
        (None if ultrapassada else tempos.enviada, "bolt", *destino),
    )
    feitos = [_passo(tempos.inicio, ms, *o_que) for ms, *o_que in medidos if ms is not None]
    depois = (
        (chamada.visivel, "eye", "Janela visível", "confirmado pelo navegador"),
        (chamada.aberto, "tag", "Atendimento aberto", " ".join(grupos_do_protocolo(chamada.protocolo or ""))),
        (chamada.data_cancelamento, "phone-off", "Ligação cancelada", fim),
    )
    for quando, icone, etapa, detalhe in depois:
        if quando is not None:
            ms = round((quando - tempos.inicio) / timedelta(milliseconds=1))
            feitos.append(_passo(tempos.inicio, max(0, ms), icone, etapa, "já estava na tela" if ms < 0 else detalhe))
    return feitos


def _quem_liga(chamada: Simulada) -> tuple[str, str]:
    if chamada.identificando:
        return "Identificação adiada", "a janela abre antes do nome"
    if chamada.nome_razaosocial:
        return "Cliente identificado", f"{titulo(chamada.nome_razaosocial)} (cód. {chamada.codigo_cliente})"
    if chamada.candidatos:
        return "Vários cadastros", f"{len(chamada.candidatos)} clientes com este telefone"
    return "Sem cadastro", "nenhum cliente com este telefone"


def _passo(inicio: datetime, ms: int, icone: str, etapa: str, detalhe: str) -> Passo:
    quando = local(inicio + timedelta(milliseconds=ms))
    desde = f"{ms} ms" if ms < 1000 else f"{ms / 1000:.1f} s".replace(".", ",")
    return Passo(f"{quando:%H:%M:%S},{quando.microsecond // 1000:03}", icone, etapa, detalhe, desde)
