"""To and from files: the formats, found by looking. Each module here that has a ``FORMAT`` is one."""

from nblabel.formats._finding import by_name, find, guess
from nblabel.formats._format import Format, FormatError, LossError, Write
from nblabel.formats._reading import read
from nblabel.formats._saving import save

__all__ = ["Format", "FormatError", "LossError", "Write", "by_name", "find", "guess", "read", "save"]
