"""What is written in a particular way in Brazil: documents, postal codes and telephone numbers."""

import re
from dataclasses import dataclass

import phonenumbers
from stdnum.br import cnpj, cpf

DDDS = frozenset(
    str(ddd)
    for decade in (
        range(11, 20),
        (21, 22, 24, 27, 28),
        (31, 32, 33, 34, 35, 37, 38),
        range(41, 50),
        (51, 53, 54, 55),
        range(61, 70),
        (71, 73, 74, 75, 77, 79),
        range(81, 90),
        range(91, 100),
    )
    for ddd in decade
)

# What is read of a field: no spelling of a telephone is longer, and the patterns below need not fear a novel.
LIMIT = 100

_NOT_DIGITS = re.compile(r"[^0-9]+")
_DOCUMENT_MARKS = re.compile(r"[.\-/\s]+")
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_PBX_MARKS = re.compile(r"[+\-()\s]+")
_PBX_DIGITS = re.compile(r"[0-9]{8,15}")

# The telephone as dialled: digits, perhaps after a plus. What may stand before a DDD is told apart by its length.
_TRUNK = "(?:0(?:[1-9][0-9])?)?"  # 0, or 0 and the two digits of a carrier
_GEOGRAFICO = re.compile(
    rf"(?:\+?0*{_TRUNK}55{_TRUNK}|(?:\+(?!55))?0*{_TRUNK})"
    r"(?P<ddd>[1-9][0-9])(?P<local>9[0-9]{8}|[2-9][0-9]{7})"
)
_LOCAL = re.compile(r"\+?(?:(?<=\+)55)?0*(9[0-9]{8}|[2-9][0-9]{7})")
_0800 = re.compile(r"\+?(?:0*55)?(?:0+((?:[3589]00|303)[0-9]{6,7})|((?:[3589]00|303)[0-9]{7}|[358]00[0-9]{6}))")
_CAPITAL = re.compile(r"[34]00[0-9]{5}|(?:4020|4370|4864)[0-9]{4}")
_SERVICO = re.compile(
    r"(?:\+55)?(1(?:0[02]|03[0-9]{2}|05[0-9]|06[0-9]{1,2}|1[25-8]|2[357-9]|3[024-68]|33[12]|4[12568]|5[0-9]|6[0-8]|8[015]|"
    r"9[0-47-9])|911)"
)

# The telephone as people and machines write it.
_UNICODE = {
    **dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-"),
    **dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF], None),
    0xFF0B: "+",
}
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"\s*(?P<scheme>(?P<sip>sips?:)|tel:)?(?P<user>[^@\s]*)(?P<host>@\S*)?\s*", re.IGNORECASE)
_0XX = re.compile(r"([^0-9*]*(?:55)?[^0-9*]*0?[ (.\-]{0,3})(?:xx|\*\*)(?=[^0-9a-z]*[0-9])", re.IGNORECASE)
_MASKED = re.compile(r"[0-9]-?(?:xx|\*\*)", re.IGNORECASE)
_RAMAL = re.compile(r"\s*(?:ramal|ram|r|ext)(?![^\W\d_])[\s.:]*", re.IGNORECASE)
_DDD_SLASH = re.compile(r"\W*0?([1-9][0-9])\)?\s*/\s*(?=9?[ .]?[0-9]{4}[ .\-]?[0-9]{4}(?![0-9]))")
_ONLY_NUMBERS = re.compile(r"[0-9+().,;/\-\s]*")
# A number ends before a bracket that follows eight digits: there the DDD of another begins, or a remark.
_NUMBER = re.compile(r"(?<![^\W_])\+?[ \t(]*[0-9](?:[ \t().\-]*[0-9]){0,7}(?:[ \t).\-]*[0-9])*")
_NOT_DIALLED = str.maketrans("", "", " \t().-")


def somente_digitos(texto: str) -> str:
    """The digits 0 to 9 of `texto`; those of other scripts are not digits here."""
    return _NOT_DIGITS.sub("", texto)


def normalizar_documento(texto: str) -> str:
    """CPF or CNPJ as it is kept and compared: a CNPJ may hold letters since 2026."""
    return _DOCUMENT_MARKS.sub("", texto).upper()


def documento_valido(texto: str) -> bool:
    """Whether the check digits are right; eleven equal digits satisfy them, but are nobody's CPF."""
    documento = normalizar_documento(texto)
    if len(set(documento)) < 2:
        return False
    if _CPF.fullmatch(documento):
        return cpf.is_valid(documento)
    return _CNPJ.fullmatch(documento) is not None and cnpj.is_valid(documento)


def normalizar_cep(texto: str) -> str | None:
    cep = somente_digitos(texto)
    return cep if len(cep) == 8 else None


def formatar_cep(cep: str) -> str:
    """`35560-000`; what is not a CEP stays as it is."""
    digitos = normalizar_cep(cep)
    return f"{digitos[:5]}-{digitos[5:]}" if digitos else cep


def telefone_contato(texto: str) -> str | None:
    """The telephone of who asks for a ticket, DDD and number, as the contract of `POST atendimento` wants it."""
    digitos = somente_digitos(texto)
    if len(digitos) in {12, 13}:
        digitos = digitos.removeprefix("55")
    return digitos if len(digitos) in {10, 11} else None


def telefone_pbx(texto: str) -> str | None:
    """The outside number of a call, as the contract of `pbx/ligacao` wants it."""
    digitos = _PBX_MARKS.sub("", texto)
    return digitos if _PBX_DIGITS.fullmatch(digitos) else None


