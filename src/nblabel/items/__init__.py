"""What is labeled: sources of items, one file each, their keys, fingerprints and assets."""

from nblabel.items._open import open_items
from nblabel.items._source import Asset, ItemError, Medium, Source, Stamp
from nblabel.items.item import Item

__all__ = ["Asset", "Item", "ItemError", "Medium", "Source", "Stamp", "open_items"]
