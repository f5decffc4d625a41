"""XML from anywhere, read safely: no document type, no entities, nothing fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from nblabel.formats._damage import FormatError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


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
