"""The form in which words are searched, and what never enters a text."""

import re
import unicodedata

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """`text` without accents and case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def clean(text: str) -> str:
    """`text` without U+0000 and unpaired surrogates, which no database keeps (contract README rule 13)."""
    return _FORBIDDEN.sub("", text)
