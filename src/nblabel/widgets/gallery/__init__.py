"""The gallery: many items at one look, with what was said about them."""

from __future__ import annotations

from nblabel.widgets.gallery.gallery import Gallery, gallery

__all__ = ["Gallery", "gallery"]
