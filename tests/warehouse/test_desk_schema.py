"""The desk's API against its own OpenAPI description, with requests that schemathesis makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings as trials

from include.rasid.desk.app import desk_app
from tests.warehouse.desk_warehouse import desk_for, newsroom_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.full, pytest.mark.postgres]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the schema of an API over the newsroom's warehouse."""
    with newsroom_warehouse(tmp_path_factory.mktemp("desk")) as settings:
        desk = desk_for(settings)
        yield schemathesis.openapi.from_asgi("/api/openapi.json", desk_app(desk))
        desk.database.close()


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@trials(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: Any) -> None:
    """No request, sensible or not, gets a 5xx, an undescribed status, or an answer of another shape."""
    case.call_and_validate()
