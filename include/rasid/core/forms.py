"""The forms of a lexicon: every name folded, with what it stands for, and the spellings that rules make of it."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.fold import fold_words
from include.rasid.core.lexicon import FormKind

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping

    from include.rasid.core.lexicon import Context, Lexicon

CLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"})
_TAKES_ARTICLE = frozenset(
    {
        FormKind.ADJECTIVE,
        FormKind.PEOPLE,
        FormKind.ROLE,
        FormKind.ROLE_DUAL,
        FormKind.ROLE_PLURAL,
        FormKind.BODY,
        FormKind.TOPIC,
    }
)
_APART = frozenset({FormKind.TOPIC, FormKind.INSTITUTION, FormKind.INSTITUTION_OF})
# The press writes g and k of foreign names with any of these; a spelling made this way counts only when no entry owns it.
_VELARS = frozenset("كجغق")
_OTHER_VELARS = {letter: sorted(_VELARS - {letter}) for letter in _VELARS}
_SHORTEST_VARIANT = 5
_NO_LETTER_BUT_LINE = re.compile(r"[^\w \n]|_")


class Entry(NamedTuple):
    """What a form stands for."""

    kind: FormKind
    key: str


Named = tuple[tuple[Entry, ...], dict[FormKind, tuple[str, ...]]]
NO_KEYS: dict[FormKind, tuple[str, ...]] = {}
Forms = dict[str, tuple[Entry, ...]]


class Pattern(NamedTuple):
    """What a form stands for, ready for look-up: without and with the article, as a function word, a topic, an institution."""

    bare: Named
    with_article: Named
    groups: frozenset[str]
    topics: tuple[Entry, ...]
    contracted: bool
    context: Context | None
    institution: str
    several: bool  # words
    family_only: bool  # a family name that is nothing else
    doubtful: bool  # with some clitic, or without, it is spelt like a word that is never a name


def make_pattern(
    form: str, entries: Collection[Entry], words: Mapping[str, frozenset[str]], lexicon: Lexicon
) -> Pattern:
    """Return the pattern of a form; ``words`` are function words with their groups."""
    names = sorted(e for e in entries if e.kind not in _APART)
    institutions = [e.key for e in entries if e.kind in (FormKind.INSTITUTION, FormKind.INSTITUTION_OF)]
    return Pattern(
        bare=_named(names),
        with_article=_named([e for e in names if e.kind in _TAKES_ARTICLE]),
        groups=words.get(form, frozenset()),
        topics=tuple(sorted(e for e in entries if e.kind is FormKind.TOPIC)),
        contracted=form.startswith("لل"),
        context=lexicon.contexts.get(form),
        institution=institutions[0] if institutions else "",
        several=" " in form,
        doubtful=any(clitic + form in lexicon.not_names for clitic in CLITICS),
        family_only=bool(names) and all(e.kind is FormKind.FAMILY_NAME for e in names),
    )


def takes_article(pattern: Pattern) -> bool:
    """Tell whether the form may stand behind ال."""
    return bool(pattern.with_article[0] or pattern.topics)


def _named(entries: list[Entry]) -> Named:
    keys: dict[FormKind, tuple[str, ...]] = {}
    for entry in entries:
        keys[entry.kind] = (*keys.get(entry.kind, ()), entry.key)
    people = [e.key for kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME) for e in entries if e.kind is kind]
    if people:
        keys[FormKind.PERSON] = tuple(dict.fromkeys(people))
    return tuple(entries), keys


class FormIndex:
    """Every form of a lexicon under its first word.

    Only what the lexicon lists is stored. Full names, which are any first name of a person with any family name of his, and
    the spellings that rules make are as many again: they are made when a text has their first word.
    """

    def __init__(self, lexicon: Lexicon, words: Iterable[str]) -> None:
        """Index the forms; ``words`` are further folded words, which stand for no entry."""
        self._lexicon = lexicon
        self._respelled = _respelled(lexicon)
        self._forms = _listed_forms(lexicon)
        _add_adjectives(self._forms)
        for word in words:
            self._forms.setdefault(word, ())
        self._listed = _by_first_word(self._forms)
        self._first_names = _by_first_word(lexicon.bearers)

    def owns(self, word: str) -> bool:
        """Tell whether a folded word is a form by itself."""
        if word in self._forms or (word.startswith("لل") and self.owns(_with_article(word))):
            return True
        sources = _exchanged(word) if len(word) >= _SHORTEST_VARIANT else ()
        return any(any(map(self._is_respelled, self._forms.get(source, ()))) for source in sources)

    def is_first_word(self, word: str) -> bool:
        """Tell whether forms may begin with a folded word; that there is none after all happens."""
        return (
            self._is_listed(word)
            or (word.startswith("لل") and self.is_first_word(_with_article(word)))
            or any(map(self._is_listed, _exchanged(word)))
        )

    def forms_of(self, word: str) -> list[tuple[str, str, tuple[Entry, ...]]]:
        """Return the forms that begin with a word: parted, folded, and with what they stand for."""
        forms = self._all_forms_of(word)
        parted = zip(part_forms(forms), forms.items(), strict=True)
        return [(its, form, entries) for its, (form, entries) in parted if _first_word(its) == word]

    def _all_forms_of(self, word: str) -> Forms:
        """Return the forms of the lexicon, then spellings that it does not have itself; and a few with other first words."""
        listed = self._listed_forms_of(word)
        forms = {form: entries for form, entries in listed.items() if entries}
        for form, entries in self._respelled_forms(word, listed).items():
            forms.setdefault(form, entries)
        for form in listed:
            forms.setdefault(form, ())
        if word.startswith("لل"):
            for form, entries in self._all_forms_of(_with_article(word)).items():
                if form.startswith("ال"):
                    forms.setdefault(_contracted(form), entries)
        return forms

    def _listed_forms_of(self, word: str, bearers: Container[str] | None = None) -> Forms:
        """Return what the lexicon lists, and full names of ``bearers``; None: of everybody."""
        forms = {form: self._forms[form] for form in self._listed.get(word, ())}
        for first in self._first_names.get(word, ()):
            for key in self._lexicon.bearers[first]:
                if bearers is not None and key not in bearers:
                    continue
                for family in self._lexicon.folded_names[key].family:
                    _add(forms, f"{first} {family}", Entry(FormKind.FULL_NAME, key))
        return forms

    def _respelled_forms(self, word: str, listed: Forms) -> Forms:
        """Return spellings of people's names with one velar letter exchanged for another: بلينجن for بلينكن."""
        forms: Forms = {}
        leading = self._respelled[FormKind.FULL_NAME]
        others = [self._listed_forms_of(other, leading) for other in _exchanged(word) if self._is_listed(other)]
        for form, entries in chain(listed.items(), *(other.items() for other in others)):
            for entry in filter(self._is_respelled, entries):
                for variant in _exchanged(form) if len(form) >= _SHORTEST_VARIANT else ():
                    _add(forms, variant, entry)
        return forms

    def _is_listed(self, word: str) -> bool:
        return word in self._listed or word in self._first_names

    def _is_respelled(self, entry: Entry) -> bool:
        return entry.key in self._respelled.get(entry.kind, ())


