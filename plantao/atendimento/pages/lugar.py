"""Where on the desk a ticket is shown: alone, or beside the queue it was taken from; its address says so."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request

from plantao.kit.html import partial
from plantao.kit.params import inteiro_de

FILA = "/fila"


class Aba(StrEnum):
    """The parts of a ticket."""

    CONVERSA = "conversa"
    ORDENS = "ordens"
    CHECKLIST = "checklist"
    ANEXOS = "anexos"
    HISTORICO = "historico"


class Lugar(NamedTuple):
    """The view beside which a ticket is shown, if any, and which part of it."""

    fila: str | None
    filtros: tuple[tuple[str, str], ...]
    aba: Aba
    desde: int | None = None
    """The oldest message that is shown, when it is not one of the last."""

    @property
    def solto(self) -> bool:
        """Whether the ticket is alone on the page."""
        return self.fila is None

    def endereco(self, id_atendimento: int, aba: Aba = Aba.CONVERSA, desde: int | None = None) -> str:
        """The address of a ticket in this place."""
        da_aba = {} if aba is Aba.CONVERSA else {"aba": aba.value}
        da_aba |= {} if desde is None else {"desde": str(desde)}
        if self.fila is None:
            return _com(f"/atendimentos/{id_atendimento}", da_aba)
        return _com(self.fila, dict(self.filtros) | {"atendimento": str(id_atendimento)} | da_aba)

    @property
    def volta(self) -> str:
        """The address of the queue without a ticket beside it."""
        return _com(self.fila or FILA, dict(self.filtros))


def lugar(request: Request) -> Lugar:
    """The place of the page on the screen; the part that is asked for wins over the one that is shown."""
    tela = request.headers.get("hx-current-url", "") if partial(request) else ""
    partes = urlsplit(tela or str(request.url))
    sobra = {nome: valor for nome, valor in parse_qsl(partes.query) if nome in {"setor", "tipo"}}
    na_tela = dict(parse_qsl(partes.query))
    pedida = request.query_params.get("aba", na_tela.get("aba", ""))
    desde = request.query_params.get("desde", "" if "aba" in request.query_params else na_tela.get("desde", ""))
    aba = Aba(pedida) if pedida in set(Aba) else Aba.CONVERSA
    na_fila = partes.path == FILA or partes.path.startswith(f"{FILA}/")
    return Lugar(partes.path if na_fila else None, tuple(sobra.items()), aba, _cursor(desde))


def _cursor(texto: str) -> int | None:
    return inteiro_de(texto) if texto.isascii() and texto.isdigit() and len(texto) < 19 else None


def _com(caminho: str, parametros: dict[str, str]) -> str:
    return f"{caminho}?{urlencode(parametros)}" if parametros else caminho
