"""What the Jupyter server does for the course when a notebook is saved.

A stored widget is dead on the next day: its model lived in a kernel that is gone, and
JupyterLab shows "Error displaying widget: model not found" in its place. Explorers carry a
readable form beside the widget, so the stored notebook keeps that form only.

The server imports this module, so it imports nothing heavy.
"""

from __future__ import annotations

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def drop_dead_widgets(notebook: dict[str, Any]) -> int:
    """Remove the widget from every output that also holds HTML.

    Parameters
    ----------
    notebook : a notebook as read from JSON; changed in place.

    Returns
    -------
    The number of outputs changed. Outputs without a readable form keep their widget.
    """
    changed = 0
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            if WIDGET_VIEW in bundle and bundle.get("text/html"):
                del bundle[WIDGET_VIEW]
                output.get("metadata", {}).pop(WIDGET_VIEW, None)
                changed += 1
    return changed


def keep_readable(model: dict[str, Any], **_: Any) -> None:
    """Pre-save hook of the Jupyter server (``FileContentsManager.pre_save_hook``)."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        try:
            drop_dead_widgets(model["content"])
        except (AttributeError, TypeError):
            return  # an odd notebook; saving it goes before tidying it