def part_forms(forms: Collection[str]) -> list[str]:
    """Return the forms with a blank for whatever is no letter, none in front.

    One without letters (2+2) is left as it is, and so never found.
    """
    parted = _NO_LETTER_BUT_LINE.sub(" ", "\n".join(forms)).split("\n") if forms else []
    return [p.lstrip() or form for p, form in zip(parted, forms, strict=True)]


def _by_first_word(forms: Collection[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for form, parted in zip(forms, part_forms(forms), strict=True):
        table.setdefault(_first_word(parted), []).append(form)
    return table


def _first_word(parted: str) -> str:
    return parted.partition(" ")[0]


def _respelled(lexicon: Lexicon) -> dict[FormKind, set[str]]:
    """Return whose names are found with one velar letter for another.

    Family names of the officials that near names are for, and of other foreign leaders; full names of the former at the highest level.
    """
    near = {p.key for p in lexicon.people.values() if p.country in lexicon.near_countries}
    leading = {key for key in lexicon.prominent if lexicon.people[key].country not in lexicon.native_countries}
    return {FormKind.FAMILY_NAME: near | leading, FormKind.FULL_NAME: near & lexicon.prominent}


def _with_article(contracted: str) -> str:
    return "ال" + contracted[2:]


def _contracted(form: str) -> str:
    """ل + ال loses its alef in writing."""
    return "لل" + form[2:]


def _add(forms: Forms, form: str, entry: Entry) -> None:
    known = forms.get(form)
    if known is None:
        forms[form] = (entry,)
    elif entry not in known:
        forms[form] = (*known, entry)


def _listed_forms(lexicon: Lexicon) -> Forms:
    forms: Forms = {}
    for person in lexicon.people.values():
        entry = Entry(FormKind.FAMILY_NAME, person.key)
        for family in lexicon.folded_names[person.key].family:
            _add(forms, family, entry)
    named = list(_names(lexicon))
    folded = fold_words([name for _, name in named])
    for (entry, _), form in zip(named, folded, strict=True):
        if form:
            _add(forms, form, entry)
    return forms


def _add_adjectives(forms: Forms) -> None:
    """«السوداني» is a family name and an adjective: a family name with the article gets the readings of the adjective too."""
    for form, entries in forms.items():
        if form.startswith("ال") and any(e.kind is FormKind.FAMILY_NAME for e in entries):
            adjectives = (e for e in forms.get(form[2:], ()) if e.kind in (FormKind.ADJECTIVE, FormKind.PEOPLE))
            forms[form] = tuple(dict.fromkeys((*entries, *adjectives)))


def _names(lexicon: Lexicon) -> Iterator[tuple[Entry, str]]:
    """Yield every name of the lexicon with what it stands for, but first and family names."""
    for kind, key, names in _name_groups(lexicon):
        entry = Entry(kind, key)
        for name in names:
            yield entry, name


def _name_groups(lexicon: Lexicon) -> Iterator[tuple[FormKind, str, Iterable[str]]]:
    for person in lexicon.people.values():
        yield FormKind.FULL_NAME, person.key, (person.name_ar, *person.aliases)
    for country in lexicon.countries.values():
        yield FormKind.COUNTRY, country.key, country.names
        yield FormKind.CAPITAL, country.key, country.capitals
        yield FormKind.SEAT, country.key, country.seats
        yield FormKind.ADJECTIVE, country.key, country.adjectives
        yield FormKind.PEOPLE, country.key, country.people
    for role in lexicon.roles.values():
        yield FormKind.ROLE, role.key, role.singular
        yield FormKind.ROLE_DUAL, role.key, role.dual
        yield FormKind.ROLE_PLURAL, role.key, role.plural
    for place in lexicon.places.values():
        yield FormKind.PLACE, place.key, place.names
    for body in lexicon.bodies.values():
        yield FormKind.BODY, body.key, body.names
    for institution in lexicon.institutions.values():
        kind = FormKind.INSTITUTION_OF if institution.of_places else FormKind.INSTITUTION
        yield kind, institution.key, institution.nouns
    for topic in lexicon.topics.values():
        yield FormKind.TOPIC, topic.key, topic.terms


def _exchanged(form: str) -> Iterator[str]:
    if _VELARS.isdisjoint(form):
        return
    for position, letter in enumerate(form):
        if letter in _VELARS and position > 0:
            for other in _OTHER_VELARS[letter]:
                yield form[:position] + other + form[position + 1 :]
