"""``./rasid``: the same product without Airflow, for scripts, tests and benchmarks."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from dotenv import load_dotenv
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from include.rasid.cli_bounces import bounces
from include.rasid.cli_channels import channels_app
from include.rasid.cli_contacts import Lang, contacts_app, opened, print_findings
from include.rasid.cli_desk import desk_app
from include.rasid.cli_doctor import doctor
from include.rasid.cli_feeds import app as feeds_app
from include.rasid.cli_lexicon import lexicon_app, names_app
from include.rasid.cli_quarantine import quarantine_app
from include.rasid.cli_reports import load, reports_app
from include.rasid.cli_review import review_app
from include.rasid.cli_subscribers import mail_app, subscribers_app
from include.rasid.cli_warehouse import audit, export, print_difference, recall, roles
from include.rasid.errors import BadInputError, RasidError
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.model import Article

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Rasid watches Arabic news for contacts of officials."
)
app.add_typer(channels_app, name="channels")
app.add_typer(contacts_app, name="contacts")
app.add_typer(desk_app, name="desk")
app.add_typer(feeds_app, name="feeds")
app.add_typer(lexicon_app, name="lexicon")
app.add_typer(names_app, name="names")
app.add_typer(review_app, name="review")
app.add_typer(subscribers_app, name="subscribers")
app.add_typer(mail_app, name="mail")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(reports_app, name="reports")
app.command()(doctor)
mail_app.command()(bounces)
app.command()(load)
app.command()(roles)
app.command()(audit)
app.command()(export)
app.command()(recall)
console = Console(stderr=True)

InFile = Annotated[
    Path, typer.Argument(metavar="IN", help="Articles, JSON lines: id, title, text, date_iso, publisher, url.")
]
OutFile = Annotated[Path, typer.Argument(metavar="OUT", help="Where the result is written, JSON lines.")]


def main() -> None:
    """Run the command line; an error that Rasid knows is one clear line and exit code 2."""
    load_dotenv(PROJECT / ".env")  # the environment wins over the file
    try:
        app()
    except RasidError as error:
        console.print(f"rasid: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


@app.command()
def extract(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of HTML files.")],
    out: OutFile,
) -> None:
    """Extract the articles of HTML files: one line each, the file name is the id."""
    from include.rasid.io.boilerplate import load_boilerplate
    from include.rasid.io.html_folder import extract_folder
    from include.rasid.settings import settings

    if not folder.is_dir():
        raise BadInputError("not a folder", path=folder)
    _write(out, _tracked("extract", extract_folder(folder, load_boilerplate(settings().lexicons))))


@app.command()
def tag(source: InFile, out: OutFile) -> None:
    """Tag articles: adds mentions and keywords with spans into the text, and title_mentions into the title."""
    from include.rasid.core.tag import tag_article

    detector = _detectors()[0]
    articles = _articles(source)
    tagged = (tag_article(a, detector.lexicon, detector.matcher) for a in articles)
    _write(out, (_tagged_json(t) for t in _tracked("tag", tagged, len(articles))))


@app.command()
def detect(source: InFile, out: OutFile) -> None:
    """Detect contacts: one line an article with the contacts of the default watch above its review threshold."""
    from include.rasid.core.detect import detect_contacts
    from include.rasid.io.mention_json import public_contact

    detector = _detectors()[0]
    articles = _articles(source)
    threshold = detector.watch.review_threshold

    def rows() -> Iterator[dict[str, Any]]:
        for article in articles:
            found = [m for m in detect_contacts(article, detector) if m.confidence >= threshold]
            yield {"id": article.id, "contacts": [public_contact(m) for m in found]}

    _write(out, _tracked("detect", rows(), len(articles)))


@app.command()
def replay(  # noqa: PLR0913, PLR0917 - one option each
    source: Annotated[Path | None, typer.Argument(metavar="IN", help="Articles, JSON lines.")] = None,
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="Where the alerts are written, JSON lines.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of --diff.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of --diff.")] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Rebuild these days of the warehouse and print what differs.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="With --diff: put today's reading into the warehouse; nobody is mailed.")
    ] = False,
) -> None:
    """Replay articles in date order on a scratch warehouse: one line for each alert that would have been mailed.

    With --diff everything after the archive is rebuilt for some days of the warehouse, which stays as it is, and the differences in
    articles, claims, contacts and alerts are printed: - what only the warehouse has, + what only today's rules give. With --publish, too,
    articles whose text or claims differ are then replaced in the warehouse by today's reading.
    """
    from include.rasid.local.scratch import scratch_warehouse
    from include.rasid.settings import settings
    from include.rasid.stages.replay import replay_articles

    if diff:
        if first is None or last is None or source is not None:
            raise BadInputError("--diff takes --from and --to, and no files")
        print_difference(first.date(), last.date(), publish=publish)
        return
    if source is None or out is None or publish:
        raise BadInputError("replay takes IN and OUT, or --diff with --from and --to")
    articles = _articles(source)
    chosen = settings()
    with scratch_warehouse(chosen) as dsn, _spinner() as progress:
        task = progress.add_task("replay", total=None)
        scratch = replace(chosen, warehouse_dsn=dsn, as_of_publication=True)
        alerts = replay_articles(
            articles, settings=scratch, progress=lambda name: progress.update(task, description=f"replay: {name}")
        )
    _write(out, iter(alerts))


@app.command()
def newsroom(
    articles: Annotated[
        list[Path] | None, typer.Option(help="Articles, JSON lines; the bundled ones when left out.")
    ] = None,
    port: Annotated[int, typer.Option(help="Loopback port; 0 takes a free one.")] = 8765,
    feeds_out: Annotated[Path | None, typer.Option(help="Write a feeds.yml that points Rasid here.")] = None,
) -> None:
    """Serve articles as RSS and Atom feeds with HTML pages on loopback until Ctrl-C."""
    from include.rasid.newsroom.server import run_newsroom

    run_newsroom(articles or [], port, feeds_out, None)


@app.command()
def migrate() -> None:
    """Bring the warehouse up to this version and load the gazetteer; prints what was applied."""
    from include.rasid.io.gazetteer import store_gazetteer
    from include.rasid.io.lexicons import load_lexicon
    from include.rasid.io.migrations import migrate as apply_migrations
    from include.rasid.io.search_index import index_missing
    from include.rasid.io.warehouse import connect, transaction
    from include.rasid.local.scratch import warehouse
    from include.rasid.settings import settings

    with warehouse(settings()) as dsn:
        connection = connect(dsn)
        applied = apply_migrations(connection)
        connection.close()
        with transaction(dsn) as cursor:
            store_gazetteer(cursor, load_lexicon(settings().lexicons))
        indexed = index_missing(dsn)
    for name in applied:
        typer.echo(f"applied {name}")
    if indexed:
        typer.echo(f"made {indexed} articles findable")
    typer.echo("the warehouse is up to date")


@app.command()
def why(
    contact: Annotated[
        str, typer.Argument(metavar="ALERT_OR_CONTACT", help="Number of an alert, or id of a contact or its beginning.")
    ],
    lang: Lang = "en",
) -> None:
    """Say why a contact is believed and who was told: every gate, with the words and values that decided."""
    from include.rasid.stages.explain_contact import explain_contact

    with opened() as settings:
        print_findings(explain_contact(contact, settings=settings), lang, settings)


@app.command()
def why_not(
    address: Annotated[str, typer.Argument(metavar="URL", help="Address of an article, or the id it was given with.")],
    lang: Lang = "en",
) -> None:
    """Say how far an article came from feed to mailbox, and what stopped it there."""
    from include.rasid.stages.explain_article import explain_article

    with opened() as settings:
        print_findings(explain_article(address, settings=settings), lang, settings)


def _articles(path: Path) -> tuple[Article, ...]:
    from include.rasid.io.articles import read_articles

    return read_articles([path])


def _detectors() -> tuple[Any, ...]:
    from include.rasid.io.detector import load_detectors
    from include.rasid.settings import settings

    return load_detectors(settings().lexicons, settings().watches_file)


def _tagged_json(tagged: Any) -> dict[str, Any]:
    from include.rasid.io.mention_json import article_json, entity_json, keyword_json

    mentions = [entity_json(m) for m in tagged.mentions]
    keywords = [keyword_json(k) for k in tagged.keywords]
    return {
        **article_json(tagged.article),
        "mentions": [m for m in mentions if m.pop("part") == "text"],
        "title_mentions": [entity_json(m) for m in tagged.mentions if m.part == "title"],
        "keywords": [k for k in keywords if k["part"] == "text"],
        "title_keywords": [k for k in keywords if k["part"] == "title"],
    }


def _spinner() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _tracked(name: str, rows: Iterator[Any], total: int | None = None) -> Iterator[Any]:
    with _spinner() as progress:
        task = progress.add_task(name, total=total)
        for done, row in enumerate(rows, 1):
            progress.update(task, advance=1, description=f"{name}: {done}{f' of {total}' if total else ''}")
            yield row


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    """Write JSON lines; a partial file never takes the place of a whole one."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        partial.replace(path)
    except OSError as error:
        raise BadInputError(error.strerror or "cannot be written", path=path) from error
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
