"""Paragraphs so long that they are laid out in pieces: nobody sees where one piece ends."""

from __future__ import annotations

import pytest

LENGTH = 50_000
UNITS = {
    "words": "many words, some of them remarkably long ones, in one single line ",
    "one word": "abcdefghij",
    "Japanese": "東京都に住む田中さんは製品を買った。",
    "Hebrew": "שלום עולם, זה משפט ארוך בעברית עם English בתוכו ומספר 1234 ",
}
# The letters around the end of a piece, line by line, with the place of each: where the labeler has put them, and where
# the browser puts them in a paragraph that is whole.
LINES = """([root, body]) => {
    const page = root.querySelector(".nbl-page");
    const around = nodes => {
        const lines = new Map();
        for (const { node, from, to } of nodes) {
            const range = document.createRange();
            for (let at = from; at < to; at++) {
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const { x, y, width, height } = range.getBoundingClientRect();
                const line = Math.round((y + height / 2) / 37);
                lines.set(line, [...(lines.get(line) ?? []), [node.data[at], Math.round(x), Math.round(width)]]);
            }
        }
        return [...lines].sort(([a], [b]) => a - b).map(([, letters]) => letters).slice(1, -1);
    };
    const next = page.querySelector(".nbl-goes-on");
    const [before, after] = [next.previousSibling.lastChild, next.lastChild];
    const reach = 400;
    const shown = around([
        { node: before, from: before.length - reach, to: before.length },
        { node: after, from: 0, to: reach },
    ]);
    const whole = page.cloneNode(false);
    const paragraph = document.createElement("p");
    paragraph.className = "nbl-block";
    paragraph.dir = "auto";
    paragraph.textContent = body;
    whole.append(paragraph);
    whole.style.transform = "none";
    page.after(whole);
    const seam = body.indexOf(after.data.slice(0, 4000), before.length - 5);
    const wanted = around([{ node: paragraph.firstChild, from: seam - reach, to: seam + reach }]);
    whole.remove();
    return { shown, wanted };
}"""


def opened(notebook, unit):
    times = LENGTH // len(unit)
    lab = notebook([f"import nblabel as nbl\nlabeler = nbl.TextLabeler([{unit!r} * {times}], spans=['a'])\nlabeler"])
    return lab, lab.labeler(), unit * times


@pytest.mark.parametrize("name", UNITS)
def test_the_lines_of_a_very_long_paragraph_are_those_of_a_whole_one(notebook, name):
    lab, labeler, body = opened(notebook, UNITS[name])
    labeler.text_place(20_000)
    lines = labeler.page.evaluate(LINES, [labeler.root, body])
    assert len(lines["wanted"]) > 3
    assert lines["shown"] == lines["wanted"]
    lab.screenshot(f"text-long-{name}")


@pytest.mark.parametrize("name", ["words", "Hebrew"])
def test_a_drag_goes_over_the_end_of_a_piece_and_a_click_finds_the_span_on_both_sides(notebook, name):
    lab, labeler, body = opened(notebook, UNITS[name])
    labeler.text_place(20_000)
    seam = labeler.page.evaluate(
        "root => root.querySelector('.nbl-goes-on').previousSibling.textContent.length", labeler.root
    )
    start = next(at for at in range(seam - 30, seam) if not body[at].isspace())
    end = next(at for at in range(seam + 30, seam, -1) if not body[at - 1].isspace())
    labeler.select(start, end, shift=True)
    labeler.wait_saved()
    [row] = lab.frame("labeler.annotations").to_dict("records")
    assert (row["start"], row["end"]) == (start, end)
    for at in (seam - 5, seam + 5):
        labeler.press("Escape")
        labeler.click_text(at)
        assert labeler.state()["selected"] == [row["id"]]
    lab.screenshot(f"text-long-span-{name}")


def test_a_paragraph_of_a_megabyte_is_gone_through_to_its_end(notebook):
    lab = notebook(
        ["import nblabel as nbl\nlabeler = nbl.TextLabeler(['seventeen letters ' * 55_556], spans=['a'])\nlabeler"]
    )
    labeler = lab.labeler()
    labeler.press("End")
    last = 18 * 55_556 - 2
    labeler.click_text(last, clicks=2)
    labeler.wait_saved()
    assert lab.frame("labeler.annotations")["start"].tolist() == [last - 6]
