"""XML from anywhere, read safely: no document type, no entities, nothing fetched. And what it can hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from nblabel.formats._damage import FormatError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to say."""


def plain(value: float) -> str:
    """Write a number so that it is read back exactly, a whole one without a point.

    Examples
    --------
    >>> plain(3.0), plain(0.1)
    ('3', '0.1')
    """
    return str(int(value)) if value == int(value) else repr(float(value))


def parse_xml(path: Path) -> Element:
    """Read an XML file; raises `FormatError` if it is none, or holds entities."""
    try:
        root: Element | None = parse(path, forbid_dtd=False, forbid_entities=True, forbid_external=True).getroot()
    except DefusedXmlException as error:
        raise FormatError(
            f"{path.name!r} declares entities ({type(error).__name__}), which can blow up or read other files; "
            "it is not read"
        ) from None
    except (ParseError, UnicodeDecodeError, LookupError, ValueError) as error:
        raise FormatError(f"{path.name!r} is no whole XML file: {error}") from None
    except OSError as error:
        raise FormatError(f"{path.name!r} cannot be read: {error.strerror or error}") from None
    if root is None:
        raise FormatError(f"{path.name!r} is no whole XML file: it has no element")
    return root
