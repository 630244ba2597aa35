"""Numbers of invented people: documents with right check digits, and telephones as people write them."""

from random import Random
from typing import NamedTuple


def cpf(rng: Random) -> str:
    """Eleven digits, the last two right."""
    digitos = [rng.randrange(10) for _ in range(9)]
    for _ in range(2):
        pesos = range(len(digitos) + 1, 1, -1)
        digitos.append(sum(d * p for d, p in zip(digitos, pesos, strict=True)) * 10 % 11 % 10)
    return "".join(map(str, digitos))


def cnpj(raiz: str) -> str:
    """The CNPJ of the head office of `raiz`, eight digits or capital letters."""
    corpo = f"{raiz}0001"
    for _ in range(2):
        pesos = [2 + i % 8 for i in range(len(corpo))]
        soma = sum((ord(c) - 48) * p for c, p in zip(reversed(corpo), pesos, strict=True))
        corpo += str(0 if soma % 11 < 2 else 11 - soma % 11)
    return corpo


class Numero(NamedTuple):
    """A telephone: its DDD and its eight or nine digits."""

    ddd: str
    local: str

    @property
    def digitos(self) -> str:
        """What an exchange announces."""
        return self.ddd + self.local

    def escrito(self, rng: Random) -> str:
        """The number in one of the spellings found in old registers."""
        ddd, local = self
        metade = local[-8:-4]
        if len(local) == 8:
            estilos = (f"({ddd}) {metade}-{local[-4:]}", ddd + local, f"{ddd} {metade} {local[-4:]}", f"{ddd}-{local}")
            return rng.choices(estilos, (55, 25, 12, 8))[0]
        estilos_celular = {
            f"({ddd}) {local[:5]}-{local[5:]}": 40,
            ddd + local: 24,
            f"({ddd}){local[:4]}-{local[4:]}": 9,
            f"{ddd} {local[:5]}-{local[5:]}": 8,
            f"({ddd}) {metade}-{local[-4:]}": 5,
            f"({ddd}) 9 {metade}-{local[-4:]}": 4,
            f"+55 {ddd} {local[:5]}-{local[5:]}": 4,
            f"{local[:5]}-{local[5:]}": 3,
            f"0{ddd} {local[:5]}-{local[5:]}": 3,
        }
        return rng.choices(list(estilos_celular), list(estilos_celular.values()))[0]


def celular(rng: Random) -> Numero:
    """A mobile number, mostly of the region."""
    ddd = rng.choices(("37", "31", "34", "11"), (93, 4, 2, 1))[0]
    return Numero(ddd, f"9{rng.choice('89')}{rng.randrange(10**7):07}")


def fixo(rng: Random, prefixos: tuple[str, ...]) -> Numero:
    """A landline of a city's exchanges."""
    return Numero("37", f"{rng.choice(prefixos)}{rng.randrange(10**4):04}")
