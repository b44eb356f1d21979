"""``./rasid lexicon …`` and ``./rasid names …``: care of the lexicon by people who know Arabic, not Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from include.rasid.settings import PROJECT

lexicon_app = typer.Typer(no_args_is_help=True, help="Look after the lexicon files under include/lexicons.")
names_app = typer.Typer(no_args_is_help=True, help="Spellings of names that no entry lists yet.")


@lexicon_app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Lexicon files; the project's when left out.")
    ] = None,
    notes: Annotated[bool, typer.Option(help="Print notes too, not only errors.")] = True,
) -> None:
    """Find duplicate forms, conflicting keys, overlapping offices and missing labels; exit code 1 when one is an error."""
    from include.rasid.io.lexicon_check import check_lexicon
    from include.rasid.io.lexicons import load_lexicon
    from include.rasid.settings import settings

    chosen = folder or settings().lexicons
    findings = check_lexicon(chosen)
    errors = sum(f.level == "error" for f in findings)
    for finding in findings:
        if notes or finding.level == "error":
            typer.echo(f"{_shown(finding.path)}:{finding.line}: {finding.level}: {finding.text}")
    lexicon = load_lexicon(chosen)
    counts = {"people": lexicon.people, "places": lexicon.places, "bodies": lexicon.bodies, "topics": lexicon.topics}
    typer.echo(", ".join(f"{len(entries)} {name}" for name, entries in counts.items()))  # type: ignore[arg-type] # dicts of entries
    typer.echo(f"{errors} errors, {len(findings) - errors} notes")
    raise typer.Exit(1 if errors else 0)


@names_app.command()
def suggest(
    source: Annotated[
        Path | None, typer.Option(help="Look in these articles (JSON lines) instead of the warehouse.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to print at most.")] = 50,
) -> None:
    """Print spellings near an official's name that no entry lists, the most frequent first, for review.

    Each line gives the spelling, whom it was or may be taken for, in how many articles it stood, and an example. Add a right one
    to ``family`` of that person, a wrong one to ``ordinary`` in near_names.yml (docs/lexicons.md).
    """
    from include.rasid.local.name_suggestions import suggestions_in, suggestions_of_warehouse

    found = suggestions_in(source) if source else suggestions_of_warehouse()
    for row in found[:limit]:
        taken = "taken as" if row.was_taken else "maybe"
        typer.echo(f"{row.surface}\t{taken} {row.person_key} ({row.name_en})\t{row.articles} articles\t{row.example}")
    typer.echo(f"{len(found)} suggestions" + (f", {limit} shown" if len(found) > limit else ""))


def _shown(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
