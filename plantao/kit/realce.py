"""What was searched for, shown in what was found; `palavras` are those of `search.readings`."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from plantao.kit.search import SHORT
from plantao.kit.text import fold

_RUNS = re.compile(r"[0-9]+|[^0-9]+")


def palavras_achadas(texto: str, palavras: Iterable[str]) -> Markup:
    """`texto` with these words marked wherever they are, of any accent and case; short ones where a word begins."""
    dobrado, onde = _dobrar(texto)
    alternativas = (_padrao(palavra) for palavra in sorted(palavras, key=len, reverse=True))
    marcado, fim = Markup(), 0
    for found in re.finditer("|".join(alternativas) or r"(?!)", dobrado):
        de, ate = onde[found.start()], onde[found.end() - 1] + 1
        marcado += escape(texto[fim:de]) + Markup("<mark>{}</mark>").format(texto[de:ate])
        fim = ate
    return marcado + escape(texto[fim:])


def _padrao(palavra: str) -> str:
    return re.escape(palavra) if len(palavra) >= SHORT else rf"\b{re.escape(palavra)}"


def _dobrar(texto: str) -> tuple[str, list[int]]:
    """`texto` folded, and of which of its characters each one is."""
    dobrados = [(letra, posicao) for posicao, original in enumerate(texto) for letra in fold(original)]
    return "".join(letra for letra, _ in dobrados), [posicao for _, posicao in dobrados]


def telefone_achado(telefones: Sequence[str], palavras: Iterable[str]) -> Markup | None:
    """The first of `telefones` that has the digits that were searched for, with these in bold."""
    digitos = next((palavra for palavra in palavras if palavra.isdigit()), None)
    return next(filter(None, (_digitos(telefone, digitos) for telefone in telefones)), None) if digitos else None


def _digitos(texto: str, digitos: str) -> Markup | None:
    """`texto` with the digits in bold, whatever stands between them; None when they are not there."""
    found = re.search("[^0-9]*".join(digitos), texto)
    if found is None:
        return None
    negrito = Markup().join(
        Markup("<b>{}</b>").format(parte) if parte.isdigit() else escape(parte) for parte in _RUNS.findall(found[0])
    )
    return escape(texto[: found.start()]) + negrito + escape(texto[found.end() :])
