"""Search by fragments: what is searched of each client, and the indexes over it, kept right by the database itself."""

# ruff: noqa: S608 - triggers are written in the language of the database, of names that stand in this file

import sys

import sqlalchemy as sa
from alembic import op

from plantao.kit.columns import Id

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SEM_EXTENSAO = """\
ATENÇÃO: este PostgreSQL não tem a extensão pg_trgm, ou o usuário do Plantão não pode criá-la. A busca funciona, mas
fica lenta com muitos clientes. Instale o pacote postgresql-contrib, se faltar, e peça a quem administra o banco:
  CREATE EXTENSION pg_trgm;
{indices}"""

# A letter's other spellings, and what stands between words; combining marks, written after a letter, vanish.
LETRAS = {
    "a": "áàâãäªÁÀÂÃÄ",
    "c": "çÇ",
    "e": "éèêëÉÈÊË",
    "i": "íìîïÍÌÎÏ",
    "n": "ñÑ",
    "o": "óòôõöºÓÒÔÕÖ",
    "u": "úùûüÚÙÛÜ",
    " ": "-/.,;:()'’&+*\n\t",
    "": "\u0300\u0301\u0302\u0303\u0327",
}
PARES = [(other, plain) for plain, others in LETRAS.items() for other in others]
NUMERO = "()-. +/"
"""What is written inside a document or a telephone."""

CLIENTE = "codigo_cliente", "nome_razaosocial", "nome_fantasia", "cpf_cnpj", "ativo"
TELEFONES = "telefone_primario", "telefone_secundario", "telefone_terciario"
ENDERECO = "endereco", "numero", "complemento", "bairro", "id_cidade"
FRAGMENTS = (
    ("busca_nome", "busca_cliente", "ordem", ("nome",)),
    ("busca_cliente", "busca_cliente", "ordem", ("nome", "resto")),
    ("busca_palavra", "busca_palavra", "id_busca_palavra", ("palavra",)),
    ("atendimento", "atendimento", "id_atendimento", ("protocolo",)),
    ("ligacao", "ligacao", "id_ligacao", ("telefone",)),
)
"""What is found by any part of it: the index, its table, an integer key, columns."""
DO_ENDERECO = """
  SELECT cs.id_cliente FROM cliente_servico cs
  JOIN cliente_servico_endereco ce ON ce.id_cliente_servico = cs.id_cliente_servico
  JOIN endereco_numero e ON e.id_endereco_numero = ce.id_endereco_numero
"""


