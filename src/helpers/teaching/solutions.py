"""The solution of an exercise: the very code that the tests run, and when it opens.

It opens after a right answer, after three tries, or when it is asked for twice. An instructor
can lock the solutions of a class.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
import textwrap
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from helpers.display import Shown
from helpers.errors import CourseError
from helpers.live import status
from helpers.teaching import progress

SOLUTION = "solution"
SUCCESS, TRIES, ASKED = "success", "tries", "asked"
ENOUGH = 3  # honest tries that open a solution
LOCK, LOCK_FILE, ALL = "COURSE_SOLUTIONS_LOCKED", "solutions-locked.txt", "all"
LOCKED = "Your instructor keeps the solutions of this lesson closed for now. The hints stay open."
CLOSED = (
    "The solution opens in JupyterLab: after a right answer, after three tries, or when you "
    "ask twice."
)
HEADING = "One way to the answer:"
CONVENTION = (
    "The solution {name} must be a function of a module, with a def line of one line, whose last "
    "line is `return answer` and which returns nowhere else."
)

# The exercises whose solution was asked for once, in this kernel: lesson, exercise, and how often
# the lesson had been begun anew, for a learner who begins anew has asked for nothing.
_asked: set[tuple[str, str, int]] = set()


def source_of(solution: Callable[..., Any]) -> str:
    """Give the code of a solution as a learner would write it in a cell.

    Parameters
    ----------
    solution : a function of a module whose last line is ``return answer``; its parameters are
        variables of the notebook.

    Returns
    -------
    Its lines between the docstring and ``return answer``, without indentation.

    Raises
    ------
    CourseError : the function breaks the convention.
    """
    name = getattr(solution, "__qualname__", repr(solution))
    broken = CourseError(CONVENTION.format(name=name))
    try:
        code = inspect.getsource(solution)
        made = ast.parse(code).body[0]
    except (OSError, TypeError, SyntaxError):
        raise broken from None
    if not isinstance(made, ast.FunctionDef) or made.decorator_list:
        raise broken
    last = made.body[-1]
    returns = [node for node in ast.walk(made) if isinstance(node, ast.Return)]
    if len(returns) != 1 or returns[0] is not last or ast.unparse(last) != "return answer":
        raise broken
    start = made.lineno
    if ast.get_docstring(made) is not None:
        start = made.body[0].end_lineno or start
    lines = code.splitlines()[start : last.lineno - 1]
    body = textwrap.dedent("\n".join(lines)).strip("\n")
    try:
        ast.parse(body)
    except SyntaxError:  # the def line goes over several lines
        raise broken from None
    if not body.strip():
        raise broken
    return body


def as_shown(solution: Callable[..., Any]) -> Shown:
    """Show the code of a solution.

    Raises
    ------
    CourseError : the function breaks the convention of :func:`source_of`.
    """
    code = source_of(solution)
    return Shown(f"<pre><code>{escape(code)}</code></pre>", code)


def is_locked(lesson: str) -> bool:
    """Tell whether an instructor keeps the solutions of a lesson closed.

    The environment variable ``COURSE_SOLUTIONS_LOCKED``, or the file ``solutions-locked.txt``
    beside the notebook, says ``all`` or lists the numbers of lessons: ``05, 06``.

    Parameters
    ----------
    lesson : the two digits of the lesson.
    """
    listed = re.findall(r"\w+", f"{os.environ.get(LOCK, '')} {_lock_file()}".lower())
    # A lone 0 means "no" to many; lesson 00 is written with both digits.
    return ALL in listed or lesson in {word.zfill(2) for word in listed if word != "0"}


def _lock_file() -> str:
    try:
        # Windows may write the file with two bytes for a letter.
        return Path(LOCK_FILE).read_bytes().replace(b"\0", b"").decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError:  # there, and cannot be read: what was meant is a lock
        return ALL


def ask(lesson: str, name: str, solution: Callable[..., Any], *, solved: bool, tries: int) -> str:
    """Open a solution if it may be opened, as HTML; say why not where it may not.

    Parameters
    ----------
    lesson : the two digits of the lesson.
    name : the name of the exercise.
    solution : the function that computes the right answer.
    solved : the learner gave a right answer.
    tries : how many honest tries the learner made.
    """
    if is_locked(lesson):
        return status(LOCKED)
    opened = progress.latest(lesson, SOLUTION, name) is not None
    this = (lesson, name, progress.resets(lesson))
    asked = this in _asked
    if not (opened or solved or tries >= ENOUGH or asked):
        _asked.add(this)
        return status(
            f"You have tried {tries} of {ENOUGH} times. Ask once more (run the cell again or press "
            "the button again) to see it anyway."
        )
    try:
        shown = as_shown(solution)
    except CourseError as error:
        return status(f"! {escape(str(error))}")
    if not opened:
        why = SUCCESS if solved else TRIES if tries >= ENOUGH else ASKED
        progress.record(lesson, SOLUTION, name, {"why": why})
    return status(HEADING) + shown.html
