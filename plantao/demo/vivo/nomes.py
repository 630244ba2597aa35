"""Names of people and companies nobody bears on purpose."""

from random import Random
from typing import NamedTuple

MULHERES = """
Adriana Aline Amanda Aparecida Beatriz Bianca Camila Carla Cássia Célia Cláudia Cleusa Cristiane Daniela Débora Eliana
Elisângela Fabiana Fátima Fernanda Flávia Gabriela Geralda Gláucia Ieda Ilda Isabela Janaína Jaqueline Joana Josiane
Juliana Kátia Lara Larissa Letícia Lívia Luciana Luzia Márcia Mariana Marlene Natália Neusa Patrícia Raquel Regina
Renata Rosângela Sandra Silvana Simone Solange Sônia Tatiana Terezinha Vera Vitória Viviane Zélia
""".split()
HOMENS = """
Adilson Ailton Alexandre Anderson André Antônio Augusto Bruno Caio Carlos César Cláudio Cristiano Daniel Danilo Davi
Douglas Edmar Eduardo Elias Emerson Evandro Fábio Felipe Fernando Flávio Gabriel Geraldo Gilberto Guilherme Gustavo
Hélio Henrique Ivan Jairo João José Júlio Júnior Leandro Leonardo Lucas Luís Marcelo Márcio Mateus Mauro Maurício
Nélson Osvaldo Otávio Paulo Pedro Rafael Reinaldo Ricardo Roberto Rodrigo Rogério Samuel Sebastião Sérgio Vicente
Wagner Wanderson Wellington Wilson
""".split()
SEGUNDOS_M = "Aparecida Cristina Helena Maria Lúcia Paula Regina de_Fátima das_Graças do_Carmo Eduarda Beatriz".split()
SEGUNDOS_H = "Henrique Antônio Carlos Eduardo Luiz Batista Geraldo Augusto Vinícius César Donizete".split()
SOBRENOMES = """
Abreu Almeida Alvarenga Alves Amaral Andrade Araújo Assis Azevedo Barbosa Barcelos Batista Bernardes Borges Braga
Brito Camargos Campos Cardoso Carvalho Castro Chaves Corrêa Costa Coutinho Cunha Dias Diniz Duarte Esteves Faria
Fernandes Ferreira Fonseca Freitas Furtado Gomes Gonçalves Gontijo Guimarães Lacerda Leão Lima Lopes Machado Magalhães
Maia Marques Martins Meireles Melo Mendes Mendonça Miranda Moraes Moreira Moura Nascimento Neves Nogueira Nunes
Oliveira Pacheco Paiva Parreiras Peixoto Pereira Pimenta Pinto Pires Prado Queiroz Quintão Ramos Resende Ribeiro Rocha
Rodrigues Sales Santana Santos Saraiva Silva Silveira Soares Souto Souza Tavares Teixeira Teles Valadares Vasconcelos
Vaz Vieira Vilela Xavier
""".split()
LIGADOS = {
    "Assis": "de Assis",
    "Melo": "de Melo",
    "Neves": "das Neves",
    "Nascimento": "do Nascimento",
    "Costa": "da Costa",
}


class Pessoa(NamedTuple):
    """Somebody's name and how adjectives agree with it."""

    nome: str
    feminino: bool

    @property
    def primeiro(self) -> str:
        """What an attendant calls them."""
        return self.nome.split()[0]


CONHECIDOS = (
    Pessoa("João Batista Silva", False),
    Pessoa("Maria das Graças Oliveira", True),
    Pessoa("Antônio Carlos Ferreira", False),
    Pessoa("Rosângela Aparecida Nunes", True),
    Pessoa("Wellington Souza", False),
    Pessoa("Luzia Helena Prado", True),
    Pessoa("José Geraldo Lima", False),
    Pessoa("Wellita Souto Maia", True),
    Pessoa("Maria Auxiliadora do Nascimento Vasconcelos Guimarães Queiroz", True),
)
"""Those the pictures of the desk show, and one name that is hard to fit."""