@dataclass(frozen=True, slots=True)
class Telefone:
    """Whom a telephone number identifies: a subscriber, a number without a place (`especial`), or an extension."""

    ddd: str | None = None
    assinante: str = ""  # eight digits, without the ninth
    celular: bool | None = None
    nono: bool = False  # the ninth digit was written
    especial: str | None = None  # the whole number; a plus when it is foreign
    ramal: str | None = None

    @property
    def chave(self) -> str:
        """What all spellings of a number share, kept in an index; `semelhanca` then tells candidates apart."""
        return self.assinante or (self.especial or "").lstrip("+") or self.ramal or ""


def semelhanca(a: Telefone, b: Telefone) -> int:
    """3 the same number; 2 the same but for the ninth digit; 1 one lacks the DDD; 0 another."""
    if a.chave != b.chave or (a.celular or False) != (b.celular or False):
        return 0
    if not a.assinante and not b.assinante:
        return 3
    if a.ddd is None or b.ddd is None:
        return 1
    if a.ddd != b.ddd:
        return 0
    return 3 if a.nono == b.nono else 2


def ler_telefone(texto: str) -> Telefone | None:
    """Whom the first number in `texto` identifies; None when that is nobody: withheld, empty, text."""
    texto = _clean(texto[:LIMIT])
    numeros = _NUMBER.findall(texto)
    for numero in numeros:
        discado = numero.translate(_NOT_DIALLED)
        if len(discado.lstrip("+")) >= 8 and (telefone := _known(discado) or _first(numero) or _unknown(discado)):
            return telefone
    if numeros and _ONLY_NUMBERS.fullmatch(texto):
        return _short(numeros[0].translate(_NOT_DIALLED))
    return None


def _clean(texto: str) -> str:
    """`texto` without what surrounds a number: names, addresses, the marks of a carrier or an extension."""
    if not texto.isascii():
        texto = texto.translate(_UNICODE)
    if "<" in texto and (dentro := _IN_BRACKETS.search(texto)):
        texto = dentro[1]
    if (endereco := _ADDRESS.fullmatch(texto)) and (endereco["scheme"] or endereco["host"]):
        texto = re.split("[;:?]", endereco["user"])[0]
        if endereco["sip"] and not endereco["host"] and "." in texto:
            return ""  # a machine, without a user: its digits are no telephone's
    if "x" in texto or "X" in texto or "*" in texto:
        if carrier := _0XX.match(texto):
            texto = carrier[1] + texto[carrier.end() :]
        if _MASKED.search(texto):
            return ""
    if "/" in texto and (ddd := _DDD_SLASH.match(texto)):
        texto = f"{ddd[1]} {texto[ddd.end() :]}"
    return texto[ramal.end() :] if (ramal := _RAMAL.match(texto)) else texto


def _known(discado: str) -> Telefone | None:
    """Zeros in front never make a Brazilian number foreign: some exchanges put one there, and carriers another."""
    if discado[0] == "+" and not discado.startswith("+55") and (estrangeiro := _foreign(discado)):
        return estrangeiro
    if (geografico := _GEOGRAFICO.fullmatch(discado)) and geografico["ddd"] in DDDS:
        return _subscriber(geografico["ddd"], geografico["local"])
    if gratuito := _0800.fullmatch(discado):
        return Telefone(especial="0" + (gratuito[1] or gratuito[2]))
    if local := _LOCAL.fullmatch(discado):
        return _subscriber(None, local[1])
    return _foreign(discado) if discado.startswith("00") else None


def _foreign(discado: str) -> Telefone | None:
    try:
        numero = phonenumbers.parse("+" + discado.lstrip("+0"), None)
    except phonenumbers.NumberParseException:
        return None
    if numero.country_code == 55 or not phonenumbers.is_valid_number(numero):
        return None
    return Telefone(especial=phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))


def _subscriber(ddd: str | None, local: str) -> Telefone:
    if _CAPITAL.fullmatch(local) and (ddd is None or local[1:3] == "00"):
        return Telefone(especial=local)
    return Telefone(ddd=ddd, assinante=local[-8:], celular=local[0] > "5", nono=len(local) == 9)


def _first(numero: str) -> Telefone | None:
    """The first of several numbers with nothing but blanks between them."""
    grupos = re.findall(r"\+?[0-9]+", numero.replace("(", " "))
    if sum(map(len, grupos)) < 16:
        return None
    cortes = [(_known("".join(grupos[:i])), _known("".join(grupos[i:]))) for i in range(1, len(grupos))]
    inteiros = [primeiro for primeiro, resto in cortes if primeiro and resto]
    return next(iter(inteiros), None) or next((primeiro for primeiro, _ in cortes if primeiro), None)


def _unknown(discado: str) -> Telefone | None:
    """A number of no plan we know, for instance of a DDD that does not exist: the same only as itself."""
    geografico = _GEOGRAFICO.fullmatch(discado)
    digitos = "".join(geografico.groups()) if geografico else discado.lstrip("+0")
    return Telefone(especial=digitos) if 7 <= len(digitos) <= 15 else None


def _short(discado: str) -> Telefone | None:
    if servico := _SERVICO.fullmatch(discado):
        return Telefone(especial=servico[1])
    digitos = discado.lstrip("+")
    if len(digitos) == 7:
        return _unknown(digitos)
    return Telefone(ramal=digitos) if 2 <= len(digitos) <= 6 and digitos.strip("0") else None