def upgrade() -> None:
    op.create_table(
        "busca_cliente",
        sa.Column("ordem", Id, nullable=False, autoincrement=False),
        sa.Column("id_cliente", Id, nullable=False),
        sa.Column("nome", sa.Text(), nullable=False),
        sa.Column("resto", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ordem", name=op.f("pk_busca_cliente")),
        sa.UniqueConstraint("id_cliente", name=op.f("uq_busca_cliente_id_cliente")),
    )
    op.create_table(
        "busca_palavra",
        sa.Column("id_busca_palavra", Id, nullable=False),
        sa.Column("palavra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id_busca_palavra", name=op.f("pk_busca_palavra")),
        sa.UniqueConstraint("palavra", name=op.f("uq_busca_palavra_palavra")),
    )
    op.create_index(
        "ix_cliente_servico_endereco_id_endereco_numero", "cliente_servico_endereco", ["id_endereco_numero"]
    )
    op.create_index("ix_endereco_numero_id_cidade", "endereco_numero", ["id_cidade"])
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _numero(column: str) -> str:
    """A document or a telephone in one piece."""
    expression = f"coalesce({column}, '')"
    for mark in NUMERO:
        expression = f"replace({expression}, '{mark}', '')"
    return expression


def _clients(all_of: str) -> str:
    """What is searched of a client: its name; its numbers and its addresses. The active ones come first."""
    numbers = " || ' ' || ".join(_numero(f"c.{name}") for name in ("cpf_cnpj", *TELEFONES))
    address = "e.endereco || ' ' || e.numero || ' ' || coalesce(e.complemento, '') || ' ' || e.bairro || ' ' || ci.nome"
    return f"""
SELECT
  CASE WHEN c.ativo THEN c.id_cliente ELSE c.id_cliente - 1099511627776 END AS ordem,
  c.id_cliente AS id_cliente,
  '  ' || c.nome_razaosocial || ' ' || coalesce(c.nome_fantasia, '') || ' ' AS nome,
  '  ' || c.codigo_cliente || ' ' || {numbers} || ' ' || coalesce((
    SELECT {all_of.format(address)} FROM cliente_servico cs
    JOIN cliente_servico_endereco ce ON ce.id_cliente_servico = cs.id_cliente_servico
    JOIN endereco_numero e ON e.id_endereco_numero = ce.id_endereco_numero
    JOIN cidade ci ON ci.id_cidade = e.id_cidade
    WHERE cs.id_cliente = c.id_cliente), '') || ' ' AS resto
FROM cliente c"""


def _sqlite() -> None:
    run = op.get_bind().exec_driver_sql
    folded = _folded("busca_cliente", _clients("group_concat(DISTINCT {})"), ("ordem", "id_cliente"), ("nome", "resto"))
    # Two blanks before each word, so that its first letter alone is a trigram.
    spaced = "replace(nome, ' ', '  ') AS nome, replace(resto, ' ', '  ') AS resto"
    run(f"CREATE VIEW busca_cliente_atual AS SELECT ordem, id_cliente, {spaced} FROM {folded}")
    for name, content, key, columns in FRAGMENTS:
        _fts(f"{name}_fts", content, key, columns)
    refresh = """
INSERT INTO busca_cliente SELECT * FROM busca_cliente_atual WHERE id_cliente IN ({})
ON CONFLICT DO UPDATE SET ordem = excluded.ordem, nome = excluded.nome, resto = excluded.resto
WHERE ordem <> excluded.ordem OR nome <> excluded.nome OR resto <> excluded.resto;"""
    words = """
INSERT INTO busca_palavra (palavra)
SELECT '  ' || value || ' ' FROM json_each('[' || replace(json_quote(NEW.nome), ' ', '","') || ']')
WHERE length(value) BETWEEN 4 AND 40 ON CONFLICT DO NOTHING;"""
    of_link = "SELECT id_cliente FROM cliente_servico WHERE id_cliente_servico = {}.id_cliente_servico"
    triggers = {
        "AFTER INSERT ON cliente": refresh.format("NEW.id_cliente"),
        f"AFTER UPDATE OF id_cliente, {', '.join((*CLIENTE, *TELEFONES))} ON cliente": (
            "DELETE FROM busca_cliente WHERE id_cliente = OLD.id_cliente AND OLD.id_cliente <> NEW.id_cliente;"
            + refresh.format("NEW.id_cliente")
        ),
        "AFTER DELETE ON cliente": "DELETE FROM busca_cliente WHERE id_cliente = OLD.id_cliente;",
        "AFTER UPDATE OF id_cliente ON cliente_servico": refresh.format("NEW.id_cliente, OLD.id_cliente"),
        "AFTER INSERT ON cliente_servico_endereco": refresh.format(of_link.format("NEW")),
        "AFTER UPDATE ON cliente_servico_endereco": refresh.format(of_link.format("NEW"))
        + refresh.format(of_link.format("OLD")),
        "AFTER DELETE ON cliente_servico_endereco": refresh.format(of_link.format("OLD")),
        f"AFTER UPDATE OF {', '.join(ENDERECO)} ON endereco_numero": refresh.format(
            DO_ENDERECO + "WHERE e.id_endereco_numero = NEW.id_endereco_numero"
        ),
        "AFTER UPDATE OF nome ON cidade": refresh.format(DO_ENDERECO + "WHERE e.id_cidade = NEW.id_cidade"),
        "AFTER INSERT ON busca_cliente": words,
        "AFTER UPDATE OF nome ON busca_cliente WHEN NEW.nome <> OLD.nome": words,
    }
    for number, (when, what) in enumerate(triggers.items()):
        run(f"CREATE TRIGGER busca_cliente_{number} {when} BEGIN {what} END")
    run("UPDATE cliente SET nome_razaosocial = nome_razaosocial")


def _folded(name: str, rows: str, kept: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """A view of `rows` with `columns` folded; a few letters in each of several, because SQLite's parser is not deep."""
    run = op.get_bind().exec_driver_sql
    names = ", ".join(kept)
    rows = f"SELECT {names}, {', '.join(f'lower({column}) AS {column}' for column in columns)} FROM ({rows})"
    for number in range(0, len(PARES), 20):
        view = f"{name}_dobra_{number // 20}"
        run(f"CREATE VIEW {view} AS {rows}")
        folded = list(columns)
        for other, plain in PARES[number : number + 20]:
            written = other.replace("'", "''")
            folded = [f"replace({expression}, '{written}', '{plain}')" for expression in folded]
        spelled = (f"{expression} AS {column}" for expression, column in zip(folded, columns, strict=True))
        rows = f"SELECT {names}, {', '.join(spelled)} FROM {view}"
    run(f"CREATE VIEW {name}_dobrado AS {rows}")
    return f"{name}_dobrado"


def _fts(name: str, content: str, key: str, columns: tuple[str, ...]) -> None:
    run = op.get_bind().exec_driver_sql
    listed = ", ".join(columns)
    run(
        f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='{content}', content_rowid='{key}', "
        f"tokenize='trigram', columnsize=0)"
    )
    new, old = (", ".join(f"{row}.{column}" for column in (key, *columns)) for row in ("NEW", "OLD"))
    add = f"INSERT INTO {name} (rowid, {listed}) VALUES ({new});"
    take = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', {old});"
    run(f"CREATE TRIGGER {name}_insert AFTER INSERT ON {content} BEGIN {add} END")
    run(f"CREATE TRIGGER {name}_delete AFTER DELETE ON {content} BEGIN {take} END")
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (key, *columns))
    update = f"AFTER UPDATE OF {key}, {listed} ON {content} WHEN {changed}"
    run(f"CREATE TRIGGER {name}_update {update} BEGIN {take} {add} END")
    run(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


# A load into new tables has no statistics to plan by: key by key is never quadratic.
BY_KEY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
REFRESH = f"""
CREATE FUNCTION busca_cliente_refaz(ids bigint[]) RETURNS void LANGUAGE plpgsql {BY_KEY} AS $$
BEGIN
  -- Whoever changes another address of the same client waits here, and then sees this one's.
  PERFORM 1 FROM busca_cliente WHERE id_cliente = ANY(ids) ORDER BY id_cliente FOR UPDATE;
  INSERT INTO busca_cliente AS b SELECT * FROM busca_cliente_atual WHERE id_cliente = ANY(ids) ORDER BY id_cliente
  ON CONFLICT (id_cliente) DO UPDATE SET ordem = excluded.ordem, nome = excluded.nome, resto = excluded.resto
  WHERE (b.ordem, b.nome, b.resto) <> (excluded.ordem, excluded.nome, excluded.resto);
END $$"""
WORDS = """
CREATE FUNCTION busca_palavra_junta() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO busca_palavra (palavra)
  SELECT DISTINCT '  ' || palavra || ' ' FROM novas, string_to_table(novas.nome, ' ') AS palavra
  WHERE length(palavra) BETWEEN 4 AND 40 ORDER BY 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$"""
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {by_key} AS $$
BEGIN {what} RETURN NULL; END $$;
"""


def _postgres() -> None:
    run = op.get_bind().exec_driver_sql
    spelled = "".join(other for other, _ in PARES).replace("'", "''")
    plain = "".join(letter for _, letter in PARES)
    run(
        "CREATE FUNCTION busca_dobra(texto text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $$ SELECT translate(lower(texto), '{spelled}', '{plain}') $$"
    )
    clients = _clients("string_agg(DISTINCT {}, ' ')")
    folded = "ordem, id_cliente, busca_dobra(nome) AS nome, busca_dobra(resto) AS resto"
    run(f"CREATE VIEW busca_cliente_atual AS SELECT {folded} FROM ({clients}) AS c")
    run(REFRESH)
    run(WORDS)
    ids = "PERFORM {}(ARRAY(SELECT DISTINCT id_cliente FROM {}));"
    of_link = "cliente_servico WHERE id_cliente_servico IN (SELECT id_cliente_servico FROM {})"
    refreshed = "busca_cliente_refaz"
    gone = "SELECT id_cliente FROM velhas EXCEPT SELECT id_cliente FROM novas"
    gone = f"DELETE FROM busca_cliente WHERE id_cliente IN ({gone});"
    changed = _changed("cliente", "id_cliente", (*CLIENTE, *TELEFONES))
    of_address, of_city = (
        f"({DO_ENDERECO} WHERE e.{key} IN (SELECT {key} FROM ({_changed(table, key, columns)}) AS n)) AS c"
        for table, key, columns in (
            ("endereco_numero", "id_endereco_numero", ENDERECO),
            ("cidade", "id_cidade", ("nome",)),
        )
    )
    triggers = (
        ("cliente", "INSERT", ids.format(refreshed, "novas")),
        ("cliente", "UPDATE", gone + ids.format(refreshed, f"({changed}) c")),
        ("cliente", "DELETE", "DELETE FROM busca_cliente WHERE id_cliente IN (SELECT id_cliente FROM velhas);"),
        (
            "cliente_servico",
            "UPDATE",
            ids.format(
                refreshed,
                "(SELECT unnest(ARRAY[n.id_cliente, v.id_cliente]) AS id_cliente FROM novas n JOIN velhas v "
                "USING (id_cliente_servico) WHERE n.id_cliente <> v.id_cliente) c",
            ),
        ),
        ("cliente_servico_endereco", "INSERT", ids.format(refreshed, of_link.format("novas"))),
        (
            "cliente_servico_endereco",
            "UPDATE",
            ids.format(refreshed, of_link.format("(TABLE novas UNION ALL TABLE velhas) l")),
        ),
        ("cliente_servico_endereco", "DELETE", ids.format(refreshed, of_link.format("velhas"))),
        ("endereco_numero", "UPDATE", ids.format(refreshed, of_address)),
        ("cidade", "UPDATE", ids.format(refreshed, of_city)),
    )
    for table, act, what in triggers:
        name = f"busca_{table}_{act.lower()}"
        run(TRIGGER.format(name=name, by_key=BY_KEY, what=what))
        kept = {"INSERT": "NEW TABLE AS novas", "DELETE": "OLD TABLE AS velhas"}
        kept["UPDATE"] = " ".join(kept.values())
        run(
            f"CREATE TRIGGER {name} AFTER {act} ON {table} REFERENCING {kept[act]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    for act in ("INSERT", "UPDATE"):
        run(
            f"CREATE TRIGGER busca_palavra_{act.lower()} AFTER {act} ON busca_cliente REFERENCING NEW TABLE AS novas "
            "FOR EACH STATEMENT EXECUTE FUNCTION busca_palavra_junta()"
        )
    run("SELECT busca_cliente_refaz(ARRAY(SELECT id_cliente FROM cliente))")
    _trigrams()


def _changed(table: str, key: str, columns: tuple[str, ...]) -> str:
    """The rows of an update that changed what is searched."""
    of = [", ".join(f"{alias}.{column}" for column in (key, *columns)) for alias in ("n", "v")]
    return f"SELECT n.* FROM novas n LEFT JOIN velhas v ON v.{key} = n.{key} WHERE ({of[0]}) IS DISTINCT FROM ({of[1]})"


def _trigrams() -> None:
    bind = op.get_bind()
    indexes = [
        f"CREATE INDEX ix_{name}_trgm ON {table} USING gin (({' || '.join(columns)}) gin_trgm_ops) "
        "WITH (gin_pending_list_limit = 256)"
        for name, table, _, columns in FRAGMENTS
    ]
    try:
        with bind.begin_nested():
            bind.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        print(SEM_EXTENSAO.format(indices="".join(f"  {index};\n" for index in indexes)), file=sys.stderr)
        return
    for index in indexes:
        bind.exec_driver_sql(index)
