"""The lexicon's people, offices, places, bodies and topics as rows of core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.io.search_index import store_search_names
from include.rasid.io.warehouse import insert_rows

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.lexicon import Lexicon, Topic
    from include.rasid.core.offices import OfficeTerm


def store_gazetteer(cursor: Cursor, lexicon: Lexicon) -> None:
    """Write what changed; entries that left the lexicon stay, because articles may name them."""
    people = lexicon.people.values()
    insert_rows(cursor, "upsert_people", [(p.key, p.qid, p.name_ar, p.name_en, p.country) for p in people])
    terms = [(p.key, _office_key(o), o) for p in people for o in p.offices]
    insert_rows(cursor, "upsert_offices", sorted({(key, o.role, o.country, o.detail) for _, key, o in terms}))
    rows = {(person, key, o.first): (person, key, o.first, o.last, o.acting) for person, key, o in terms}
    insert_rows(cursor, "upsert_office_terms", list(rows.values()))
    places = [
        (p.key, p.label_ar, p.label_en, p.kind, p.country, p.latitude, p.longitude, p.qid)
        for p in lexicon.places.values()
    ]
    countries = [
        (f"country:{c.key}", c.label_ar, c.label_en, "country", c.key, None, None, c.qid)
        for c in lexicon.countries.values()
    ]
    insert_rows(cursor, "upsert_places", [*places, *countries])
    bodies = [(b.key, b.label_ar, b.label_en, b.kind, b.country, b.qid) for b in lexicon.bodies.values()]
    insert_rows(cursor, "upsert_organisations", bodies)
    topics = sorted(lexicon.topics.values(), key=lambda t: _depth(t, lexicon))
    insert_rows(cursor, "upsert_topics", [(t.key, t.parent, t.label_ar, t.label_en) for t in topics])
    store_search_names(cursor, lexicon)


def _office_key(office: OfficeTerm) -> str:
    return ":".join(filter(None, (office.role, office.country, office.detail)))


def _depth(topic: Topic, lexicon: Lexicon) -> int:
    depth = 0
    parent = topic.parent
    while parent is not None and depth < 9:
        depth += 1
        parent = lexicon.topics[parent].parent
    return depth
