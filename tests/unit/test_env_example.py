""".env.example against the code and the files that read the variables."""

from __future__ import annotations

import re

from include.rasid.settings import PROJECT, read_settings

LINE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


class _Asked(dict[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(key)
        return default


def _documented() -> dict[str, str]:
    return dict(LINE.findall((PROJECT / ".env.example").read_text("utf-8")))


def test_every_variable_of_the_settings_is_documented() -> None:
    """What ``read_settings`` asks for stands in .env.example."""
    asked = _Asked()
    read_settings(asked)
    assert len(asked.names) > 10
    assert asked.names - set(_documented()) == set()


def test_the_example_changes_nothing() -> None:
    """A copy of .env.example is the default: a value in it would be a setting that nobody chose."""
    assert read_settings(_documented()) == read_settings({})


def test_every_variable_of_docker_compose_is_documented() -> None:
    """What docker-compose.yaml takes from the environment stands in .env.example, secrets by name only."""
    text = (PROJECT / ".env.example").read_text("utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yaml").read_text("utf-8")))
    assert [name for name in sorted(used) if not re.search(rf"\b{name}\b", text)] == []


def test_no_documented_variable_is_idle() -> None:
    """Each documented variable is read by the code or by docker-compose.yaml."""
    sources = [*(PROJECT / "include" / "rasid").rglob("*.py"), PROJECT / "docker-compose.yaml"]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    assert [name for name in _documented() if name not in code] == []
