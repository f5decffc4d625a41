"""The rules of axe-core, colours among them, in a real page: a labeler for texts breaks none."""

from __future__ import annotations

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / "js/node_modules/axe-core/axe.min.js"
BODY = "Ada Lovelace wrote to Charles Babbage. \u05e9\u05dc\u05d5\u05dd London. " + "Nothing of note. " * 400
CELL = f"""
import nblabel as nbl
body = {BODY!r}
labeler = nbl.TextLabeler(
    [body, "", None], spans=["person", "place"], classes=["letter", "diary"], guide="Only **whole** names.", annotator="anna"
)
labeler.add(nbl.spans(start=[0, 4, 22], end=[12, 25, 37], label=["person", "place", "person"], item=0))
labeler
"""
RUN = """async root => {
    const { passes, violations } = await axe.run(root);
    if (!passes.some(({ id }) => id === "color-contrast")) throw new Error("the colours were not looked at");
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""
THEME = """async theme => {
    await window.jupyterapp.commands.execute("apputils:change-theme", { theme });
    await new Promise(requestAnimationFrame);
}"""
LIGHT = "JupyterLab Light"
STATES = {
    "as it opens": [],
    "a span selected": ["]"],
    "words marked by keys": ["ArrowRight", "Shift+ArrowRight"],
    "finding": ["Control+f"],
    "help": ["?"],
    "a comment": ["c"],
    "an empty text": ["."],
    "no text": [".", "."],
}


@pytest.fixture
def lab(notebook):
    lab = notebook([CELL])
    lab.untouched = False
    yield lab
    # The server keeps the theme, for the tests to come too.
    lab.page.evaluate(THEME, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, "JupyterLab Dark"])
def test_the_stage_for_texts_breaks_no_rule(lab, theme):
    page = lab.page
    page.evaluate(THEME, theme)
    page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=str(theme == LIGHT).lower())
    page.evaluate(AXE.read_text("utf-8"))
    labeler = lab.labeler()
    broken = {}
    for state, keys in STATES.items():
        for key in keys:
            labeler.press(key)
        labeler.wait_painted()
        broken[state] = page.evaluate(RUN, labeler.root)
        for _ in range(3 if keys else 0):
            labeler.press("Escape")
        for key in keys:
            if key == ".":
                labeler.press(",")
    assert {state: rules for state, rules in broken.items() if rules} == {}
