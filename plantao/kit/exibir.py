"""How values are written on the screen, and nowhere else: pure, and in the words of design §4 and §5."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import phonenumbers

from plantao.kit.br import Telefone, ler_telefone, normalizar_documento, somente_digitos
from plantao.kit.time import data_br, local

LOWER = frozenset("da das de do dos e".split())
UPPER = frozenset("EIRELI EPP ME MEI S/A S.A S.A. S/S II III IV VI VII VIII XV XXIII".split())
ACRONYMS = frozenset("API CNPJ CPF CTO IP OLT ONU OS PABX PIX SAC SMS TI TV VIP".split())
OWN = {"wi-fi": "Wi-Fi", "whatsapp": "WhatsApp", "os": "OS"}
SHORT = frozenset("DR DRA JR SR SRA".split())
COMPANY = frozenset("eireli epp ltda me mei s/a s.a".split())
DAYS_FROM = 72 * 60
FAMILIES = {
    "perigo": "red pink",
    "laranja": "deep-orange orange",
    "atencao": "amber yellow lime",
    "sucesso": "green light-green teal",
    "info": "blue light-blue cyan indigo",
    "roxo": "purple deep-purple",
}
FAMILY = {hue: family for family, hues in FAMILIES.items() for hue in hues.split()}
AVATARS = 6

_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ORDINAL = re.compile("[ªº]")
_VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
_HUE = re.compile(r"\bmd-([a-z]+(?:-[a-z]+)*)")
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")


def telefone_exibido(texto: str | None) -> str:
    """`(37) 99991-2222`; what holds more than one number, or words, stays as it was written."""
    escrito = (texto or "").strip()
    telefone = ler_telefone(escrito)
    if telefone is None or _LETTERS.search(escrito):
        return escrito
    exibido = _telefone(telefone)
    return exibido if exibido and somente_digitos(escrito).endswith(somente_digitos(exibido)) else escrito


def telefone_falado(texto: str | None) -> str:
    """`37 9 9991 2222`: a number as a screen reader reads it well."""
    return " ".join(re.findall(r"\d+", re.sub(r"(?:(?<=\) 9)|(?<=^9))(?=\d{4}-)", " ", telefone_exibido(texto))))


def _telefone(telefone: Telefone) -> str | None:
    """The number as its country groups it; None when it is of no plan we know."""
    if telefone.assinante:
        nono = "9" if telefone.nono else ""
        ddd = f"({telefone.ddd}) " if telefone.ddd else ""
        return f"{ddd}{nono}{telefone.assinante[:4]}-{telefone.assinante[4:]}"
    especial = telefone.especial or ""
    if especial.startswith("+"):
        estrangeiro = phonenumbers.parse(especial, None)
        return phonenumbers.format_number(estrangeiro, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if especial.startswith("0"):
        return f"{especial[:4]} {especial[4:-4]} {especial[-4:]}"
    return f"{especial[:4]}-{especial[4:]}" if len(especial) == 8 else None


def documento_exibido(texto: str | None, *, completo: bool = False) -> str:
    """`862.***.***-81`, or `862.149.410-81` for who may see it; a company's CNPJ is no secret."""
    documento = normalizar_documento(texto or "")
    if _CPF.fullmatch(documento):
        meio = f"{documento[3:6]}.{documento[6:9]}" if completo else "***.***"
        return f"{documento[:3]}.{meio}-{documento[9:]}"
    if _CNPJ.fullmatch(documento):
        return f"{documento[:2]}.{documento[2:5]}.{documento[5:8]}/{documento[8:12]}-{documento[12:]}"
    if completo:
        return (texto or "").strip()
    return "*" * max(0, len(documento) - 2) + documento[-2:] if len(documento) > 4 else "*" * len(documento)


def titulo(nome: str) -> str:
    """`Padaria Pão da Serra Ltda` for a name that came in capitals; others as their owners write them."""
    if not _ORDINAL.sub("", nome).isupper():
        return nome
    return _WORD.sub(_title, unicodedata.normalize("NFC", nome))


def _title(word: re.Match[str]) -> str:
    text = word[0]
    if text in UPPER:
        return text
    if word.start() and text.lower() in LOWER:
        return text.lower()
    return _LETTERS.sub(_capital, text)


def _capital(letters: re.Match[str]) -> str:
    text = letters[0]
    acronym = not _VOWEL.search(text) and text not in SHORT
    return text if acronym or text in UPPER else text.capitalize()


def em_frase(texto: str) -> str:
    """`Aguardando análise`, `Quedas de conexão`: only the first letter is a capital, but for names and initials."""
    shouted = _ORDINAL.sub("", texto).isupper()
    sentence = " ".join(_word(word, shouted=shouted) for word in texto.split())
    return sentence[:1].upper() + sentence[1:]