def pessoa(rng: Random, sobrenome: str | None = None) -> Pessoa:
    """Somebody new; of a family if its name is given."""
    feminino = rng.random() < 0.54
    partes = [rng.choice(MULHERES if feminino else HOMENS)]
    if rng.random() < 0.42:
        segundo = rng.choice(SEGUNDOS_M if feminino else SEGUNDOS_H).replace("_", " ")
        if segundo != partes[0]:
            partes.append(segundo)
    ultimo = sobrenome or rng.choice(SOBRENOMES)
    if rng.random() < 0.55:
        partes.append(_ligado(rng, rng.choice([s for s in SOBRENOMES if s not in {ultimo, *partes}])))
    return Pessoa(" ".join([*partes, ultimo if sobrenome else _ligado(rng, ultimo)]), feminino)


def _ligado(rng: Random, sobrenome: str) -> str:
    return LIGADOS[sobrenome] if sobrenome in LIGADOS and rng.random() < 0.5 else sobrenome


class Empresa(NamedTuple):
    """A company: its registered name, the name on its door, and whether it lies in the countryside."""

    razao: str
    fantasia: str | None
    raiz: str
    rural: bool = False


def _empresas() -> tuple[Empresa, ...]:
    linhas = """
Padaria Pão da Serra Ltda|Padaria Pão da Serra
Condomínio do Edifício Bela Vista|Condomínio Ed. Bela Vista
Mercearia São Judas Ltda ME|Mercearia São Judas
OdontoVida Clínica Odontológica Ltda|Clínica OdontoVida
Hotel Lagoa Ltda|Hotel Lagoa
Pousada Recanto das Águas Ltda|Pousada Recanto das Águas
Centro Educacional Girassol Ltda|Escola Girassol
Drogaria Santa Terezinha Ltda|Drogaria Santa Terezinha
Auto Mecânica Dois Irmãos Ltda ME|Mecânica Dois Irmãos
Supermercado Economia do Oeste Ltda|Supermercado Economia
Pirotécnica Estrela do Monte Ltda|Fogos Estrela do Monte
Construmonte Materiais de Construção Ltda|Construmonte
Salão Bela Dona Ltda ME|Salão Bela Dona
Contabilidade Alvorada S/S|Alvorada Contabilidade
Imobiliária Chave Certa Ltda|Chave Certa Imóveis
Academia Corpo Ativo Ltda ME|Academia Corpo Ativo
Restaurante Tempero da Vó Ltda|Tempero da Vó
Confecções Fio de Ouro Ltda|Fio de Ouro
Transportadora Rota Oeste Ltda|Rota Oeste
Laboratório Exato de Análises Clínicas Ltda|Laboratório Exato
Posto Trevo do Oeste Ltda|Posto Trevo
Pet Shop Amigo Fiel Ltda ME|Amigo Fiel
Gráfica Traço & Cor Ltda|Traço & Cor
Metalúrgica Ferro Forte Ltda|Ferro Forte
Papelaria Caderno Novo Ltda ME|Caderno Novo
Igreja Comunidade Boa Nova|
Associação dos Moradores do Bairro São Lucas|
Ótica Visão Clara Ltda|Ótica Visão Clara
Laticínios Vale do Lambari Ltda|Laticínios Vale do Lambari
Studio Luz Fotografia Ltda ME|Studio Luz
"""
    rurais = "Agropecuária Fazenda Ipê Ltda|Fazenda Ipê\nSítio Boa Esperança Eventos Ltda ME|Sítio Boa Esperança"
    raizes = {"Studio Luz Fotografia Ltda ME": "7KX2M9P4", "Pet Shop Amigo Fiel Ltda ME": "B3TN8RW1"}
    todas = [(linha, False) for linha in linhas.split("\n") if linha] + [(linha, True) for linha in rurais.split("\n")]
    empresas = []
    for n, (linha, rural) in enumerate(todas):
        razao, _, fantasia = linha.partition("|")
        raiz = raizes.get(razao, f"{(10_427_311 + n * 1_370_893) % 10**8:08}")
        empresas.append(Empresa(razao, fantasia or None, raiz, rural))
    return tuple(empresas)


EMPRESAS = _empresas()
