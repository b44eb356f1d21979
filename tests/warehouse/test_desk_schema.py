"""The desk's API against its own OpenAPI description, with requests that schemathesis makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings as trials
from schemathesis.specs.openapi.checks import positive_data_acceptance

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


def test_the_api_keeps_to_its_description(api: Any) -> None:
    """No request, sensible or not, gets a 5xx, an undescribed status, or an answer of another shape."""
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:

        @given(case=operation.as_strategy())
        @trials(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def keeps(case: Any) -> None:
            # A cursor is opaque: most texts are none, and no description can say which.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        keeps()
