"""``python -m include.rasid.io.health URL [COMPONENT]``: the health check of Airflow's services in docker-compose.yaml.

It needs the standard library only: `airflow jobs check` imports Airflow, which costs seconds of CPU each time.
"""

from __future__ import annotations

import json
import sys
from http.client import HTTPException
from urllib.request import urlopen

_SECONDS = 8.0


def find_fault(url: str, component: str | None = None) -> str | None:
    """Return what is wrong with a service of Airflow; None: it is healthy.

    ``url`` must answer 200; with a component, such as ``triggerer``, the JSON answer must call it healthy.
    """
    try:
        with urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - the address comes from docker-compose.yaml  # nosec B310
            body = answer.read()
        state = json.loads(body)[component]["status"] if component else "healthy"
    except (OSError, HTTPException) as error:
        return f"{url}: {error}"
    except (ValueError, KeyError, TypeError):
        return f"{url} says nothing of {component}"
    return None if state == "healthy" else f"{component} is {state}"


if __name__ == "__main__":
    sys.exit(find_fault(*sys.argv[1:3]))
