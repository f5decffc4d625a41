from io import BytesIO

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from nblabel.items.pixels.png import png

pictures = st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([(), (3,), (4,)])).flatmap(
    lambda size: hnp.arrays(np.uint8, (size[0], size[1], *size[2]))
)


@settings(deadline=None)  # the machine may be busy
@given(pictures)
def test_what_is_written_is_what_is_read(pixels):
    assert (np.asarray(Image.open(BytesIO(png(pixels)))) == pixels).all()


def test_pixels_that_lie_apart_in_memory_are_written_as_well():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)[::-2, ::3]
    assert (np.asarray(Image.open(BytesIO(png(pixels)))) == pixels).all()
