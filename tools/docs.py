"""Writes the generated documentation again: the settings in both READMEs, and what the last `make test` proved."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from plantao.acesso.model import DOCUMENTADO, OBSERVADO
from plantao.app import ROUTERS
from plantao.kit.settings import Settings
from tools.test import COMPAT

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ("<!-- settings:begin -->", "<!-- settings:end -->")
READMES = {"README.md": ("Setting", "Default", "What it does"), "README.pt-BR.md": ("Variável", "Padrão", "O que faz")}
PAGE = ROOT / "docs" / "api" / "compatibilidade.md"
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
PROFILES = (DOCUMENTADO, OBSERVADO)

INTRODUCTION = """\
# Compatibilidade

Quantos testes provam cada operação, em cada [perfil](../usuario/integracao.md#perfis) e em cada banco de dados. Um
teste conta quando é da operação e de fato a chama com um cliente da API daquele perfil; todos os que contam passaram.
O que não depende do perfil é testado sobretudo em `documentado`. Não entram na conta os testes que sorteiam requisições
(schemathesis) nem os que derrubam o servidor.

Página escrita por `make docs` com o resultado do último `make test`.
"""

Proved = dict[str, dict[str, dict[str, int]]]
"""Operation → profile → how many tests passed and failed, as tests/compat.py writes it."""


def settings_table(readme: str) -> str:
    """The settings as a table in the language of a README."""
    rows = [
        (f"`PLANTAO_{name.upper()}`", _printed(field.default), _sentence(readme, field))
        for name, field in Settings.model_fields.items()
    ]
    return _table(READMES[readme], rows)


def _sentence(readme: str, field: Any) -> str:
    text: str = field.description if readme.endswith(".pt-BR.md") else field.json_schema_extra["en"]
    return text.replace("|", "\\|")


def _printed(default: object) -> str:
    return "" if default in (None, "") else f"`{default}`"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], rule: str = "---") -> str:
    head = list(head)
    lines = [head, [rule if n and rule != "---" else "---" for n, _ in enumerate(head)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_settings(readme: str, text: str) -> str:
    """The text of a README with its table written again."""
    begin, end = SETTINGS
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{readme} has no {begin} … {end}")
    return f"{before}{begin}\n{settings_table(readme)}{end}{after}"


def served() -> list[str]:
    """The operations that are served, as the contract spells them."""
    found = ["POST /oauth/token"]
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            path = route.path.removeprefix("/").replace("{", ":").replace("}", "")
            found += [f"{method} {path}" for method in sorted(route.methods or ())]
    return found


def page(proved: dict[str, Proved]) -> str:
    """The compatibility page; it is not written of a run in which something failed or an operation was not proved."""
    columns = [(database, profile) for database in DATABASES for profile in PROFILES]
    rows = []
    for operation in served():
        row = [f"`{operation}`"]
        for database, profile in columns:
            count = proved[database].get(operation, {}).get(profile, {"passed": 0, "failed": 0})
            if count["failed"] or not count["passed"]:
                raise SystemExit(f"{operation}, {profile}, {database}: {count}; {PAGE.name} stays as it was")
            row.append(str(count["passed"]))
        rows.append(row)
    head = ["Operação", *(f"{DATABASES[database]}, `{profile}`" for database, profile in columns)]
    return f"{INTRODUCTION}\n{_table(head, rows, '---:')}"


def main() -> int:
    for readme in READMES:
        file = ROOT / readme
        file.write_text(with_settings(readme, file.read_text(encoding="utf-8")), encoding="utf-8")
    results = {database: COMPAT / f"{database}.json" for database in DATABASES}
    if missing := [database for database, file in results.items() if not file.exists()]:
        print(
            f"{PAGE.name} stays as it was: run `make test` first, nothing is known of {', '.join(missing)}",
            file=sys.stderr,
        )
        return 1
    proved = {database: json.loads(file.read_text(encoding="utf-8")) for database, file in results.items()}
    text = page(proved)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
