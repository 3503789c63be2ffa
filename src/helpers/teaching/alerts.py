"""What a learner must be told about the keeping of progress, shown in the boxes of a lesson."""

from __future__ import annotations

from html import escape

from helpers.teaching import progress


def warnings(before: str = "") -> str:
    """Give the notices of the progress as HTML, after those that a box shows already.

    Parameters
    ----------
    before : what the box shows; it stays.
    """
    told = progress.notices()
    return before + "".join(f'<p role="alert"><b>!</b> {escape(one)}</p>' for one in told)
