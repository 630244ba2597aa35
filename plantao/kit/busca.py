"""The search routes' first checks, each answered alone (contract errors.md, "Order of checks", 8)."""

from collections.abc import Sequence

from pydantic_core import PydanticCustomError

from plantao.kit.bag import Bag
from plantao.kit.errors import Refusal
from plantao.kit.params import ler_inteiro, ler_texto
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.wire import enviado


def conferir_busca(bag: Bag, aceitas: Sequence[str], limite: int) -> None:
    """Refuse a search without its key or its term, with an unknown key, or beyond the limit."""
    busca = _texto(bag, "busca")
    if busca not in aceitas:
        lista = ",".join(aceitas)
        raise Refusal(f"O tipo de busca ({busca}) não é válido | Valores aceitos para esse campo: {lista}")
    _texto(bag, "termo_busca")
    try:
        limit = ler_inteiro(bag["limit"]) if enviado(bag.get("limit")) else 0
    except PydanticCustomError:
        return
    if limit > limite:
        raise Refusal(f"O limite máximo de resultados é de {limite} itens")


def _texto(bag: Bag, nome: str) -> str:
    if not enviado(bag.get(nome)):
        raise Refusal(f"Favor preencher o atributo ({nome})")
    try:
        return ler_texto(bag[nome])
    except PydanticCustomError:
        raise Refusal(VALIDACAO, [frase("texto", nome)]) from None
