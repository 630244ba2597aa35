"""Search by fragments of words, whatever their accents and case, indexed on both databases.

An index of fragments is an FTS5 table of trigrams beside a table in SQLite, `<name>_fts`, and an index of `pg_trgm` in
PostgreSQL, `ix_<name>_trgm`; migrations make both, and triggers keep what they hold. Texts of several words are kept
folded, each word after a blank, after two in SQLite, where the first letter alone is a trigram then.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from plantao.kit.columns import INT64_MAX
from plantao.kit.db import Statement, column, param
from plantao.kit.text import clean, fold
from plantao.kit.tx import Read

LONGEST = 100
"""What is read of what was typed."""
WORDS = 8
SHORT = 3
"""Fewer letters are no fragment: they must begin a word."""
PROBE = 2_000
"""How many of the newest rows PostgreSQL looks at before it asks the index, which answers rare fragments best."""
CANDIDATES = 2_000
ALIKE = 0.4

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9()+./\-]*[0-9][0-9()+./\-]*")
_NOT_DIGITS = re.compile(r"[^0-9]+")


def readings(text: str) -> list[list[str]]:
    """The words of `text`, folded; numbers written in groups are first one number, then several."""
    chunks = fold(clean(text[:LONGEST])).split()
    numbers = [_NOT_DIGITS.sub("", chunk) if _NUMBER.fullmatch(chunk) else "" for chunk in chunks]
    words = [word for chunk, number in zip(chunks, numbers, strict=True) for word in _words(chunk, number)]
    several = list(dict.fromkeys(words))[:WORDS]
    if len(numbers) > 1 and all(numbers):
        return [["".join(numbers)], several]
    return [several] if several else []


def _words(chunk: str, number: str) -> list[str]:
    return [number] if number else _WORD.findall(chunk)


class Fragments:
    """An index, by its name: columns searched by fragments, and the key that says which rows come first."""

    def __init__(self, name: str, key: sa.Column[Any], *columns: sa.Column[Any]) -> None:
        self.name = name
        self.key = key
        self.columns = columns

    async def begin(
        self, read: Read, words: Sequence[str], where: sa.Column[Any], limit: int, before: int = INT64_MAX
    ) -> list[int]:
        """The rows below `before`, highest key first, in whose column `where` every word begins a word."""
        match = f"{{{where.name}}} : ({_all(words, begin=True)})"
        patterns = {f"holds_{i}": f"% {word}%" for i, word in enumerate(words)}
        return await self._find(read, words, _Kind(self, len(words), where), patterns, match, limit, before)

    async def hold(
        self, read: Read, words: Sequence[str], limit: int, before: int = INT64_MAX, but: sa.Column[Any] | None = None
    ) -> list[int]:
        """The rows that hold every word anywhere, without those in whose column `but` every word begins a word."""
        patterns = {f"holds_{i}": f"% {w}%" if len(w) < SHORT else f"%{w}%" for i, w in enumerate(words)}
        kind = _Kind(self, len(words), None, but)
        return await self._find(read, words, kind, patterns, _all(words, begin=False), limit, before)

    async def _find(
        self,
        read: Read,
        words: Sequence[str],
        kind: "_Kind",
        patterns: dict[str, str],
        match: str,
        limit: int,
        before: int,
    ) -> list[int]:
        begins = {f"begins_{i}": f"% {word}%" for i, word in enumerate(words)}
        asked: dict[str, Any] = {"limit": limit, "before": before, "match": match, **patterns, **begins}
        if read.dialect.name == "sqlite":
            return await read.all(_fts(kind), **asked)
        newest = await read.all(_newest(kind), **asked)
        return newest if len(newest) >= limit else await read.all(_indexed(kind), **asked)


class _Kind(NamedTuple):
    """What a statement depends on: the index, how many words, in which column they must or must not begin a word."""

    fragments: Fragments
    words: int
    where: sa.Column[Any] | None = None
    but: sa.Column[Any] | None = None

    def begins(self, column: Any) -> Any:
        """Every word begins a word of the column."""
        return sa.and_(*(column.like(param(f"begins_{i}", sa.Text())) for i in range(self.words)))

    def found(self, columns: Any) -> list[Any]:
        """Every condition, on columns of the index's table or of some of its rows."""
        searched = [columns[c.name] for c in self.fragments.columns]
        text = searched[0]
        for other in searched[1:]:
            text = text.op("||")(other)
        holds = [text.like(param(f"holds_{i}", sa.Text())) for i in range(self.words)]
        if self.where is not None:
            holds.append(self.begins(columns[self.where.name]))
        if self.but is not None:
            holds.append(sa.not_(self.begins(columns[self.but.name])))
        return holds


