"""`nblabel demo` copies the examples to a new folder and starts JupyterLab on the first; it overwrites nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from nblabel import cli


def demo(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    environment = dict(os.environ, JUPYTER_CONFIG_DIR=str(cwd / "config"), JUPYTER_RUNTIME_DIR=str(cwd / "runtime"))
    environment["PYTHONPATH"] = str(Path(cli.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "nblabel", "demo", "--no-browser", *arguments],
        cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def test_the_examples_are_copied_with_their_photos_and_licences(tmp_path):
    copied = cli.copy_examples(tmp_path / "mine")
    assert copied == tmp_path / "mine"
    assert (copied / cli.FIRST).is_file()
    assert (copied / "photos" / "README.md").is_file()
    assert len(list((copied / "photos").glob("*.[pj][np]g"))) >= 5
    assert len(list((copied / "texts").glob("*.txt"))) == 8


def test_what_is_there_already_is_left_alone_and_the_next_number_is_taken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = []
    for n in range(3):
        copied = cli.copy_examples()
        (copied / cli.FIRST).write_text(f"labeled {n}")
        names.append(copied.name)
    assert names == ["nblabel-demo", "nblabel-demo-2", "nblabel-demo-3"]
    assert (tmp_path / "nblabel-demo" / cli.FIRST).read_text() == "labeled 0"


def test_a_persons_own_work_in_the_examples_folder_is_not_copied(tmp_path, monkeypatch):
    source = tmp_path / "source"
    (source / ".nblabel").mkdir(parents=True)
    (source / cli.FIRST).write_text("{}")
    monkeypatch.setattr(cli, "_examples", lambda: source)
    assert [path.name for path in cli.copy_examples(tmp_path / "copy").iterdir()] == [cli.FIRST]


def test_without_jupyterlab_it_says_how_to_install_it_and_copies_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "find_spec", lambda _: None)
    assert cli.main(["demo"]) == 1
    assert "pip install jupyterlab" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["demo", str(tmp_path / "file" / "inside"), "--no-browser"]) == 1
    assert "cannot be made" in capsys.readouterr().err


def test_it_starts_jupyterlab_on_the_first_example_and_prints_an_address_that_opens(tmp_path):
    with demo("here", cwd=tmp_path) as running:
        try:
            assert running.stdout is not None
            address = next(found[0] for line in running.stdout if (found := re.search(r"http://\S+", line)))
            assert f"/lab/tree/{cli.FIRST}?token=" in address
            base, token = re.split(r"/lab/tree/.*token=", address)
            with urllib.request.urlopen(f"{base}/api/contents/{cli.FIRST}?token={token}") as reply:  # noqa: S310
                assert json.load(reply)["type"] == "notebook"
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def test_it_needs_a_command(capsys):
    with pytest.raises(SystemExit):
        cli.main([])
    assert "command" in capsys.readouterr().err


ITEMS = {
    "01-boxes.ipynb": 6,
    "02-classes.ipynb": 6,
    "03-text.ipynb": 8,
    "04-active-images.ipynb": 1797,
    "05-active-texts.ipynb": 800,
    "06-signals.ipynb": 4,
    "07-overlays.ipynb": 60,
    "08-suggest-boxes.ipynb": 5,
    "09-suggest-spans.ipynb": 8,
    "10-suggest-classes.ipynb": 800,
    "11-files.ipynb": 1,
}


@pytest.mark.filterwarnings("ignore:.*IProgress not found")  # nobody installed a progress bar for notebooks
@pytest.mark.parametrize(
    "notebook", sorted(Path(__file__).parents[1].glob("examples/*.ipynb")), ids=lambda path: path.name
)
def test_an_example_is_kept_without_outputs_and_runs(notebook, tmp_path, monkeypatch):
    copied = cli.copy_examples(tmp_path / "copy")
    monkeypatch.chdir(copied)
    cells = [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    names: dict[str, object] = {}
    for cell in cells:
        exec(compile("".join(cell["source"]), notebook.name, "exec"), names)  # noqa: S102 it is our own
    assert len(names["labeler"].items) == ITEMS[notebook.name]  # type: ignore[attr-defined]
    if "loop" in names:
        names["loop"].close()  # type: ignore[attr-defined]
    names["labeler"].close()  # type: ignore[attr-defined]
