"""What the warehouse keeps of names: whom they stand for, how sure that is, and spellings that wait for review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import SetupError
from include.rasid.io.migrations import migrate
from include.rasid.io.warehouse import connect
from include.rasid.local.name_suggestions import suggestions_of_warehouse
from tests.warehouse.pipeline import served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.postgres

TEXT = (
    "موسكو - قال وزير الخارجية الروسي سيرغي لافرووف إن بلاده ما زالت تنتظر ردا مكتوبا من الأميركيين على مقترحاتها، وإن الباب لم يغلق بعد.\n"
    "وأضاف لافرووف في مؤتمر صحافي أن نظيره الأميركي يعرف الموقف الروسي جيدا منذ محادثات جنيف. ولم يصدر عن البيت الأبيض تعليق فوري على هذا الكلام.\n"
    "وتقول وزارة الدفاع الكورية الجنوبية إنها تتابع الاتصالات عن كثب، وقد دعت الأطراف كلها إلى ضبط النفس وإلى العودة سريعا إلى طاولة المفاوضات."
)


def test_names_reach_the_warehouse(tmp_path: Path, make_database: Callable[[], str]) -> None:
    """Mentions carry whom they mean and how sure that is; an unlisted spelling is one sighting, also after a second run."""
    articles = tmp_path / "articles.jsonl"
    row = {"id": "n-1", "title": "لافروف: الباب لم يغلق", "text": TEXT, "date_iso": "2022-02-01T09:00:00+00:00"}
    articles.write_text(json.dumps({**row, "publisher": "p", "url": ""}, ensure_ascii=False), "utf-8")
    dsn = make_database()
    connection = connect(dsn)
    migrate(connection)
    connection.close()
    with served(tmp_path, dsn, articles) as pipeline:
        pipeline.run("first")
        pipeline.run("second")
        mentions = {
            (r.kind, r.entity_key): (tuple(r.refers_to), float(r.confidence))
            for r in pipeline.rows("select kind, entity_key, refers_to, confidence from core.entity_mention")
        }
        suggestions = pipeline.rows("select form, person_key, was_taken, articles, example from mart.name_suggestion")

    assert mentions["reference", "foreign_minister:US"][0] == ("blinken",)
    assert mentions["organisation", "white_house"][0] == ("US",)
    assert ("KR",) in [whom for (kind, _), (whom, _) in mentions.items() if kind == "organisation"]
    assert mentions["reference", "foreign_minister:US"][1] < 0.9
    assert [(s.form, s.person_key, s.was_taken, s.articles) for s in suggestions] == [("لافرووف", "lavrov", True, 1)]


def test_suggestions_of_an_older_warehouse(make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A warehouse that was not migrated is one clear error with what to do."""
    monkeypatch.setenv("WAREHOUSE_DSN", make_database())

    with pytest.raises(SetupError, match="rasid migrate"):
        suggestions_of_warehouse()
