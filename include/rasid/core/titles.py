"""A title with what follows it: nationality or country, fillers, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.offices import OFFICE_SLACK
from include.rasid.core.picking import pick_person, pick_unlisted
from include.rasid.core.references import COUNTRY_KINDS, Ref, RefKind, Unit, country_of

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.offices import Person
    from include.rasid.core.references import Reading

_FILLER_LIMIT = 6
_LAST_HOLDERS = 3  # of a title, named last, among whom one of the watch is meant first
_MOST_OF_GROUP = 4  # states: «مفاوضون أميركيون وأوكرانيون وروس»
# Bare titles that a name follows as employer: مستشار ترامب, مبعوث بوتين.
_EMPLOYED_ROLES = frozenset({"chancellor", "special_envoy", "presidential_envoy", "presidential_aide", "official"})
_UNNAMED_ROLES = frozenset({"official", "delegation"})
_CONSTRUCT = ("ي", "ا")  # endings of a dual that something must follow
_OF = "من"
_OF_WHOM = frozenset({"من", "في", "عن"})
_POSTED_ROLES = frozenset({"ambassador", "special_envoy", "presidential_envoy", "un_ambassador"})


class Title:
    """Reads a title with what follows: nationality or country, fillers, names."""

    def __init__(self, items: list[Item], position: int, reading: Reading) -> None:
        self.items, self.first, self.reading = items, position, reading
        head = items[position]
        self.dual = FormKind.ROLE_DUAL in head.keys and not self._is_many()
        self.plural = FormKind.ROLE_PLURAL in head.keys and not self.dual
        kind = next(k for k in (FormKind.ROLE_DUAL, FormKind.ROLE, FormKind.ROLE_PLURAL) if k in head.keys)
        self.role = head.keys[kind][0]
        self.countries: list[str] = [c for c in (reading.lexicon.title_countries.get(head.text),) if c]
        self.seated = bool(self.countries)
        self.people: list[Person] = []
        self.former = self.both = False
        self.last = position + 1

    def _is_many(self) -> bool:
        """«مسؤولين» may be two or many: many before «من», «في» and «عن» somebody, «روس» and adjectives that are not of one."""
        keys = self.items[self.first].keys
        if FormKind.ROLE_PLURAL not in keys or self.first + 1 >= len(self.items):
            return False
        after = self.items[self.first + 1]
        is_for = after.prefix.endswith("ل") and after.has(*COUNTRY_KINDS)  # «ممثلين للإدارة الأميركية»
        return after.text in _OF_WHOM or is_for or after.has(FormKind.PEOPLE) or self._is_quality(after)

    def unit(self) -> Unit | None:
        """Return the unit, or None when the title names nobody in particular."""
        self._read()
        is_pair = self.both or (self.dual and len(self._named_countries()) != 1)
        refs = self._pair_refs() if is_pair else self._single_refs()
        refs = refs or self._named_delegation() or self._named_holder()
        if not refs:
            return None
        return Unit(first=self.first, last=self.last, prefix=self.items[self.first].prefix, refs=refs)

    def _named_delegation(self) -> tuple[Ref, ...]:
        """«وكان أعضاء الوفد قد عقدوا …»: the delegation that the text named last."""
        head = self.items[self.first]
        [after] = self.items[self.first + 1 : self.first + 2] or [head]
        if self.plural and after is not head and after.keys.get(FormKind.ROLE) == (self.role,):
            self.plural, self.last, head = False, self.first + 2, after  # «أعضاء الوفد»
        if self.role != "delegation" or self.plural or self.dual or head.prefix.removeprefix("و") not in ("ال", "لل"):
            return ()
        return tuple(r for r in reversed(self.reading.recent) if r.role == "delegation")[:1]

    def _named_holder(self) -> tuple[Ref, ...]:
        """«اجتمع خلالها المبعوث بالرئيس الروسي»: a bare title is of its last holder whom the text has named."""
        head = self.items[self.first]
        is_bare = head.prefix.endswith(("ال", "لل")) and self.last == self.first + 1 and " " not in head.text
        if not is_bare or self.dual or self.plural or self.role in _UNNAMED_ROLES or self._is_of_other():
            return ()
        lexicon, day = self.reading.lexicon, self.reading.day
        known = [p for r in reversed(self.reading.recent) if (p := lexicon.people.get(r.key)) is not None]
        fitting = [Ref(RefKind.PERSON, p.country, p.key) for p in known if lexicon.fits_role(p, self.role, day)]
        return tuple(sorted(fitting[:_LAST_HOLDERS], key=lambda r: not self.reading.side_of(r))[:1])

    def _is_of_other(self) -> bool:
        """«مستشار الرئيس», «الوزير خالد …»: the title belongs to another one's, or to a name that is not known."""
        before = self.items[self.first - 1] if self.first else None
        after = self.items[self.first + 1] if self.first + 1 < len(self.items) else None
        is_employer = before is not None and (
            before.has(FormKind.ROLE, FormKind.ROLE_PLURAL) or "title_heads" in before.words
        )
        if is_employer or after is None:
            return is_employer
        is_quality = after.prefix == "ال" or after.text.startswith("ال") or after.text == _OF  # «الرئيس الانتقالي»
        return is_quality or "first_name" in after.words or bool(after.person_keys)

    def _read(self) -> None:
        position, fillers = self.first + 1, 0
        while position < len(self.items) and fillers < _FILLER_LIMIT:
            step = self._take(position)
            if step > 0:
                self.last = position + step
            elif self._is_filler(position):
                fillers, step = fillers + 1, 1
            else:
                return
            if (self.people and not self.dual) or len(self.people) == 2:
                return
            position += step

    def _take(self, position: int) -> int:
        """Take the item if it belongs to the title; return how many items were taken."""
        item = self.items[position]
        is_people = item.has(FormKind.ADJECTIVE, FormKind.PEOPLE)
        of_both = self.dual or (self._is_group and is_people)  # «مسؤولون أميركيون وروس»
        if self.countries and not of_both and item.prefix.startswith("و"):
            return 0
        if item.has(FormKind.ADJECTIVE) and not item.has(*COUNTRY_KINDS):
            return self._add_country(item)
        if self.role == "delegation" and item.has(FormKind.BODY) and country_of(item):
            return self._add_country(item)  # «وفد من الكونغرس»
        if item.has(FormKind.PEOPLE) and self._of_several and item.prefix in ("", "و")[: 1 + bool(self.countries)]:
            return self._add_country(item)  # «مسؤولين روس», «مسؤولون أميركيون وروس»: nobody called Ross
        if item.person_keys:
            return self._add_person(item, position)
        if item.has(*COUNTRY_KINDS) and (
            (position == self.first + 1 and not self._is_object(item)) or self.dual or item.prefix.endswith("ل")
        ):
            return self._add_country(item)
        if self.countries and not self.dual and not item.keys:
            return self._add_unlisted(item)
        return self._take_group(item, position)

    def _take_group(self, item: Item, position: int) -> int:
        if self.dual and "countries_pair" in item.words:
            self.both = True
            return 1
        if not self._is_group or self.people:
            return 0
        if item.words & {"countries_pair", "pair"}:
            self.both = True  # «خبراء البلدين», «دبلوماسيون من الطرفين»
            return 1
        before = self.items[position - 1].text
        is_of = before == _OF and item.has(*COUNTRY_KINDS)  # «مسؤولين عسكريين كبار من روسيا»
        is_in = before in _OF_WHOM and item.has(FormKind.BODY, FormKind.SEAT) and country_of(item)  # «في الكرملين»
        return self._add_country(item) if is_of or is_in else 0

    @property
    def _of_several(self) -> bool:
        head = self.items[self.first].keys
        return FormKind.ROLE_PLURAL in head or FormKind.ROLE_DUAL in head

    @property
    def _is_group(self) -> bool:
        """Whether the title is of several officials who stay unnamed."""
        return self.plural and self.role in _UNNAMED_ROLES

    def _is_object(self, item: Item) -> bool:
        """«زار وزير الخارجية عمان»: behind a title with the article a capital is where he goes, not whom he serves."""
        head = self.items[self.first]
        is_definite = head.prefix.endswith("ال") or head.text.rsplit(" ", 1)[-1].startswith("ال")
        return is_definite and FormKind.CAPITAL in item.keys and FormKind.COUNTRY not in item.keys

    def _add_country(self, item: Item) -> int:
        country = country_of(item)
        if country in self.countries:
            return 1
        most = _MOST_OF_GROUP if self._is_group else 2 if self.dual or self.plural else 1
        if len(self.countries) >= most:
            return 0
        self.countries.append(country)
        return 1

    def _add_person(self, item: Item, position: int) -> int:
        if self._is_employer(position):
            return self._add_employer(item)
        wanted = self.countries[0] if len(self.countries) == 1 and not self.dual and not self.seated else ""
        person = pick_person(item, self.reading, country=wanted, titled=True, role=self.role)
        if person is None or (len(self.countries) == 2 and person.country not in self.countries):
            return 0
        self.people.append(person)
        return 1

    def _add_unlisted(self, item: Item) -> int:
        day = self.reading.day
        held = self.reading.lexicon.holders.get((self.role, self.countries[0]), ())
        people = [p for office, p in held if self.former or office.covers(day, OFFICE_SLACK)]
        person = pick_unlisted(item, self.reading, people)
        if person is None:
            return 0
        self.people.append(person)
        return 1

    def _is_employer(self, position: int) -> bool:
        head = self.items[self.first]
        return (
            position == self.first + 1
            and self.role in _EMPLOYED_ROLES
            and " " not in head.text
            and not head.prefix.endswith("ال")
            and not self._is_bearer(self.items[position])
        )

    def _is_bearer(self, item: Item) -> bool:
        """«مبعوثه ستيف ويتكوف» names who holds the office, «مبعوث ترامب» whom he serves."""
        lexicon, day = self.reading.lexicon, self.reading.day
        return self.role != "official" and any(
            lexicon.fits_role(lexicon.people[k], self.role, day) for k in item.person_keys
        )

    def _add_employer(self, item: Item) -> int:
        employer = pick_person(item, self.reading, titled=True)
        if employer is None:
            return 0
        self.countries.append(employer.country)
        self.role = "official"
        return 1

    def _leads_to_employer(self, position: int) -> bool:
        """«مسؤولين في وزارة الخارجية الأميركية», not «في واشنطن»."""
        after = self.items[position + 1] if position + 1 < len(self.items) else None
        is_body = after is not None and after.has(FormKind.BODY, FormKind.SEAT)
        return is_body and self.items[position].text in _OF_WHOM

    def _is_filler(self, position: int) -> bool:
        item = self.items[position]
        if "former" in item.words:
            self.former = True
            return True
        if self.dual and item.is_word and position == self.first + 1 and item.text.startswith("و"):
            return True  # «وزيري خارجية ودفاع أوكرانيا»
        if self.dual and self.role in _UNNAMED_ROLES and (self._is_quality(item) or item.has(FormKind.ROLE_DUAL)):
            return True  # «وفدان عسكريان أميركي وروسي»
        if "title_fillers" in item.words or (self.role == "delegation" and self._is_member_of(position)):
            return True
        if item.is_punctuation:
            return self._comma_leads_to_name(position)
        if self._is_group and (item.text == _OF or self._is_quality(item) or self._leads_to_employer(position)):
            return True
        if item.has(FormKind.ROLE) and item.prefix.removesuffix("ال").endswith("ل"):
            return position == self.first + 1  # «المبعوث الخاص للرئيس الأميركي مارشال بيلينغسلي»
        return self.role in _POSTED_ROLES and ("posting" in item.words or item.has(FormKind.PLACE, *COUNTRY_KINDS))

    def _is_member_of(self, position: int) -> bool:
        """«وفد من الكونغرس الأميركي», «وفد مجلس الشيوخ»: the body that a delegation is of."""
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        is_body = self.items[position].has(FormKind.BODY)
        return is_body or (self.items[position].text == "من" and following is not None and following.has(FormKind.BODY))

    def _is_quality(self, item: Item) -> bool:
        """«مسؤولون عسكريون كبار»: adjectives between a title of several and what they are of."""
        is_other = item.words - {"title_fillers"} or item.cues or item.trigger or item.prefix
        return item.is_word and not is_other and item.text.endswith(("ين", "ون", "ان", "ار", "يي", "المستوي"))

    def _comma_leads_to_name(self, position: int) -> bool:
        """A comma or bracket inside a title: «نائب وزير الخارجية الروسي، سيرغي ريابكوف»."""
        item = self.items[position]
        if item.text not in "،,(":
            return (
                item.text in "\"'”“«»)"
                and position + 1 < len(self.items)
                and bool(self.items[position + 1].person_keys)
            )
        nearby = self.items[position + 1 : position + 2]
        return any(n.person_keys and not n.prefix for n in nearby) and bool(self.countries)

    def _named_countries(self) -> list[str]:
        return list(dict.fromkeys([*self.countries, *(p.country for p in self.people)]))

    def _single_refs(self) -> tuple[Ref, ...]:
        if self.people:
            return tuple(Ref(kind=RefKind.PERSON, country=p.country, key=p.key) for p in self.people)
        if not self.countries or self.former:
            return ()
        if self.plural or self.dual or self.role == "delegation":
            return tuple(Ref(kind=RefKind.COUNTRY, country=c, role="delegation") for c in self.countries)
        if self.role == "official":
            return tuple(Ref(kind=RefKind.COUNTRY, country=c, role="official") for c in self.countries)
        return (self._office(self.countries[0]),)

    def _pair_refs(self) -> tuple[Ref, ...]:
        by_country = {p.country: p for p in self.people}
        countries = self._named_countries()
        if self.both:
            countries = list(self.reading.country_pair())
        if len(countries) < 2:
            if self.last == self.first + 1 and self.items[self.first].text.endswith(_CONSTRUCT):
                return ()  # «رئيسي», a name: «رئيسا» of nobody stands alone
            return (Ref(kind=RefKind.PAIR, role=self.role),)
        if self.role in _UNNAMED_ROLES and not self.people:
            role = "delegation" if self.plural else self.role
            return tuple(Ref(kind=RefKind.COUNTRY, country=c, role=role) for c in countries)
        return tuple(
            Ref(kind=RefKind.PERSON, country=c, key=by_country[c].key) if c in by_country else self._office(c)
            for c in countries
        )

    def _office(self, country: str) -> Ref:
        holder = self.reading.lexicon.holder(self.role, country, self.reading.day)
        return Ref(kind=RefKind.OFFICE, country=country, key=holder.key if holder else "", role=self.role)
