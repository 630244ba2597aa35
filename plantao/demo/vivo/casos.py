"""What a conversation is made of: `[one|another]` is chosen, `[#one|another]` alike all through, `<nome>` filled in."""

# ruff: noqa: E501 - what people say is read in one piece

import re
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

_ESCOLHA = re.compile(r"\[([^\[\]]*)\]")
_LACUNA = re.compile(r"<(\w+)>")

CLIENTE, ATENDENTE, NIVEL_2, TECNICO = "c", "a", "n", "t"
NOTA = "i"
"""What level 2 writes for the house alone."""


class Visita(NamedTuple):
    """The order a case leads to: what is to be done, how it went."""

    id_tipo_ordem_servico: int
    pedido: str
    minutos: int
    relato: tuple[str, ...]
    conclusao: str


class Caso(NamedTuple):
    """A kind of conversation, from the first word to the last; lines begin with who speaks.

    `abertura` is what an attendant notes of a call, `relato` what a customer writes; the lines of `conversa` are said
    while the ticket is open, those of `fim` when all is well again.
    """

    tipo: int
    abertura: str
    relato: str
    conversa: tuple[str, ...]
    fim: tuple[str, ...]
    fechamento: str
    motivo: int
    visita: Visita | None = None
    so: str = ""
    peso: int = 2


@dataclass(frozen=True)
class Fala:
    """A line of a conversation: who speaks, and what is not yet said."""

    quem: str
    texto: str

    @classmethod
    def de(cls, linha: str) -> "Fala":
        """The line `a: Bom dia`."""
        quem, _, texto = linha.partition(": ")
        return cls(quem, texto)


def falas(linhas: tuple[str, ...]) -> list[Fala]:
    """The lines of a conversation."""
    return [Fala.de(linha) for linha in linhas]


def redigir(rng: Random, texto: str, dados: dict[str, str]) -> str:
    """The text with its choices made and its gaps filled."""
    while "[" in texto:
        texto = _ESCOLHA.sub(lambda m: _escolher(rng, m[1], dados), texto)
    return _LACUNA.sub(lambda m: dados[m[1]], texto)


def _escolher(rng: Random, escolhas: str, dados: dict[str, str]) -> str:
    if escolhas.startswith("#"):
        sempre = escolhas[1:].split("|")
        return sempre[int(dados["variante"]) % len(sempre)]
    return rng.choice(escolhas.split("|"))


# What is said in nearly every conversation.
CLIENTE_AGRADECE = "c: [Deu certo, <obrigado>!|<Obrigado>, <atendente>!|Valeu pela atenção.|👍|Ok, <obrigado>.|Perfeito, <obrigado> mesmo.]"
TUDO_CERTO = "a: [<tratamento>, o técnico acabou de sair daí. Ficou tudo funcionando?|<nome>, a visita foi concluída. Tudo certo por aí?|<oi>, <nome>. <O_tecnico> me avisou que terminou. Posso fechar o atendimento?]"
CONFIRMA_NOVA = "c: [Ficou ótimo, <obrigado>.|Tá voando aqui!|Tudo certo, <obrigado>.|Funcionando em todos os cômodos.]"
CONFIRMA = "c: [Ficou ótimo, <obrigado>.|Tudo funcionando. Atendimento nota 10.|Sim, voltou tudo. <Obrigado>!|Pode fechar sim.|Até agora está perfeito.|Tudo ok por aqui.|Normalizou, <obrigado>.|Está funcionando, sim.|Bem melhor agora.|<Obrigado> pela rapidez!|Resolvido.]"
AVISO_VISITA = (
    "a: [<nome>, agendei a visita para <dia>, <janela>. Quem vai é <o_tecnico>. Precisa ter um maior de idade em casa."
    "|Visita marcada para <dia>, <janela>. <O_tecnico> liga quando estiver a caminho."
    "|Consegui encaixar <dia>, <janela>. O protocolo é <protocolo>, qualquer coisa é só chamar aqui.]"
)
CONFIRMA_VISITA = "c: [Combinado.|Ok, vou estar em casa.|Pode ser. Minha mãe vai estar aí, pode chamar por ela.|Tá bom, fico aguardando.|Certo. O interfone não funciona, liga no meu celular.|Beleza.|Ok, <obrigado>.|Pode vir.|Fechado, estarei esperando.|Tá ótimo.|Certo, só peço que liguem antes.|👍]"
A_CAMINHO = "t: [A caminho.|Saindo da última OS, chego em 20 min.|Liguei para o cliente, confirmado. Indo.]"
AUSENTE = "t: [Chamei no portão e liguei 3 vezes, ninguém atende.|Casa fechada. Vizinha disse que saíram cedo.|Cliente não está e o celular só dá caixa postal.]"
REMARCAR = "a: [<nome>, o técnico esteve aí e não encontrou ninguém. Remarquei para <dia>, <janela>, tudo bem?|<O_tecnico> passou aí, mas a casa estava fechada. Nova visita: <dia>, <janela>.]"
ALGUEM = "c: [Alguém pode me responder?|Oi? Ainda estou esperando.|Tem previsão?|E aí, pessoal, alguma novidade?|?]"
