"""Names for the keys that a page shows, read at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.rasid.io.warehouse import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg2.extensions import cursor as Cursor


def names_in(cursor: Cursor, rows: Iterable[Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return Arabic and English names, by kind and key, of the participants, places and publishers that the rows name."""
    people: set[str] = set()
    places: set[str] = set()
    publishers: set[str] = set()
    for row in rows:
        values = row._asdict()
        people.update(p.removeprefix("other:") for p in values.get("participants") or ())
        people.update(values[k] for k in ("one", "other", "person_key") if values.get(k))
        places.update(values[k] for k in ("place",) if values.get(k))
        publishers.update(values[k] for k in ("publisher_key",) if values.get(k))
    found = run(
        cursor,
        "desk_names",
        {
            "people": sorted(people),
            "places": sorted(places),
            "countries": sorted({p.partition("_")[0].upper() for p in people}),
            "publishers": sorted(publishers),
        },
    )
    names = {(row.kind, row.key): (row.name_ar, row.name_en) for row in found}
    return names | {("person", key): name for (kind, key), name in names.items() if kind == "organisation"}