def _all(words: Sequence[str], *, begin: bool) -> str:
    """The words as FTS5 asks for them; only letters and digits are between the quotes."""
    return " AND ".join(f'"  {word}"' if begin or len(word) < SHORT else f'"{word}"' for word in words)


@cache
def _fts(kind: _Kind) -> Statement[int]:
    key = kind.fragments.key
    name = f"{kind.fragments.name}_fts"
    fts = sa.table(name, sa.column("rowid", sa.BigInteger))
    rows: sa.FromClause = fts
    found = [sa.column(name).op("MATCH")(param("match", sa.Text())), fts.c.rowid < param("before", key)]
    if kind.but is not None:
        rows = fts.join(key.table, key == fts.c.rowid)
        found.append(sa.not_(kind.begins(kind.but)))  # read in the row: the index would say it slowly
    ordered = sa.select(fts.c.rowid).select_from(rows).where(*found).order_by(fts.c.rowid.desc())
    return column(ordered.limit(param("limit", key)), int)


@cache
def _newest(kind: _Kind) -> Statement[int]:
    """Among the newest rows: enough when the words are frequent, and then the index would answer with too much."""
    key = kind.fragments.key
    below = sa.select(key, *dict.fromkeys(c for c in (*kind.fragments.columns, kind.but) if c is not None)).where(
        key < param("before", key)
    )
    rows = below.order_by(key.desc()).limit(PROBE).subquery()
    ordered = sa.select(rows.c[key.name]).where(*kind.found(rows.c)).order_by(rows.c[key.name].desc())
    return column(ordered.limit(param("limit", key)), int)


@cache
def _indexed(kind: _Kind) -> Statement[int]:
    """Among all rows, by the index of trigrams alone: walking the key's would read every row for a rare word."""
    key = kind.fragments.key
    aside = key + sa.literal_column("0")
    below = sa.select(key).where(*kind.found(key.table.c), aside < param("before", key))
    return column(below.order_by(aside.desc()).limit(param("limit", key)), int)


class Vocabulary:
    """Words kept one a row, folded, between two blanks and one, to find those like a word nobody has."""

    def __init__(self, key: sa.Column[Any], word: sa.Column[Any]) -> None:
        self._key = key
        self._word = word
        self._statement = column(self._spell, str)

    def _spell(self, dialect: sa.Dialect) -> sa.Executable:
        word = self._word
        length = sa.func.length(word)
        near = length.between(param("shortest", sa.BigInteger()), param("longest", sa.BigInteger()))
        if dialect.name == "postgresql":
            one_of = sa.any_(param("patterns", ARRAY(sa.Text())))
            return sa.select(word).where(word.op("LIKE")(one_of), near).limit(CANDIDATES)
        table = f"{word.table.name}_fts"
        rowid = sa.select(sa.column("rowid", sa.BigInteger)).select_from(sa.table(table))
        matching = rowid.where(sa.column(table).op("MATCH")(param("match", sa.Text())))
        return sa.select(word).where(self._key.in_(matching), near).limit(CANDIDATES)

    async def nearest(self, read: Read, word: str) -> str | None:
        """The word most like `word`; none when nothing is much like it."""
        kept = f"  {word} "
        pieces = [kept[i : i + 3] for i in range(1, len(kept) - 2)]
        found = await read.all(
            self._statement,
            patterns=[f"%{piece}%" for piece in pieces],
            match=" OR ".join(f'"{piece}"' for piece in pieces),
            shortest=len(kept) - 2,
            longest=len(kept) + 2,
        )
        best = max(((alike(kept, other), other) for other in found), default=(0.0, ""))
        return best[1].strip() if best[0] >= ALIKE else None


def alike(a: str, b: str) -> float:
    """How many of the trigrams of two words are in both."""
    one, other = ({text[i : i + 3] for i in range(len(text) - 2)} for text in (a, b))
    return len(one & other) / len(one | other)
