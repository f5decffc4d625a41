"""What the project says of itself is true, and nothing in it is only true on one machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

import nblabel

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
KEYS = json.loads(files("nblabel").joinpath("keys.json").read_text("utf-8"))
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md"), *ROOT.glob("tests/data/*.md")]
)
NOT_A_NOTEBOOK = ("anywidget", "ipywidgets", "ipycanvas", "traitlets", "IPython", "ipykernel", "jupyterlab")


def ours() -> list[Path]:
    """Give every text file of the project that a person wrote."""
    folders = ("src", "js/src", "js/tests", "tests", "docs", "examples", ".ci")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".py"} or path.name == "Makefile"]
    written = {".py", ".ts", ".tsx", ".css", ".md", ".json", ".toml", ".ipynb", ""}
    return [
        path for path in found if path.suffix in written and not {"static", "__pycache__", ".nblabel"} & set(path.parts)
    ]


def key_table() -> str:
    """Give the README's table of keys, as keys.json has it."""
    rows = [f"| {row['shown']} | {row['says']} |" for row in KEYS]
    return "\n".join(["| key | does |", "|---|---|", *rows])


def test_the_readmes_table_of_keys_is_the_one_the_code_reads():
    between = README.split("<!-- keys -->")[1].split("<!-- /keys -->")[0].strip()
    assert between == key_table()


def test_the_readme_gives_the_two_commands_first():
    first = README.split("## ")[0]
    assert first.index("pip install nblabel") < first.index("nblabel demo")
    assert first.index("make demo") < first.index("make test")


def test_the_readmes_python_runs_as_far_as_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "street").mkdir()
    Image.new("RGB", (40, 30)).save(tmp_path / "street" / "1.png")
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    exec(compile(code[1], "README.md", "exec"), {})  # noqa: S102 it is our own
    assert (tmp_path / "street.csv").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_of_ours_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_nothing_names_a_place_on_one_machine():
    private = re.compile("|".join(["/" + "work/", "/" + "tmp/" + "nbl", r"\.\./" + "shared"]))
    assert [path for path in ours() if private.search(path.read_text("utf-8"))] == []


def test_the_lockfile_names_no_registry():
    lock = json.loads((ROOT / "js/package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_the_lockfile_knows_every_platform():
    # Where a registry lacks one platform's package, npm leaves it out without a word, and `npm ci` refuses the rest.
    packages = json.loads((ROOT / "js/package-lock.json").read_text("utf-8"))["packages"]
    known = {place.rpartition("node_modules/")[2] for place in packages}
    wanted = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    assert wanted - known == set()


def test_the_changelog_tells_of_this_version():
    assert f"## {nblabel.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_third_party_import_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *declared["dependencies"],
        *(each for extra in declared["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in wanted}
    called = {"pillow": "pil", "scikit-learn": "sklearn"}  # installed under one name, imported under another
    names |= {called[name] for name in names & called.keys()}
    imported = {
        match[1]
        for path in (ROOT / "src").rglob("*.py")
        for match in re.finditer(r"^\s*(?:import|from) (\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {
        name for name in imported if name.lower() not in names | {"nblabel"} and name not in sys.stdlib_module_names
    } == set()


def test_everything_but_the_widgets_imports_with_no_notebook_in_sight():
    program = f"""
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {NOT_A_NOTEBOOK!r}:
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
import nblabel, nblabel.session, nblabel.store, nblabel.formats, nblabel.cli
print(nblabel.Label("bus").name)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("bus", "")
