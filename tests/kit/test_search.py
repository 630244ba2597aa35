"""What was typed, read as words; and words that are alike."""

from __future__ import annotations

import pytest

from plantao.kit.search import WORDS, alike, readings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  % _ * \" ' ", []),
        ("JOÃO d'Ávila", [["joao", "d", "avila"]]),
        ("pão-da-serra S/A", [["pao", "da", "serra", "s", "a"]]),
        ("862.149.410-81", [["86214941081"]]),
        ("(37) 99991-2222", [["37999912222"], ["37", "999912222"]]),
        ("37 9999", [["379999"], ["37", "9999"]]),
        ("2026 1117 0942", [["202611170942"], ["2026", "1117", "0942"]]),
        ("rua 7 308", [["rua", "7", "308"]]),
        ("ana ana", [["ana"]]),
        ("12.ABC.345/01DE-35", [["12", "abc", "345", "01de", "35"]]),
    ],
)
def test_what_was_typed_is_read_as_words(text: str, words: list[list[str]]) -> None:
    assert readings(text) == words


def test_nobody_types_a_novel() -> None:
    [words] = readings(" ".join(f"palavra{n}" for n in range(1000)))

    assert len(words) <= WORDS


def test_words_are_alike_by_their_fragments() -> None:
    assert alike("  wellington ", "  wellingtom ") > 0.6
    assert alike("  wellington ", "  washington ") < 0.4
