"""Who works at the lively provider: departments, attendants, technicians."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import setor, usuario

Rows = list[dict[str, Any]]

API = 70
"""The contract's API user: the WhatsApp robot writes by it."""

ATENDIMENTO, SUPORTE_N1, SUPORTE_N2, FINANCEIRO, CAMPO = 1, 2, 3, 4, 5
SETORES = {
    ATENDIMENTO: "Atendimento",
    SUPORTE_N1: "Suporte N1",
    SUPORTE_N2: "Suporte N2",
    FINANCEIRO: "Financeiro",
    CAMPO: "Campo",
}


class Pessoa(NamedTuple):
    """Somebody who works there."""

    id_usuario: int
    nome: str
    papel: str
    id_setor: int
    ramal: str | None = None
    email: str | None = None
    vendedor: bool = False

    @property
    def primeiro_nome(self) -> str:
        """What everybody calls them."""
        return self.nome.split()[0]

    @property
    def chamado(self) -> str:
        """The first name with its article, as technicians are spoken of."""
        return f"{'a' if self.primeiro_nome in MULHERES else 'o'} {self.primeiro_nome}"


MULHERES = frozenset({"Jéssica", "Sheila"})
"""Technicians with the other article."""

ATENDENTES = (
    Pessoa(5001, "Ana Beatriz Nogueira", "atendente", SUPORTE_N1, "112", "ana@provedor.com.br"),
    Pessoa(5002, "Camila Rocha", "atendente", ATENDIMENTO, "113", "camila@provedor.com.br", vendedor=True),
    Pessoa(5003, "Diego Martins", "atendente", SUPORTE_N2, "114", "diego@provedor.com.br"),
    Pessoa(5004, "Priscila Alves", "atendente", ATENDIMENTO, "115", "priscila@provedor.com.br", vendedor=True),
    Pessoa(5005, "Rafael Teixeira", "atendente", SUPORTE_N1, "116", "rafael@provedor.com.br"),
    Pessoa(5006, "Bruna Castro", "atendente", SUPORTE_N1, "117", "bruna@provedor.com.br"),
    Pessoa(5007, "Vanessa Melo", "atendente", FINANCEIRO, "118", "vanessa@provedor.com.br"),
    Pessoa(5008, "Igor Sales", "atendente", SUPORTE_N2, "119", "igor@provedor.com.br"),
)
SUPERVISORA = Pessoa(5009, "Helena Duarte", "administrador", ATENDIMENTO, "110", "helena@provedor.com.br")
TECNICOS = (
    Pessoa(5010, "Téo Figueiredo", "tecnico", CAMPO, None, "teo@provedor.com.br"),
    Pessoa(5011, "Edson Lima", "tecnico", CAMPO, None, "edson@provedor.com.br"),
    Pessoa(5012, "Jéssica Prado", "tecnico", CAMPO, None, "jessica@provedor.com.br"),
    Pessoa(5013, "Marcos Vinícius Dutra", "tecnico", CAMPO, None, "marcos@provedor.com.br"),
    Pessoa(5014, "Sheila Gomes", "tecnico", CAMPO, None, "sheila@provedor.com.br"),
    Pessoa(5015, "Tiago Ramos", "tecnico", CAMPO, None, "tiago@provedor.com.br"),
)
PESSOAS = (*ATENDENTES, SUPERVISORA, *TECNICOS)
COM_SENHA = frozenset({"Ana", "Camila", "Diego", "Vanessa", "Helena", "Téo", "Edson"})
"""Who can sign in, with the password of the sample base."""


def do_setor(id_setor: int) -> list[Pessoa]:
    """The attendants of a department."""
    return [p for p in ATENDENTES if p.id_setor == id_setor]


def pessoas(senha: str) -> list[tuple[sa.Table, Rows]]:
    """Departments and users; `senha` is the stored form of the sample base's password."""
    usuarios: Rows = [
        {
            "id": p.id_usuario,
            "name": p.nome,
            "email": p.email,
            "senha": senha if p.primeiro_nome in COM_SENHA else None,
            "ramal": p.ramal,
            "papel": p.papel,
            "id_setor": p.id_setor,
            "tecnico": p.papel == "tecnico",
            "vendedor": p.vendedor,
            "permissoes": [],
        }
        for p in PESSOAS
    ]
    return [(setor, [{"id_setor": i, "nome": nome} for i, nome in SETORES.items()]), (usuario, usuarios)]
