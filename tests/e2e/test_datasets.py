"""Files of other tools, as a person works with them: read, corrected by hand, saved, and read again."""

from __future__ import annotations

import json

from pycocotools.coco import COCO

MAKE = """
import json, os
import nblabel as nbl
from PIL import Image
os.makedirs("images", exist_ok=True)
for name in ("a.png", "b.png"):
    Image.new("RGB", (800, 500), (150, 120, 140)).save(f"images/{name}")
if not os.path.exists("street.json"):
    json.dump({
        "images": [{"id": i, "file_name": name, "width": 800, "height": 500} for i, name in enumerate(["a.png", "b.png"])],
        "categories": [{"id": 7, "name": "bus"}, {"id": 3, "name": "car"}],
        "annotations": [{"id": 1, "image_id": 0, "category_id": 7, "bbox": [100, 100, 80, 60]}],
    }, open("street.json", "w"))
"""
OPEN = """
labeler = nbl.ImageLabeler(nbl.read("street.json"), annotator="anna")
labeler
"""
LETTERS = """
labeler = nbl.TextLabeler({"a": "Dear Ada, Grace is in London."}, spans=["person", "place"], annotator="anna")
labeler
"""


def test_a_coco_file_is_corrected_by_hand_and_saved_over_itself_and_nothing_is_doubled(notebook, folder):
    lab = notebook([MAKE, OPEN])
    view = lab.labeler()
    view.press("2")
    view.drag(300, 200, 100, 50)
    view.wait_saved()
    assert lab.run("print(repr(labeler.save('street.json', 'coco')))").strip().startswith("2 items with 2 annotations")
    lab.restart_kernel()
    lab.run_all()
    boxes = lab.frame("labeler.annotations")[["item", "label", "source"]]
    assert boxes.to_numpy().tolist() == [["a.png", "bus", "import"], ["a.png", "car", "human"]]
    peer = COCO(folder / "street.json")
    assert [peer.cats[each["category_id"]]["name"] for each in peer.loadAnns(peer.getAnnIds(imgIds=[1]))] == [
        "bus",
        "car",
    ]


def test_two_people_s_files_are_merged_and_each_opens_their_own(notebook):
    lab = notebook([MAKE, OPEN])
    view = lab.labeler()
    view.press("1")
    view.drag(300, 200, 100, 50)
    view.wait_saved()
    lab.run("labeler.save('anna.csv'); both = nbl.read('anna.csv').merge(nbl.read('street.json', annotator='ben'))")
    lab.add_cell("bens = nbl.ImageLabeler(both.with_items('images'), annotator='ben', store='both.db')\nbens")
    assert len(lab.labeler(1).state()["annotations"]) == 1
    lab.add_cell("annas = nbl.ImageLabeler(both.with_items('images'), annotator='anna', store='both.db')\nannas")
    assert len(lab.labeler(2).state()["annotations"]) == 2


def test_marked_words_are_saved_for_other_tools_with_their_own_offsets(notebook, folder):
    lab = notebook(["import nblabel as nbl", LETTERS])
    view = lab.labeler()
    view.press("1")
    view.select(10, 15)
    view.press("Enter")
    view.wait_saved()
    lab.run("labeler.save('letters.jsonl', 'spacy_jsonl')")
    (line,) = (folder / "letters.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["entities"] == [[10, 15, "person"]]
    report = lab.run("print(repr(labeler.save('letters.conll', 'conll')))")
    assert "1 item with 1 annotation saved to" in report
    assert "Grace B-person" in (folder / "letters.conll").read_text("utf-8")
