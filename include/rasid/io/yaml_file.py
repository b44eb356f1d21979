"""YAML files checked against a pydantic model, with the line of each error."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from platformdirs import user_cache_dir
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from include.rasid.errors import BadInputError

_PARSER = f"2 {yaml.__version__}"  # counts up when this module reads YAML differently: what was kept before is then left alone
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_BOOL = "tag:yaml.org,2002:bool"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the C loader is there or not
    """A safe loader to which NO is Norway: only true and false are booleans, as in YAML 1.2."""

    yaml_implicit_resolvers: ClassVar = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL or letter in "tf"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class StrictModel(BaseModel):
    """Base of the models of YAML files: an unknown key is an error, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=BaseModel)


def load_yaml_model(path: Path, model: type[Model], *, keep_parsed: bool = False) -> Model:
    """Read ``path`` and check it against ``model``.

    ``keep_parsed`` leaves the parsed content as JSON in the user's cache, under the hash of the file: reading YAML takes ten times
    as long. Only for files whose keys are all text.

    Raises:
        BadInputError: The file is missing, is not YAML, or breaks the model; names file and line.
    """
    try:
        return model.model_validate(_read(path, keep_parsed=keep_parsed))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = _line_of(read_text(path), first["loc"])
        raise BadInputError(f"{where or 'the file'}: {first['msg']}", path=path, line=line) from error


def read_yaml(path: Path, *, keep_parsed: bool = False) -> Any:
    """Return the content of a YAML file; ``keep_parsed`` as for ``load_yaml_model``, and keys come back as text.

    Raises:
        BadInputError: The file is missing or is not YAML.
    """
    return _read(path, keep_parsed=keep_parsed)


def _read(path: Path, *, keep_parsed: bool) -> Any:
    content = _read_bytes(path)
    kept = _cache_file(path, content) if keep_parsed else None
    raw = _read_kept(kept)
    if raw is None:
        raw = _parse(_decode(content, path), path)
        _keep(kept, raw)
    return raw


def _parse(text: str, path: Path) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - CSafeLoader is a safe loader  # nosec B506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadInputError(f"not YAML: {error.problem}", path=path, line=mark.line + 1 if mark else None) from error
    except ValueError as error:  # a word like a date that no calendar has: PyYAML does not say where
        line = next((n for n, words in enumerate(text.splitlines(), 1) if _has_impossible_date(words)), None)
        raise BadInputError(f"not YAML: {error}", path=path, line=line) from error


def _has_impossible_date(words: str) -> bool:
    for found in _DATE.findall(words):
        try:
            date.fromisoformat(found)
        except ValueError:
            return True
    return False


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises:
        BadInputError: The file is missing, is not readable, or is not UTF-8.
    """
    return _decode(_read_bytes(path), path)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(error.strerror or "not readable", path=path) from error


def _decode(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInputError(f"not UTF-8 at byte {error.start}", path=path) from error


def _cache_file(path: Path, content: bytes) -> Path:
    name = hashlib.sha256(f"{_PARSER}\n".encode() + content).hexdigest()
    return Path(user_cache_dir("rasid")) / f"{path.stem}-{name}.json"


def _read_kept(path: Path | None) -> Any:
    """Return the parsed content; None: there is none that can be read."""
    try:
        return from_json(path.read_bytes(), cache_strings="keys") if path else None
    except (OSError, ValueError):
        return None


def _keep(path: Path | None, raw: Any) -> None:
    """Write the parsed content where that is possible; a cache that cannot be written is no error."""
    if path is None:
        return
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.write_text(json.dumps(raw, ensure_ascii=False, default=str), "utf-8")
        partial.replace(path)
        stem = path.name.rsplit("-", 1)[0]
        for old in [p for p in path.parent.glob(f"{stem}-*.json") if p != path]:
            old.unlink(missing_ok=True)  # one text of each file is kept, so that edits do not fill the disk


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """Return the 1-based line of the node that pydantic's location leads to, or of its last parent there is."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return int(line)
