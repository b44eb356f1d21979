"""``make run``: the whole way from feed to e-mail on this machine, through Airflow, over the bundled newsroom."""

from __future__ import annotations

import hashlib
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from dotenv import load_dotenv

from include.rasid.errors import RasidError
from include.rasid.local.airflow import airflow_for, migrate_metadata
from include.rasid.local.findings import make_feeds_due, print_findings, refuse_real_news, warehouse_clock
from include.rasid.local.installation import Installation, databases, kept_port, sole_use
from include.rasid.local.processes import Service, check_alive, child_environment, module_command, running, wait_until
from include.rasid.local.rest import AirflowApi
from include.rasid.local.round import CHAIN, abandon_unfinished, finish_run, start_run, wait_for_dags, where_to_look
from include.rasid.local.steps import console, end_on_signals, step
from include.rasid.newsroom.newsroom import CLOSED_URL
from include.rasid.settings import PROJECT, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.local.airflow import Airflow
    from include.rasid.local.installation import Databases
    from include.rasid.local.processes import Child
    from include.rasid.local.rest import DagRun
    from include.rasid.local.steps import Step

_READY_SECONDS = 60.0
_API_SECONDS = 180.0
_GRACE_SECONDS = 2.0  # at the end everything is idle, and at Ctrl-C a task may die: it is one transaction


def main(
    articles: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="JSON lines to serve instead of the bundled articles; they get a state of their own.",
        ),
    ] = None,
) -> None:
    """Run collect_news, detect_contacts and deliver_alerts once over the newsroom, and print what was found."""
    end_on_signals()
    load_dotenv(PROJECT / ".env")
    files = tuple(path.resolve() for path in articles or ())
    try:
        installation = Installation(home=_home(files))
        with sole_use(installation):
            _run(installation, files)
    except RasidError as error:
        console.print(f"[red]rasid: {error}[/]", soft_wrap=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        console.print("stopped")
        raise typer.Exit(130) from error


def _home(files: Sequence[Path]) -> Path:
    home = settings().home
    if not files:
        return home
    return home / f"articles-{hashlib.sha256(repr(files).encode()).hexdigest()[:12]}"


def _run(installation: Installation, files: Sequence[Path]) -> None:
    with ExitStack() as stack:
        with step("Databases"):
            chosen = stack.enter_context(databases(installation))
            refuse_real_news(chosen.warehouse_dsn)
        ports = {name: kept_port(installation, name) for name in ("newsroom", "mail", "airflow")}
        with step("Newsroom and mail server"):
            _start_newsroom_and_mail(stack, installation, files, ports)
        airflow = airflow_for(installation, chosen, ports["airflow"], _environment(installation, ports))
        with step("Airflow's own database"):
            migrate_metadata(airflow, chosen)
        since = warehouse_clock(chosen.warehouse_dsn)
        caught = set(installation.mail.glob("*.eml"))
        _round(stack, airflow, chosen)
        mails = sorted(set(installation.mail.glob("*.eml")) - caught)
        print_findings(console, chosen.warehouse_dsn, since, mails)
        with step("Everything stopped"):
            stack.close()
    _print_next(installation)


def _environment(installation: Installation, ports: dict[str, int]) -> dict[str, str]:
    """Return what makes this run differ from a real one: sample feeds, sample mail, "now" is when an article appeared."""
    own = f"127.0.0.1:{ports['newsroom']},{urlsplit(CLOSED_URL).netloc}"
    return {
        "RASID_ALLOW_PRIVATE": own,
        "RASID_AS_OF": "publication",
        "RASID_FEEDS": str(installation.home / "newsroom-feeds.yml"),
        "RASID_SCHEDULE": "manual",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(ports["mail"]),
        "SMTP_TLS": "none",
        "SMTP_USER": "",
        "SMTP_PASSWORD": "",
    }


def _start_newsroom_and_mail(
    stack: ExitStack, installation: Installation, files: Sequence[Path], ports: dict[str, int]
) -> None:
    ready = installation.home / "newsroom.ready"
    ready.unlink(missing_ok=True)
    feeds = installation.home / "newsroom-feeds.yml"
    options = ["--port", str(ports["newsroom"]), "--feeds-out", str(feeds), "--ready-file", str(ready)]
    for file in files:
        options += ["--articles", str(file)]
    newsroom = _service(installation, "newsroom", module_command("include.rasid.newsroom", *options))
    mail_options = ("--port", str(ports["mail"]), "--folder", str(installation.mail))
    catcher = _service(installation, "mail", module_command("include.rasid.io.catcher", *mail_options))
    newsroom_child, catcher_child = stack.enter_context(running([newsroom, catcher]))
    wait_until(ready.exists, newsroom_child, seconds=_READY_SECONDS)
    wait_until(lambda: _answers(ports["mail"]), catcher_child, seconds=_READY_SECONDS)


def _service(installation: Installation, name: str, command: tuple[str, ...]) -> Service:
    return Service(
        name=name,
        command=command,
        environment=child_environment(),
        log=installation.logs / f"{name}.log",
        grace_seconds=_GRACE_SECONDS,
    )


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _round(stack: ExitStack, airflow: Airflow, databases: Databases) -> None:
    """Start Airflow and run the DAGs once; the API server comes first, for tasks that start before it fail."""
    api = AirflowApi(installation=airflow.installation, url=airflow.url, password=airflow.password)
    with step("Airflow"):
        first = stack.enter_context(running(_components(airflow, "api-server", "dag-processor")))
        wait_until(lambda: "metadatabase" in api.health(), first[0], seconds=_API_SECONDS)
        abandon_unfinished(api)
        make_feeds_due(databases.warehouse_dsn)
        scheduler = stack.enter_context(running(_components(airflow, "scheduler")))
        children = (*first, *scheduler)
        wait_for_dags(api, lambda: check_alive(children))
    run: DagRun | None = None
    for dag_id in CHAIN:
        with step(dag_id) as current:
            run = start_run(api, run, dag_id, lambda: check_alive(children))
            finish_run(api, run, _Watch(api=api, children=children, current=current))


@dataclass(slots=True, kw_only=True)
class _Watch:
    """Tells how far a run is, and at once when a task has to be tried again."""

    api: AirflowApi
    children: Sequence[Child]
    current: Step
    told: set[str] = field(default_factory=set)

    def __call__(self, run: DagRun) -> None:
        check_alive(self.children)
        states = self.api.task_states(run)
        self.current.tell(", ".join(task for task, state in states.items() if state == "success"))
        for task in (task for task, state in states.items() if state == "up_for_retry"):
            if task not in self.told:
                self.told.add(task)
                console.print(
                    f"[yellow]{task} is tried again: see {where_to_look(self.api, run, [task])}[/]", soft_wrap=True
                )


def _components(airflow: Airflow, *names: str) -> tuple[Service, ...]:
    return tuple(airflow.service(name, grace_seconds=_GRACE_SECONDS) for name in names)


def _print_next(installation: Installation) -> None:
    console.print("\n[bold]Try next[/]")
    console.print("  make run          again: everything is known by now, so nothing is mailed")
    console.print("  ./rasid doctor    what is right and wrong with this set-up")
    console.print("  make up           Airflow with its UI on the real feeds")
    console.print(f"Logs are in {installation.logs}, mails in {installation.mail}", soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
