"""The file ``triggers.yml``, checked and compiled."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Grammar, NounWords, VerbWords, compile_grammar
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Mode, Setting

if TYPE_CHECKING:
    from pathlib import Path


class _Verb(StrictModel):
    key: str
    mode: Mode
    past: tuple[str, ...]
    past_pair: tuple[str, ...]
    present: tuple[str, ...]
    present_pair: tuple[str, ...]
    prepositions: tuple[str, ...]
    pair_only: bool = False
    pronouns: tuple[str, ...] = ("ه", "ها")
    tail: tuple[str, ...] = ()


class _Noun(StrictModel):
    key: str
    mode: Mode
    weak: bool
    forms: tuple[str, ...]


class _TriggersFile(StrictModel):
    version: int
    source: str
    verbs: tuple[_Verb, ...]
    nouns: tuple[_Noun, ...]
    modes: dict[Mode, tuple[str, ...]]
    settings: dict[Setting, tuple[str, ...]]
    cues: dict[str, tuple[str, ...]]
    grammar: dict[str, tuple[str, ...]]


@cache
def load_grammar(folder: Path) -> Grammar:
    """Return the compiled triggers, cues and function words of ``folder``; read once a process.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    raw = load_yaml_model(folder / "triggers.yml", _TriggersFile, keep_parsed=True)
    return compile_grammar(
        [VerbWords(**v.model_dump()) for v in raw.verbs],
        [NounWords(**n.model_dump()) for n in raw.nouns],
        modes={str(k): v for k, v in raw.modes.items()},
        settings={str(k): v for k, v in raw.settings.items()},
        groups=(raw.cues, raw.grammar),
    )
