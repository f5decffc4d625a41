"""Images behind URLs, fetched by the kernel through fsspec when they are first needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

from nblabel.items._ask import Ask, missing
from nblabel.items._source import ItemError
from nblabel.items.images import MAX_BYTES, EncodedImages
from nblabel.items.kept import Kept
from nblabel.items.listing import Listing, listed_by_name
from nblabel.items.pixels.stretch import Window

# Two letters at least: "C:" is a drive.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:::|://)")
_SIGNED = re.compile(r"(?:^|&)(?:X-[A-Za-z]+-Signature|Signature|sig|token|access_token)=", re.IGNORECASE)
_SECONDS = 60
_GONE = frozenset({404, 410})


class UrlImages(EncodedImages):
    """Images behind URLs. Opening the source fetches nothing; each is fetched once and kept a while.

    The key is the URL without what is secret or short-lived in it: a user and password, and the
    query of a signed address.
    """

    def __init__(self, urls: Sequence[str | None], listing: Listing, window: Window | None) -> None:
        super().__init__(listing, window)
        self._urls = urls
        self._fetched: Kept[bytes] = Kept(len)

    def _open(self, position: int) -> IO[bytes]:
        url = self._urls[position]
        if url is None:
            raise ItemError(f"{self._title(position)} names no URL")
        title = self._title(position)
        return BytesIO(self._fetched.get(position, lambda: _fetch(url, title)))

    def _place(self, position: int) -> str | None:
        return self._urls[position]

    def _title(self, position: int) -> str:
        url = self._urls[position]
        return super()._title(position) if url is None else without_secrets(url)


class _Urls:
    noun = "a URL"

    def takes(self, value: object) -> bool:
        return is_url(value)

    def open(self, values: Sequence[object], ask: Ask, listing: Listing | None) -> UrlImages:
        if ask.root is not None:
            raise TypeError(f"root={ask.root!r} is for paths, but the items are URLs; leave root= out")
        urls = [None if missing(value) else str(value) for value in values]
        for scheme in {_scheme(url) for url in urls if url is not None}:
            _check_readable(scheme)
        if listing is None:
            keys = [without_secrets(url) for url in urls if url is not None]
            listing = listed_by_name(keys, _folder(keys))
        return UrlImages(urls, listing, ask.window)


URLS = _Urls()


def is_url(value: object) -> bool:
    """Tell a URL from a path.

    Examples
    --------
    >>> is_url("https://example.org/a.jpg"), is_url("C:/photos/a.jpg")
    (True, False)
    """
    return isinstance(value, str) and _SCHEME.match(value) is not None


def without_secrets(url: str) -> str:
    """Give a URL as it may be stored and shown.

    Examples
    --------
    >>> without_secrets("https://me:pw@example.org/a.jpg?X-Amz-Signature=12")
    'https://example.org/a.jpg'
    >>> without_secrets("https://example.org/picture?id=3")
    'https://example.org/picture?id=3'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = "" if _SIGNED.search(parts.query) else parts.query
    host = parts.netloc.rpartition("@")[2]
    if (query, host) == (parts.query, parts.netloc):
        return url
    return urlunsplit((parts.scheme, host, parts.path, query, parts.fragment))


def _fetch(url: str, title: str) -> bytes:
    fsspec = import_module("fsspec")

    try:
        # `fsspec.open` would take the "?" of a query for a pattern.
        files, path = fsspec.core.url_to_fs(url, **_patience(url))
        with files.open(path, "rb") as file:
            data: bytes = file.read(MAX_BYTES + 1)
    except Exception as error:
        # A server that does not answer is "not found" to fsspec as well; the cause tells them apart.
        found = error.__cause__ if isinstance(error, FileNotFoundError) and error.__cause__ is not None else error
        if isinstance(found, FileNotFoundError) or getattr(found, "status", None) in _GONE:
            raise ItemError(f"{title} is not there") from None
        raise ItemError(f"{title} could not be fetched ({_why(found)})") from error
    if len(data) > MAX_BYTES:
        raise ItemError(f"{title} is larger than {MAX_BYTES // 2**20} MiB; save it smaller, or cut it into tiles")
    return data


def _why(error: BaseException) -> str:
    # The error's own text may hold the whole URL, with its secrets.
    status = getattr(error, "status", None)
    if isinstance(status, int):
        return f"the server answered {status}"
    return "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__


def _patience(url: str) -> dict[str, Any]:
    if _scheme(url) not in {"http", "https"}:
        return {}
    timeout = import_module("aiohttp").ClientTimeout(total=_SECONDS)
    return {"client_kwargs": {"timeout": timeout}}


def _check_readable(scheme: str) -> None:
    if find_spec("fsspec") is None:
        raise ImportError("URLs are fetched with fsspec, which is not installed; pip install fsspec aiohttp")
    fsspec = import_module("fsspec")

    try:
        fsspec.get_filesystem_class(scheme)
        if scheme in {"http", "https"}:
            import_module("aiohttp")
    except ImportError as error:
        raise ImportError(f"{scheme}:// URLs need one more package: {error}") from error
    except ValueError as error:
        raise ValueError(f"{scheme}:// is no address that fsspec knows: {error}") from error


def _scheme(url: str) -> str:
    return re.split(r"::|://", url, maxsplit=1)[0].lower()


def _folder(urls: Sequence[str]) -> str:
    folders = {urlsplit(url).path.rpartition("/")[0] for url in urls}
    last = folders.pop().rpartition("/")[2] if len(folders) == 1 else ""
    return last or urlsplit(urls[0]).netloc or "images"
