from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import fsspec
import pytest

from nblabel.items import ItemError, open_items, urls
from nblabel.items.urls import without_secrets


@pytest.fixture
def stored(write):
    """A picture in fsspec's memory, under memory://photos/a.png."""
    memory = fsspec.filesystem("memory")
    data = write("a.png").read_bytes()
    memory.pipe("/photos/a.png", data)
    yield data
    memory.rm("/photos", recursive=True)


def test_what_is_behind_a_url_is_sent_as_it_is(stored):
    source = open_items(["memory://photos/a.png"])

    assert source.asset(0).data == stored
    assert (source.extent(0).width, source.extent(0).height) == (60, 40)


def test_the_url_is_the_key(stored):  # noqa: ARG001
    source = open_items(["memory://photos/a.png"])
    assert source.keys == ("memory://photos/a.png",)
    assert source.natural
    assert source.item(0).path == "memory://photos/a.png"


def test_opening_fetches_nothing_and_each_is_fetched_once(stored, monkeypatch):  # noqa: ARG001
    fetched = []
    memory = type(fsspec.filesystem("memory"))
    opened = memory._open  # noqa: SLF001 (where fsspec fetches)

    def counted(self, path, *rest, **options):
        fetched.append(path)
        return opened(self, path, *rest, **options)

    monkeypatch.setattr(memory, "_open", counted)
    source = open_items(["memory://photos/a.png"])
    assert not fetched

    source.asset(0)
    source.fingerprint(0)
    source.extent(0)
    source.asset(0, "thumbnail")
    assert fetched == ["/photos/a.png"]


def test_the_fingerprint_is_that_of_the_same_bytes_in_a_file(stored, tmp_path):
    (tmp_path / "copy.png").write_bytes(stored)
    assert open_items(["memory://photos/a.png"]).fingerprint(0) == open_items(tmp_path / "copy.png").fingerprint(0)


def test_a_url_that_leads_nowhere_says_so():
    source = open_items(["memory://photos/none.png"])
    with pytest.raises(ItemError, match=r"memory://photos/none\.png is not there"):
        source.asset(0)


def test_a_server_that_is_not_there_is_an_item_that_says_so_without_the_secret():
    source = open_items(["http://me:secret@127.0.0.1:9/a.png?token=hidden"])
    with pytest.raises(ItemError, match=r"http://127.0.0.1:9/a.png could not be fetched") as error:
        source.asset(0)
    assert "secret" not in str(error.value)
    assert "hidden" not in str(error.value)


class _Server(BaseHTTPRequestHandler):
    """Answers with a picture, or with the status that the path names."""

    picture = b""

    def do_GET(self):
        status = int(self.path.strip("/").partition(".")[0])
        body = self.picture if status == 200 else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(write):
    _Server.picture = write("a.png").read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_web_server_is_asked_for_its_picture(server):
    assert open_items([f"{server}/200.png?size=large&id=3"]).asset(0).data == _Server.picture


@pytest.mark.parametrize(
    ("status", "says"), [(404, "is not there"), (403, r"could not be fetched \(the server answered 403\)")]
)
def test_a_web_server_that_refuses_is_an_item_that_says_so(server, status, says):
    with pytest.raises(ItemError, match=rf"{status}\.png {says}"):
        open_items([f"{server}/{status}.png"]).asset(0)


def test_an_address_of_an_unknown_sort_is_refused_when_opened():
    with pytest.raises(ValueError, match="gopherz://"):
        open_items(["gopherz://a/b.png"])


def test_without_fsspec_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(urls, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match="pip install fsspec"):
        open_items(["memory://photos/a.png"])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket/a.png", "s3://bucket/a.png"),
        ("https://h/a.png?id=3", "https://h/a.png?id=3"),
        ("https://user:pw@h:80/a.png", "https://h:80/a.png"),
        ("https://h/a.png?X-Amz-Date=1&X-Amz-Signature=2", "https://h/a.png"),
        ("https://h/a.png?sv=1&sig=2", "https://h/a.png"),
    ],
)
def test_secrets_are_left_out_of_keys(url, shown):
    assert without_secrets(url) == shown


def test_a_root_is_for_paths():
    with pytest.raises(TypeError, match="root='photos' is for paths"):
        open_items(["memory://photos/a.png"], root="photos")
