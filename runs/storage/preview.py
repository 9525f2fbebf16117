"""A first look at a file of a run: the same that registered data gets."""

from designer.preview import IMAGES, preview

__all__ = ["IMAGES", "preview"]
