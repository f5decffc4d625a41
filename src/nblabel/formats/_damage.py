"""How reading a file fails."""

from __future__ import annotations


class FormatError(ValueError):
    """A file that is not what its format says; the sentence names the file and the place.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = pathlib.Path(folder.name) / "street.json"
    >>> _ = path.write_text('{"images": [')
    >>> from nblabel import read
    >>> try:
    ...     read(path)
    ... except FormatError as error:
    ...     print(error)
    'street.json' is no whole JSON file: Expecting value in line 1, column 13; was it cut short?
    >>> folder.cleanup()
    """
