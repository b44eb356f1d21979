"""Airflow's REST API, as far as a local run needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from include.rasid.errors import PermanentError, TransientError
from include.rasid.local.airflow import USER

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.local.installation import Installation

_TIMEOUT_SECONDS = 30.0
_UNFINISHED = ("queued", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class DagRun:
    """One run of a DAG."""

    dag_id: str
    run_id: str
    state: str

    @property
    def is_finished(self) -> bool:
        """Whether it has succeeded or failed."""
        return self.state not in _UNFINISHED


@dataclass(slots=True, kw_only=True)
class AirflowApi:
    """A client of the API server of an installation."""

    installation: Installation
    url: str
    password: str = field(default="", repr=False)  # of USER; empty: only ``health`` can be asked
    _token: str = field(default="", repr=False)

    def health(self) -> dict[str, str]:
        """Return the status of each component, empty while the API server does not answer."""
        try:
            answer = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=_TIMEOUT_SECONDS)
        except httpx.TransportError:
            return {}
        if answer.status_code != httpx.codes.OK:
            return {}
        return {name: (part or {}).get("status") or "absent" for name, part in answer.json().items()}

    def dag_ids(self) -> frozenset[str]:
        """Return the ids of the DAGs that Airflow has read from their files."""
        return frozenset(row["dag_id"] for row in self._get("dags", limit=1000)["dags"])

    def import_errors(self) -> tuple[str, ...]:
        """Return the last line of each DAG file's error."""
        rows = self._get("importErrors")["import_errors"]
        return tuple(f"{row['filename']}: {row['stack_trace'].strip().splitlines()[-1]}" for row in rows)

    def trigger(self, dag_id: str) -> DagRun:
        """Start a run of a DAG."""
        return _dag_run(self._call("POST", f"dags/{dag_id}/dagRuns", json={"logical_date": None}))

    def run(self, dag_id: str, run_id: str) -> DagRun:
        """Return a run with its present state."""
        return _dag_run(self._get(f"dags/{dag_id}/dagRuns/{run_id}"))

    def unfinished_runs(self, dag_id: str) -> tuple[DagRun, ...]:
        """Return the runs of a DAG that wait or run."""
        rows = self._get(f"dags/{dag_id}/dagRuns", state=list(_UNFINISHED), limit=100)["dag_runs"]
        return tuple(_dag_run(row) for row in rows)

    def fail(self, run: DagRun) -> None:
        """Mark a run as failed."""
        self._call("PATCH", f"dags/{run.dag_id}/dagRuns/{run.run_id}", json={"state": "failed"})

    def triggered_by(self, run: DagRun, dag_id: str) -> DagRun | None:
        """Return the run of ``dag_id`` that an asset update of ``run`` started; None: not yet."""
        # assets/events names them too, but answers 500 while one of them waits to start (3.3.2)
        for row in self._get(f"dags/{dag_id}/dagRuns", order_by="-run_after", limit=5)["dag_runs"]:
            started = _dag_run(row)
            events = self._get(f"dags/{dag_id}/dagRuns/{started.run_id}/upstreamAssetEvents")["asset_events"]
            if any((e["source_dag_id"], e["source_run_id"]) == (run.dag_id, run.run_id) for e in events):
                return started
        return None

    def task_states(self, run: DagRun) -> dict[str, str]:
        """Return the state of each task of a run, in order of their start."""
        rows = self._get(f"dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances")["task_instances"]
        rows.sort(key=lambda row: row["start_date"] or "~")
        return {row["task_id"]: row["state"] or "waiting" for row in rows}

    def newest_log(self, run: DagRun, task_id: str) -> Path | None:
        """Return the log of the last attempt at a task; None: it never got as far as a log."""
        folder = self.installation.airflow_home / "logs" / f"dag_id={run.dag_id}" / f"run_id={run.run_id}"
        logs = sorted((folder / f"task_id={task_id}").glob("attempt=*.log"), key=lambda log: log.stat().st_mtime)
        return logs[-1] if logs else None

    def _get(self, path: str, **parameters: str | int | list[str]) -> dict[str, Any]:
        return self._call("GET", path, params=parameters)

    def _call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own arguments
        if not self._token:
            self._token = self._send("POST", "/auth/token", json=self._credentials())["access_token"]
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._send(method, f"/api/v2/{path}", headers=headers, **arguments)

    def _credentials(self) -> dict[str, str]:
        return {"username": USER, "password": self.password}

    def _send(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        try:
            answer = httpx.request(method, self.url + path, timeout=_TIMEOUT_SECONDS, **arguments)
        except httpx.TransportError as error:
            raise TransientError(f"Airflow's API: {method} {path}: {error!r}") from error
        if answer.is_error:
            raise PermanentError(f"Airflow's API: {method} {path}: {answer.status_code} {answer.text[:200]}")
        content: dict[str, Any] = answer.json()
        return content


def _dag_run(row: dict[str, Any]) -> DagRun:
    return DagRun(dag_id=row["dag_id"], run_id=row["dag_run_id"], state=row["state"])
