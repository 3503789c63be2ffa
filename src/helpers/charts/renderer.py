"""How a chart reaches the notebook: without a network, and readable without a kernel.

Altair writes specifications of Vega-Lite 6; JupyterLab draws those that are announced as
``application/vnd.vegalite.v5+json`` with the library that it brings along, and asks no
server. A place that cannot draw shows the picture, and a place without pictures the
description. The picture is made only when notebooks are stored: it needs a JavaScript
engine of 110 MB that a learner's kernel does not have to carry.
"""

from __future__ import annotations

import base64
import io
import os
from typing import Any

import altair as alt

MIME = "application/vnd.vegalite.v5+json"
STORE_PICTURES = "COURSE_STORE_PICTURES"  # environment variable, set by tools/refresh.py
PICTURE_COLORS = 128
NO_DESCRIPTION = "A chart without a description."


def bundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Turn a specification into the forms that a notebook can show.

    Parameters
    ----------
    spec : a Vega-Lite specification.

    Returns
    -------
    The output's data by MIME type, and its metadata.
    """
    description = str(spec.get("description") or NO_DESCRIPTION)
    data: dict[str, Any] = {MIME: spec, "text/plain": description}
    # SVG lets screen readers and tests read the texts of a chart; a canvas does not.
    metadata: dict[str, Any] = {MIME: {"embed_options": {"renderer": "svg", "actions": False}}}
    if os.environ.get(STORE_PICTURES):
        data["image/png"] = _picture(spec)
        metadata["image/png"] = {"alt": description}
    return data, metadata


def enable() -> None:
    """Make this the renderer that Altair uses."""
    alt.renderers.register("course", bundle)  # type: ignore[arg-type]
    alt.renderers.enable("course")


def _picture(spec: dict[str, Any]) -> str:
    # Only where notebooks are stored: neither library is part of a learner's installation.
    import vl_convert
    from PIL import Image

    drawn = Image.open(io.BytesIO(vl_convert.vegalite_to_png(spec, vl_version="6.4", scale=1)))
    # A chart has few colours: a palette makes the picture three times smaller. This method
    # keeps rare colours, a single mark among them; the usual one blends them with others.
    small = drawn.convert("RGB").quantize(PICTURE_COLORS, method=Image.Quantize.MAXCOVERAGE)
    out = io.BytesIO()
    small.save(out, format="PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")
