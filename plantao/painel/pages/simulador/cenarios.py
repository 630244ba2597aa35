"""The form of the simulator, and the calls worth trying: whom they come from is looked up, never invented."""

from collections.abc import Iterator
from random import SystemRandom
from typing import Any, NamedTuple

from plantao.cliente.queries import por_chave_de_telefone
from plantao.kit.bag import Bag
from plantao.kit.br import ler_telefone
from plantao.kit.errors import Refusal
from plantao.kit.params import ler_inteiro
from plantao.kit.tx import Read
from plantao.pbx.queries.simulada import telefones

UMA, REPETIDA, ANTES, SEGUIDAS = "uma", "repetida", "antes", "seguidas"
SEQUENCIAS = (
    (UMA, "Avisa uma vez"),
    (REPETIDA, "Avisa duas vezes"),
    (ANTES, "Cancela e depois avisa"),
    (SEGUIDAS, "Avisa uma ligação por telefone"),
)
CENARIOS = (
    ("um", "Um cliente", UMA),
    ("varios", "Vários cadastros", UMA),
    ("nenhum", "Sem cadastro", UMA),
    ("anonima", "Número oculto", UMA),
    ("repetida", "Aviso repetido", REPETIDA),
    ("antes", "Cancelada antes", ANTES),
    ("duas", "2 ligações seguidas", SEGUIDAS),
    ("tres", "3 ligações seguidas", SEGUIDAS),
)
QUANTOS = {"duas": 2, "tres": 3}
OCULTO = "anonymous"
"""What exchanges send of who hides the number."""
NUMEROS_DE_UM_LUGAR = 10_000


class Formulario(NamedTuple):
    """What is to be said, as it was typed."""

    cliente: int | None = None
    ramal: str = ""
    identificador_interno: str = ""
    telefone: str = ""
    codigo_cliente: str = ""
    sequencia: str = UMA

    @classmethod
    def de(cls, bag: Bag, ramal: str = "") -> "Formulario":
        """What was sent; nothing yet means the extension of whoever asks."""
        texto = {nome: str(bag[nome]).strip() for nome in cls._fields if nome in bag and bag[nome] is not None}
        cliente = texto.pop("cliente", "")
        conhecido = {"ramal": ramal} | texto
        if conhecido.get("sequencia") not in dict(SEQUENCIAS):
            conhecido["sequencia"] = UMA
        return cls(int(cliente) if cliente.isdecimal() and len(cliente) < 10 else None, **conhecido)

    def ditos(self, acao: str) -> list[tuple[str, dict[str, Any]]]:
        """What the exchange says, one after the other."""
        corpos = list(self._corpos())
        if acao == "cancelar":
            return [("cancelar", corpo) for corpo in corpos]
        if self.sequencia == ANTES:
            return [(verbo, corpo) for corpo in corpos for verbo in ("cancelar", "notificar")]
        vezes = 2 if self.sequencia == REPETIDA else 1
        return [("notificar", corpo) for corpo in corpos for _ in range(vezes)]

    def _corpos(self) -> Iterator[dict[str, Any]]:
        outros = {"ramal": self.ramal, "identificador_interno": self.identificador_interno}
        numeros = self.telefone.replace(",", " ").split() if self.sequencia == SEGUIDAS else []
        for telefone in numeros or [self.telefone]:
            corpo = outros | {"telefone": telefone, "codigo_cliente": self.codigo_cliente}
            yield {campo: _valor(texto) for campo, texto in corpo.items() if texto}


def _valor(texto: str) -> int | str:
    """A number where one was typed, as exchanges send it; zeros before it are its own."""
    return ler_inteiro(texto) if texto.isascii() and texto.isdecimal() and not texto.startswith("0") else texto


async def preencher(read: Read, formulario: Formulario, cenario: str) -> Formulario:
    """The form of a scenario; the extension and the program stay."""
    sequencia = next((sequencia for nome, _, sequencia in CENARIOS if nome == cenario), None)
    if sequencia is None:
        raise Refusal("Este cenário não existe")
    telefone = await _telefone(read, cenario)
    return formulario._replace(telefone=telefone, codigo_cliente="", sequencia=sequencia)


async def _telefone(read: Read, cenario: str) -> str:
    if cenario == "anonima":
        return OCULTO
    de_varios = cenario == "varios"
    conhecidos = await telefones(read, de_varios=de_varios)
    quantos = QUANTOS.get(cenario, 1)
    if len(conhecidos) < quantos:
        raise Refusal("Nenhum telefone é de vários clientes" if de_varios else "Faltam telefones de clientes")
    sorteados = SystemRandom().sample(conhecidos, quantos)
    return await _livre(read, sorteados[0]) if cenario == "nenhum" else ", ".join(sorteados)


async def _livre(read: Read, vizinho: str) -> str:
    """A number of the same place that is nobody's."""
    for n in range(NUMEROS_DE_UM_LUGAR):
        numero = f"{vizinho[:-4]}{n:04}"
        lido = ler_telefone(numero)
        if lido and not await por_chave_de_telefone(read, lido.chave):
            return numero
    raise Refusal("Todos os números deste lugar têm dono")
