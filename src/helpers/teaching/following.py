"""Boxes that stay true: what is kept changes in one of them, and the others show it at once."""

from __future__ import annotations

from collections import deque

import ipywidgets as widgets

from helpers.live import Live
from helpers.teaching.alerts import warnings

# The boxes on the page, by kind and lesson. A cell that is run again leaves its old box behind, and
# nothing tells that it is gone from the page, so only the last of each kind are kept up to date.
LAST = 3
_boxes: dict[tuple[type, str], deque[FollowingBox]] = {}


class FollowingBox(Live):
    """A box that shows what is kept of a learner, and follows changes made in another box."""

    trouble: widgets.HTML

    def follow(self, lesson: str) -> None:
        """Hear of every change from now on."""
        _boxes.setdefault((type(self), lesson), deque(maxlen=LAST)).append(self)

    def refresh(self) -> None:
        """Show what holds now."""
        raise NotImplementedError


def tell_all() -> None:
    """Tell every box on the page that something was recorded, imported or begun anew."""
    boxes = [box for kind in _boxes.values() for box in kind]
    if not boxes:
        return
    told = warnings()  # asked once: the first box would take it from the one that is used
    for box in boxes:
        box.trouble.value += told
        box.refresh()
