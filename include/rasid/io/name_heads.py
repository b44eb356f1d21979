"""``name_heads.yml`` and ``given_names.yml``, checked and turned into ``NameHeads``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from include.rasid.core.fold import fold_words
from include.rasid.core.media_names import MediaNames
from include.rasid.core.name_heads import NameHead, NameHeads
from include.rasid.io.lexicon_schema import Text
from include.rasid.io.yaml_file import StrictModel, load_yaml_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class _Head(StrictModel):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    inside: bool
    article: bool
    plural: bool = False
    listed: bool = True
    foreign: bool = True
    cities: bool = True
    countries: bool = False
    nouns: tuple[Text, ...] = Field(min_length=1)
    not_: tuple[Text, ...] = Field(default=(), alias="not")
    names: tuple[Text, ...] = ()
    behind: tuple[Text, ...] = ()


class _PlaceHead(_Head):
    kind: Literal["city", "region", "venue"]


class _Officials(StrictModel):
    titles: tuple[Text, ...]
    heads: tuple[Text, ...]
    links: tuple[Text, ...]
    private: tuple[Text, ...]
    professions: tuple[Text, ...]
    public: tuple[Text, ...]
    ranks: tuple[Text, ...]
    several: tuple[Text, ...]
    saying: tuple[Text, ...]
    called: tuple[Text, ...]
    trades: tuple[Text, ...]
    not_family: tuple[Text, ...]


class _Formal(StrictModel):
    definite: tuple[Text, ...]
    qualities: tuple[Text, ...]
    organs: tuple[Text, ...]
    not_: tuple[Text, ...] = Field(alias="not")


class _Media(StrictModel):
    papers: tuple[Text, ...]
    agencies: tuple[Text, ...]
    leads: tuple[Text, ...]
    sources: tuple[Text, ...]
    talks: tuple[Text, ...]
    nouns: tuple[Text, ...]


class _Seats(StrictModel):
    inside: tuple[Text, ...]
    staff: tuple[Text, ...]


class _HeadsFile(StrictModel):
    version: int
    source: Text
    places: tuple[_PlaceHead, ...]
    bodies: tuple[_Head, ...]
    openers: tuple[Text, ...]
    closers: tuple[Text, ...]
    ordinary: tuple[Text, ...]
    officials: _Officials
    formal: _Formal
    place_leads: tuple[Text, ...]
    place_verbs: tuple[Text, ...]
    waters: tuple[Text, ...]
    not_heads: tuple[Text, ...]
    seats: _Seats
    media: _Media
    vowelled: dict[str, str]
    city_states: dict[str, str]
    cued_states: dict[str, str]


class _GivenNamesFile(StrictModel):
    version: int
    source: Text
    names: tuple[Text, ...]
    doubtful: tuple[Text, ...]
    family_first: tuple[Text, ...]
    particles: tuple[Text, ...]
    spelt: dict[str, str]


def load_name_heads(folder: Path) -> NameHeads:
    """Return the nouns behind which names stand, and the given names.

    Raises:
        BadInputError: A file is missing or breaks its schema.
    """
    raw = load_yaml_model(folder / "name_heads.yml", _HeadsFile, keep_parsed=True)
    given = load_yaml_model(folder / "given_names.yml", _GivenNamesFile, keep_parsed=True)
    ordinary, names = _folded(raw.ordinary), _folded(given.names)
    doubtful = _folded(given.doubtful) | (names & ordinary)
    return NameHeads(
        **_officials(raw.officials),
        heads=dict(_heads(raw)),
        openers=_folded(raw.openers),
        closers=_folded(raw.closers),
        ordinary=ordinary,
        given=names | doubtful,
        doubtful=doubtful,
        family_first=_folded(given.family_first),
        formal=_folded(raw.formal.definite),
        qualities=_folded(raw.formal.qualities),
        organs=_folded(raw.formal.organs),
        not_organs=_folded(raw.formal.not_),
        place_leads=_folded(raw.place_leads),
        place_verbs=_folded(raw.place_verbs),
        waters=_folded(raw.waters),
        not_heads=frozenset(raw.not_heads),
        inside=_folded(raw.seats.inside),
        staff=_folded(raw.seats.staff),
        particles=_folded(given.particles),
        spelt={fold_words([name])[0]: (name, word) for name, word in given.spelt.items()},
        media=_media(raw.media),
        vowelled=raw.vowelled,
        city_states=raw.city_states,
        cued_states=raw.cued_states,
    )


def _officials(raw: _Officials) -> dict[str, frozenset[str]]:
    """Return the words of titles by the field of ``NameHeads`` that holds them."""
    fields = raw.model_dump()
    fields["title_heads"] = fields.pop("heads")
    return {name: _folded(words) for name, words in fields.items()}


def _media(raw: _Media) -> MediaNames:
    return MediaNames(
        papers=_folded(raw.papers),
        agencies=_folded(raw.agencies),
        leads=_folded(raw.leads),
        sources=_folded(raw.sources),
        talks=_folded(raw.talks),
        nouns=tuple(fold_words(raw.nouns)),
    )


def _heads(raw: _HeadsFile) -> Iterator[tuple[str, NameHead]]:
    for is_body, group in ((True, raw.bodies), (False, raw.places)):
        for head in group:
            made = NameHead(
                key=head.key,
                is_body=is_body,
                inside=head.inside,
                article=head.article,
                plural=head.plural,
                listed=head.listed,
                foreign=head.foreign,
                cities=head.cities,
                countries=head.countries,
                barred=_folded(head.not_),
                behind=tuple(fold_words(head.behind)),
                names=_folded(head.names),
            )
            yield from ((noun, made) for noun in fold_words(head.nouns))


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(fold_words(words))
