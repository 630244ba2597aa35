"""The visit of a ticket in the window of a call, in words: the one there is, or the one that may be wanted."""

from datetime import datetime
from typing import Any, NamedTuple

from plantao.acesso.model import usuarios
from plantao.atendimento.model import tipos
from plantao.kit.exibir import frase_exibida
from plantao.ordem_servico.model import periodos, tipos_ordem_servico
from plantao.ordem_servico.state import EXIBIDA
from plantao.pbx.queries.ficha import Aberto, Ficha, Ordem


class Opcao(NamedTuple):
    """One of several to choose from."""

    id: int
    texto: str
    escolhida: bool


class Visita(NamedTuple):
    """An unfinished order in words."""

    id_atendimento: int | None
    numero: int
    tipo: str
    situacao: str
    familia: str
    inicio: datetime | None
    fim: datetime | None
    tecnico: str | None


class Pedida(NamedTuple):
    """The visit that may be wanted with a ticket."""

    querida: bool
    tipos: list[Opcao]
    periodos: list[Opcao]


def visita(ordem: Ordem) -> Visita:
    """An unfinished order in words."""
    tecnico = usuarios.get(ordem.id_usuario)
    return Visita(
        ordem.id_atendimento,
        ordem.numero,
        frase_exibida(tipos_ordem_servico[ordem.id_tipo_ordem_servico].descricao),
        *EXIBIDA.get(ordem.status, (frase_exibida(ordem.status.replace("_", " ")), "neutro")),
        ordem.data_inicio_programado,
        ordem.data_termino_programado,
        tecnico.name if tecnico else None,
    )


def do_atendimento(ficha: Ficha, id_atendimento: int | None) -> Visita | None:
    """The unfinished order of a ticket, if it has one."""
    dele = (o for o in ficha.ordens if o.id_atendimento is not None and o.id_atendimento == id_atendimento)
    return next((visita(o) for o in dele), None)


def pedida(aberto: Aberto, querida: dict[str, Any] | None, usual: int | None) -> Pedida | None:
    """What there is to choose of a visit; nothing where the kind of the ticket has none."""
    tipo = tipos.get(aberto.id_tipo_atendimento)
    if tipo and not tipo.permite_ordem_servico:
        return None
    escolhida = querida or {"id_tipo_ordem_servico": usual, "id_periodo_dia": None}
    ativos = sorted((t for t in tipos_ordem_servico if t.ativo), key=lambda t: t.descricao)
    return Pedida(
        querida is not None,
        [
            Opcao(
                t.id_tipo_ordem_servico,
                frase_exibida(t.descricao),
                t.id_tipo_ordem_servico == escolhida["id_tipo_ordem_servico"],
            )
            for t in ativos
        ],
        [
            Opcao(p.id_periodo_dia, p.descricao, p.id_periodo_dia == escolhida["id_periodo_dia"])
            for p in periodos
            if p.ativo
        ],
    )
