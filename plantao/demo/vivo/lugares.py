"""The two cities: districts, streets, postal codes and where they lie."""

from random import Random
from typing import Any, NamedTuple

from plantao.demo.vivo.catalogos import DIVINOPOLIS, SAMONTE


class Bairro(NamedTuple):
    """A district; `ruas` empty means the countryside."""

    nome: str
    cep: str
    latitude: float
    longitude: float
    ruas: tuple[str, ...] = ()


class Cidade(NamedTuple):
    """A city, with the prefixes of its landlines."""

    id_cidade: int
    prefixos: tuple[str, ...]
    bairros: tuple[Bairro, ...]


CIDADES = (
    Cidade(
        SAMONTE,
        ("3281",),
        (
            Bairro(
                "Centro",
                "35560000",
                -20.0868,
                -45.2936,
                ("Rua Coronel Amâncio Bernardes", "Praça Getúlio Vargas", "Rua São José", "Avenida Tancredo Neves"),
            ),
            Bairro(
                "Mãe Chiquinha",
                "35560000",
                -20.0929,
                -45.2929,
                ("Rua Padre Paulo", "Rua das Acácias", "Rua do Rosário"),
            ),
            Bairro("São Lucas", "35560000", -20.0811, -45.2990, ("Rua Bahia", "Rua Sergipe", "Rua Alagoas")),
            Bairro("Dom Bosco", "35560000", -20.0947, -45.3003, ("Rua Doutor Wilson Lobato", "Rua João XXIII")),
            Bairro("Nossa Senhora de Fátima", "35560000", -20.0795, -45.2871, ("Rua Ouro Preto", "Rua Mariana")),
            Bairro("Bela Vista", "35560000", -20.0853, -45.2842, ("Rua das Palmeiras", "Rua dos Ipês", "Rua Aurora")),
            Bairro("Zona Rural", "35560000", -20.1302, -45.3377),
        ),
    ),
    Cidade(
        DIVINOPOLIS,
        ("3212", "3213", "3221", "3229"),
        (
            Bairro(
                "Centro",
                "35500004",
                -20.1446,
                -44.8912,
                ("Rua Goiás", "Avenida 1º de Junho", "Rua Minas Gerais", "Rua Pernambuco", "Rua São Paulo"),
            ),
            Bairro("Bom Pastor", "35500155", -20.1375, -44.8988, ("Rua Bom Jesus", "Rua do Cobre", "Rua Itambé")),
            Bairro(
                "Porto Velho", "35500260", -20.1540, -44.9023, ("Rua Rio Branco", "Rua Pitangui", "Rua Itapecerica")
            ),
            Bairro("Niterói", "35500213", -20.1489, -44.8771, ("Rua Coronel João Notini", "Rua Formiga")),
            Bairro("Esplanada", "35501195", -20.1601, -44.8894, ("Rua Castro Alves", "Rua Olavo Bilac")),
            Bairro("Danilo Passos", "35500290", -20.1688, -44.8741, ("Rua das Rosas", "Rua das Orquídeas")),
            Bairro("Interlagos", "35500348", -20.1227, -44.9102, ("Rua Ângelo Perilo", "Rua Lago Azul")),
        ),
    ),
)

RURAIS = ("Fazenda Boa Vista", "Sítio do Engenho", "Estrada do Capão Grosso", "Sítio Recanto", "Fazenda da Barra")
COMPLEMENTOS = ("Casa 2", "Fundos", "Apto 101", "Apto 202", "Apto 302", "Sobrado", "Loja A", "Bloco B, apto 12")
REFERENCIAS = (
    "ao lado da farmácia",
    "em frente à escola",
    "portão azul",
    "esquina com a padaria",
    "casa de muro verde",
    "perto do campo de futebol",
    "próximo ao posto de saúde",
)
REFERENCIAS_RURAIS = (
    "2 km após a ponte",
    "entrada depois do mata-burro",
    "porteira branca à direita",
    "perto da capela",
)


def lugar(rng: Random, cidade: Cidade, *, rural: bool = False) -> dict[str, Any]:
    """The row of a place, without its key."""
    urbanos = [b for b in cidade.bairros if b.ruas]
    rurais = [b for b in cidade.bairros if not b.ruas]
    bairro = rng.choice(rurais if rural and rurais else urbanos)
    espalha = 0.004 if bairro.ruas else 0.05
    return {
        "endereco": rng.choice(bairro.ruas or RURAIS),
        "numero": str(rng.randrange(8, 1400)) if bairro.ruas else "S/N",
        "complemento": rng.choice(COMPLEMENTOS) if bairro.ruas and rng.random() < 0.28 else None,
        "bairro": bairro.nome,
        "referencia": _referencia(rng, bairro),
        "cep": bairro.cep,
        "id_cidade": cidade.id_cidade,
        "longitude": round(bairro.longitude + rng.uniform(-espalha, espalha), 6),
        "latitude": round(bairro.latitude + rng.uniform(-espalha, espalha), 6),
    }


def _referencia(rng: Random, bairro: Bairro) -> str | None:
    if not bairro.ruas:
        return rng.choice(REFERENCIAS_RURAIS)
    return rng.choice(REFERENCIAS) if rng.random() < 0.22 else None
