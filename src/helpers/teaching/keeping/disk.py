"""Files that are replaced as a whole, and what a learner is told when the disk refuses."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from helpers.teaching.keeping.records import LeftAloneError, MigrationError

T = TypeVar("T")
Stamp = tuple[int, ...]
PLACE = "COURSE_PROGRESS"
# Windows refuses to replace a file while another process reads it. Seconds before each new try.
PAUSES = (0.05, 0.1, 0.2) if os.name == "nt" else ()
DAMAGED = (
    "The file of your progress, {file}, could not be read: it is damaged. It was renamed to "
    "{aside} in the same folder, and a new file is begun. If you have an export of your progress, "
    "import it."
)
STRAYS = (
    "Some entries in the file of your progress, {file}, could not be read. All others are kept. "
    "The file as it was is {aside} in the same folder."
)
ELSEWHERE = f"You can set the environment variable {PLACE} to a folder where you may write."
FULL = ("the disk is full", "Delete files that you no longer need.")
CLOSED = ("you may not write there", ELSEWHERE)
NO_FOLDER = ("there is a file in place of the folder", ELSEWHERE)
NEWER = (
    "the file there was written by a newer version of the course and is left as it is",
    "Update the course with `make update`.",
)
OLDER = (
    "the file progress.json there is of an older version of the course, could not be brought to "
    "the form of this one, and is left as it is",
    "This is a fault of the course. Please report it, with the step that failed: {step}.",
)
LOCKED = (
    "another program has locked the file for too long",
    "Close the other notebooks of the course. If there are none, delete the files in this folder "
    "whose names end in `.lock`.",
)
KNOWN = {
    errno.ENOSPC: FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): FULL,
    errno.EACCES: CLOSED,
    errno.EPERM: CLOSED,
    errno.EROFS: CLOSED,
    errno.EEXIST: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
}


def explain(error: Exception, folder: Path) -> tuple[str, str]:
    """Say why nothing can be saved in a folder: the kind of trouble, and the whole notice."""
    if isinstance(error, MigrationError):
        what, advice = OLDER[0], OLDER[1].format(step=error)
    elif isinstance(error, LeftAloneError):
        what, advice = NEWER
    elif isinstance(error, TimeoutError):
        what, advice = LOCKED
    else:
        words = getattr(error, "strerror", None) or str(error)
        what, advice = KNOWN.get(getattr(error, "errno", None) or 0, (words, ELSEWHERE))
    return what, (
        f"Your progress cannot be saved in {folder}: {what}. {advice} The lesson goes on. What you "
        "do now is kept in memory until the kernel stops. The next step tries to save it again; "
        "if you see this and stop, export your progress first."
    )


def stamp(stat: os.stat_result) -> Stamp:
    """Give what changes when a file is replaced."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def target(file: Path) -> Path:
    """Give the file that a link leads to, so that it is written and the link stays."""
    return Path(os.path.realpath(file)) if file.is_symlink() else file


def read(file: Path) -> tuple[bytes, Stamp]:
    """Give the content of a file, and its stamp at that moment."""

    def now() -> tuple[bytes, Stamp]:
        with file.open("rb") as stream:
            return stream.read(), stamp(os.fstat(stream.fileno()))

    return _patiently(now)


def replace(file: Path, content: bytes) -> Stamp:
    """Make or replace a file: whoever reads it, and whatever happens, it is the old or the new."""
    file = target(file)
    new = file.with_name("progress.json.new")  # always this name: left-over ones do not pile up
    try:
        with new.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            made = stamp(os.fstat(stream.fileno()))
        _patiently(lambda: os.replace(new, file))
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
    _sync(file.parent)
    return made


def rename(file: Path, name: Path) -> None:
    """Give a file another name, which must be free."""
    _patiently(lambda: os.rename(file, name))
    _sync(file.parent)


def free(path: Path) -> Path:
    """Give a name that is not taken: this one, or with ``-2``, ``-3`` … at its end."""
    wanted, number = path, 1
    while os.path.lexists(path):
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return path


def _patiently(action: Callable[[], T]) -> T:
    for pause in PAUSES:
        try:
            return action()
        except PermissionError:
            time.sleep(pause)
    return action()


def _sync(folder: Path) -> None:
    """Make a new name in a folder last, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
