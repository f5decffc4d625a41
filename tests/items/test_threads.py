"""Every method of a source may be called from any thread."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from nblabel.items import open_items


def everything(source, position):
    return (
        source.extent(position),
        source.fingerprint(position),
        source.asset(position).data,
        source.asset(position, "thumbnail").data,
        source.item(position).image.tobytes(),
    )


@pytest.fixture(params=["files", "arrays", "opened pictures", "bytes"])
def source(request, write, photo):
    paths = [write(f"{at}.{ending}", np.roll(photo, at, 1)) for at, ending in enumerate(("png", "jpg", "tif", "webp"))]
    match request.param:
        case "files":
            return lambda: open_items(paths)
        case "arrays":
            return lambda: open_items([np.roll(photo, at, 1).astype(np.uint16) * 257 for at in range(4)])
        case "opened pictures":
            return lambda: open_items([Image.open(path) for path in paths])
        case _:
            return lambda: open_items([path.read_bytes() for path in paths])


def test_eight_threads_see_what_one_sees(source):
    alone, shared = source(), source()
    expected = [everything(alone, position) for position in range(4)]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda at: everything(shared, at % 4), range(40)))
    assert seen == expected * 10
