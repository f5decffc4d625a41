"""YAML from anywhere, read safely: plain values only, and no references that multiply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from nblabel.formats._contents import read_text
from nblabel.formats._damage import FormatError
from nblabel.formats._half_characters import whole

_MAX = 2**20


def parse_yaml(path: Path) -> Any:
    """Read a small YAML file; raises `FormatError` if it is none, or makes objects."""
    text = read_text(path)
    if len(text) > _MAX:
        raise FormatError(f"{path.name!r} has {len(text)} characters, which is no list of names")
    try:
        # Anchors let a few lines stand for billions of values.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise FormatError(f"{path.name!r} uses YAML references (*name); write the values out")
        return whole(yaml.safe_load(text))[0]
    except yaml.YAMLError as error:
        raise FormatError(f"{path.name!r} is no YAML of plain values: {' '.join(str(error).split())}") from None
    except (RecursionError, ValueError) as error:
        raise FormatError(f"{path.name!r} is no YAML of plain values: {error}") from None
