"""What cannot be shown says so in its place, in a sentence, and the others go on; nothing is run as markup."""

from __future__ import annotations

CELL = """
import nblabel as nbl, numpy as np, os, struct, zlib
from PIL import Image
os.makedirs("pictures", exist_ok=True)
Image.new("RGB", (300, 200), "teal").save("pictures/1-good.png")
good = open("pictures/1-good.png", "rb").read()
Image.fromarray(np.random.default_rng(0).integers(0, 255, (400, 400, 3), "uint8")).save("pictures/2-cut.jpg")
cut = open("pictures/2-cut.jpg", "rb").read()
open("pictures/2-cut.jpg", "wb").write(cut[:300])
open("pictures/3-text.jpg", "w").write("this is no picture")
open("pictures/4-empty.png", "wb").close()
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
bomb = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0))
open("pictures/5-bomb.png", "wb").write(bomb + chunk(b"IDAT", zlib.compress(b"0" * 1000)) + chunk(b"IEND", b""))
Image.new("RGB", (300, 200), "plum").save("pictures/6-missing.png")
Image.new("RGB", (300, 200), "gold").save("pictures/7-good.png")
labeler = nbl.ImageLabeler("pictures", boxes=["bus"], annotator="anna")
os.remove("pictures/6-missing.png")
labeler
"""


def test_each_bad_picture_says_so_and_the_next_one_goes_on(notebook):
    lab = notebook([CELL])
    view = lab.labeler()
    for name in ("2-cut.jpg", "3-text.jpg", "4-empty.png", "5-bomb.png", "6-missing.png"):
        view.press(".")
        view.wait_state(f"s => s.item === '{name}'")
        sentence = lab.page.wait_for_selector(".nbl-sentence", state="visible").inner_text()
        assert name in sentence or "decoded" in sentence
        assert len(sentence) > 20
    view.press(".")
    view.ready()
    view.press("1")
    view.drag(50, 50, 100, 100)
    view.wait_saved()
    assert lab.frame("labeler.annotations")["item"].tolist() == ["7-good.png"]


def test_names_and_comments_that_are_html_are_shown_as_text(notebook):
    evil = '<img src=x onerror="window.hacked=1">'
    lab = notebook(
        [
            f"""
import nblabel as nbl, numpy as np
labeler = nbl.ImageLabeler([np.full((200, 300, 3), 99, "uint8")], boxes=[nbl.Label({evil!r}, description={evil!r})],
    guide={("# Guide " + evil + " [x](javascript:window.hacked=2)")!r}, annotator={evil!r}, store=None)
labeler
"""
        ]
    )
    view = lab.labeler()
    view.press("1")
    view.drag(50, 50, 100, 100)
    view.press("c")
    lab.page.keyboard.type(evil)
    lab.page.keyboard.press("Enter")
    view.press("?")
    lab.page.wait_for_selector(".nbl-help")
    lab.page.keyboard.press("Escape")
    view.wait_saved()
    assert lab.frame("labeler.items")["comment"].tolist() == [evil]
    assert lab.page.evaluate("() => window.hacked") is None
    assert view.root.query_selector("img[src='x']") is None


def test_pictures_a_browser_cannot_decode_are_shown_all_the_same(notebook):
    lab = notebook(
        [
            """
import nblabel as nbl, numpy as np
from PIL import Image
deep = (np.arange(200 * 300, dtype="uint16").reshape(200, 300) * 1)
real = np.linspace(-1, 1, 200 * 300).reshape(200, 300)
real[0, 0] = np.nan
for name, picture in (("1.tif", deep), ("2.tif", real.astype("float32"))):
    Image.fromarray(picture).save(name)
Image.new("CMYK", (300, 200), (255, 0, 0, 0)).save("3.jpg")
labeler = nbl.ImageLabeler(["1.tif", "2.tif", "3.jpg"], boxes=["a"], annotator="anna", store=None)
labeler
"""
        ]
    )
    view = lab.labeler()
    assert view.pixel(150, 5)[0] < 40
    assert view.pixel(150, 195)[0] > 215
    view.press(".")
    view.ready()
    assert view.pixel(150, 195)[0] > 215
    view.press(".")
    view.ready()
    red, green, blue = view.pixel(150, 100)
    assert red < 60 and green > 120 and blue > 120


def test_exif_orientation_is_applied_once(notebook):
    lab = notebook(
        [
            """
import nblabel as nbl, numpy as np
from PIL import Image
left = np.zeros((100, 200, 3), "uint8"); left[:, :100] = (255, 0, 0)
exif = Image.Exif(); exif[274] = 6  # turn a quarter clockwise to be upright
Image.fromarray(left).save("turned.jpg", exif=exif, quality=95)
labeler = nbl.ImageLabeler(["turned.jpg"], boxes=["a"], annotator="anna", store=None)
labeler
"""
        ]
    )
    view = lab.labeler()
    assert view.pixel(50, 30)[0] > 200
    assert view.pixel(50, 170)[0] < 60
    view.press("1")
    view.drag(10, 120, 80, 70)
    view.wait_saved()
    assert lab.frame("labeler.annotations")[["x", "y", "width", "height"]].iloc[0].round().tolist() == [10, 120, 80, 70]
