"""YAML files checked against a pydantic model, with the line of each error."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictModel(BaseModel):
    """Base of the models of YAML files: an unknown key is an error, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=BaseModel)


def load_yaml_model(path: Path, model: type[Model]) -> Model:
    """Read ``path`` and check it against ``model``.

    Raises:
        BadInputError: The file is missing, is not YAML, or breaks the model; names file and line.
    """
    text = read_text(path)
    try:
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - CSafeLoader is a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadInputError(f"not YAML: {error.problem}", path=path, line=mark.line + 1 if mark else None) from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = _line_of(text, first["loc"])
        raise BadInputError(f"{where or 'the file'}: {first['msg']}", path=path, line=line) from error


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises:
        BadInputError: The file is missing, is not readable, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BadInputError(error.strerror or "not readable", path=path) from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"not UTF-8 at byte {error.start}", path=path) from error


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
