"""What `import nblabel as nbl` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import nblabel

ROOT = Path(__file__).parent.parent


def run(code: str) -> str:
    env = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip()


def test_all_is_exactly_the_public_names_sorted() -> None:
    assert nblabel.__all__ == [
        "ActiveLoop", "Choice", "Dataset", "FormatError", "ImageLabeler", "Item", "Label", "LossError", "Spans",
        "TextLabeler", "__version__", "boxes", "compare", "gallery", "methods_text", "plot_learning_curves", "rank",
        "read", "simulate", "spans", "suggestion_report",
    ]  # fmt: skip
    assert nblabel.__all__ == sorted(nblabel.__all__)


def test_dir_shows_the_public_names_and_nothing_else() -> None:
    assert dir(nblabel) == nblabel.__all__


def test_every_public_name_is_there() -> None:
    for name in nblabel.__all__:
        assert getattr(nblabel, name) is not None


def test_an_unknown_name_is_an_attribute_error_that_lists_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"'ImageLabler'.*ImageLabeler"):
        _ = nblabel.ImageLabler


def test_the_version_is_the_one_that_is_built() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert nblabel.__version__ == project["version"]


def test_importing_nblabel_imports_no_notebook() -> None:
    loaded = run(
        "import sys, nblabel; nblabel.Label('bus'); "
        "print([name for name in ('anywidget', 'ipywidgets', 'traitlets', 'IPython') if name in sys.modules])"
    )
    assert loaded == "[]"


def test_what_learns_says_which_packages_it_needs() -> None:
    said = run(
        "import sys, nblabel; sys.modules['joblib'] = None\n"
        "try: nblabel.simulate\n"
        "except ImportError as error: print(error)"
    )
    assert said == "nblabel.simulate needs joblib: pip install 'nblabel[active]'"


def test_the_labeler_is_imported_when_it_is_first_asked_for() -> None:
    assert run("import nblabel; print(nblabel.ImageLabeler.__name__)") == "ImageLabeler"
    assert run("import nblabel; print(nblabel.TextLabeler.__name__)") == "TextLabeler"