def _word(word: str, *, shouted: bool) -> str:
    if word.lower() in OWN:
        return OWN[word.lower()]
    return word if word in ACRONYMS or (word.isupper() and not shouted) else word.lower()


def frase_exibida(texto: str) -> str:
    """`Sem conexão` of `TÉCNICO - SEM CONEXÃO`: what a kind or a status says last."""
    return em_frase(texto.rpartition(" - ")[2])


def com_ponto(texto: str) -> str:
    """A sentence as the desk writes it, whether or not the rule that said it ends it."""
    return texto if not texto or texto.endswith((".", "!", "?", "…")) else f"{texto}."


def iniciais(nome: str) -> str:
    """`CR` of Camila Rocha: the first and the last word that say who it is."""
    words = [word for word in nome.split() if word.lower() not in LOWER and word.lower().strip(".,") not in COMPANY]
    letters = [found[0][0] for word in words if (found := _LETTERS.search(word))]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def cor_do_avatar(ident: int) -> int:
    """Which of the avatars' colours, 1 to 6, is always the one of who has this id."""
    return ident % AVATARS + 1


def quando(instant: datetime, now: datetime) -> str:
    """`09:42` today, `ontem`, `17/11` this year, `17/11/2026`."""
    moment, today = local(instant), local(now)
    if moment.date() == today.date():
        return f"{moment.hour:02}:{moment.minute:02}"
    if moment.date() == today.date() - timedelta(days=1):
        return "ontem"
    date = data_br(instant)
    return date[:5] if moment.year == today.year else date


def dia_e_hora(instant: datetime, now: datetime) -> str:
    """`09:42` today, `ontem, 09:42`, `17/11, 09:42`: where a list is of hours."""
    dia, hora = quando(instant, now), f"{local(instant):%H:%M}"
    return hora if dia == hora else f"{dia}, {hora}"


def quando_exato(instant: datetime, now: datetime) -> str:
    """`09:42:27` today, `17/11 09:42:27`: for what comes by the second."""
    moment = local(instant)
    hora = f"{moment:%H:%M:%S}"
    return hora if moment.date() == local(now).date() else f"{data_br(instant)[:5]} {hora}"


def janela_exibida(inicio: datetime, fim: datetime | None) -> str:
    """`14h–16h`, `14h30`: the hours of a visit."""
    horas = [
        f"{hora.hour}h{f'{hora.minute:02}' if hora.minute else ''}" for hora in map(local, filter(None, (inicio, fim)))
    ]
    return "–".join(horas)


def visita_exibida(inicio: datetime | None, fim: datetime | None, now: datetime) -> str:
    """`hoje, 14h–16h`, `amanhã, 9h`, `17/11, 9h–11h`, `sem data`: when a visit is."""
    if inicio is None:
        return "sem data"
    dias = (local(inicio).date() - local(now).date()).days
    dia = {0: "hoje", 1: "amanhã"}.get(dias) or quando(inicio, now)
    return f"{dia}, {janela_exibida(inicio, fim)}"


def duracao(minutos: int) -> str:
    """`18min`, `2h 14min`, and from 72 h up `5 d 18 h`; a time past is as long as one to come."""
    minutos = abs(minutos)
    horas, resto = divmod(minutos, 60)
    if minutos >= DAYS_FROM:
        dias, horas = divmod(horas, 24)
        return f"{dias} d {horas} h" if horas else f"{dias} d"
    if not horas:
        return f"{resto}min"
    return f"{horas}h {resto:02}min" if resto else f"{horas}h"


def dinheiro(valor: Decimal) -> str:
    """`R$ 1.189,90`."""
    inteiros, centavos = f"{abs(valor):.2f}".split(".")
    return f"{'-' if valor < 0 else ''}R$ {milhar(int(inteiros))},{centavos}"


def milhar(numero: int) -> str:
    """`1.204`."""
    return f"{numero:,}".replace(",", ".")


def familia_da_cor(cor: str | None) -> str:
    """The family of colours that stands for a status's `cor`: `laranja` for `md-deep-orange-A700-bg`."""
    hue = _HUE.search(cor or "")
    return FAMILY.get(hue[1].removesuffix("-bg"), "neutro") if hue else "neutro"


def grupos_do_protocolo(texto: str) -> list[str]:
    """A protocolo as it is read aloud: by four from the left."""
    return [texto[i : i + 4] for i in range(0, len(texto), 4)]


# As the templates call them.
FILTROS: dict[str, Callable[..., object]] = {
    exibe.__name__: exibe
    for exibe in (
        telefone_exibido,
        documento_exibido,
        titulo,
        em_frase,
        frase_exibida,
        com_ponto,
        iniciais,
        cor_do_avatar,
        quando,
        dia_e_hora,
        quando_exato,
        visita_exibida,
        duracao,
        dinheiro,
        milhar,
        familia_da_cor,
        grupos_do_protocolo,
    )
}
