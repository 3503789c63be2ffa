"""Take a newer version of the course, or repair its data, without losing a learner's changes.

``make update`` (or ``python -m helpers.update``) fetches the new version. A file that the
learner changed and the new version leaves alone stays as it is. A file that both changed is
first copied to ``my-work/``, into a folder with the day; then the new version takes its
place. ``make repair`` (``python -m helpers.update --repair``) gives the files of ``data/``
back as the course has them, and keeps what was there in the same way.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from helpers.errors import CourseError

OWN_FOLDER = "my-work"
DATA = "data"


def update(course: Path, today: date) -> list[str]:
    """Bring a checkout of the course to the newest version.

    Parameters
    ----------
    course : the folder of the course, a git checkout with an upstream branch.
    today : the day that names the folder of the copies.

    Returns
    -------
    What was done, one sentence each.

    Raises
    ------
    CourseError : the folder is no git checkout, nothing could be fetched, a file could not
        be kept aside, or the learner made commits of their own; every file is then as before.
    """
    _must_be_checkout(course)
    _git(course, "fetch", "--quiet", problem="The new version could not be fetched")
    upstream = _git(
        course, "rev-parse", "@{upstream}", problem="This branch follows no published version"
    ).strip()
    if not _git(course, "rev-list", f"HEAD..{upstream}").strip():
        return ["You have the newest version of the course already."]
    if _git(course, "rev-list", f"{upstream}..HEAD").strip():
        raise CourseError(
            "You have made commits of your own here, so the update is yours to merge: "
            "`git merge @{upstream}`. Nothing was changed."
        )
    # A renamed file counts as one that goes and one that comes.
    coming = _names(course, "diff", "--name-only", "--no-renames", "-z", "HEAD", upstream)
    in_the_way = _changed(course, coming) + _added(course, coming)
    with _kept_aside(course, in_the_way, today) as copies:
        _give_way(course, in_the_way)
        _git(course, "merge", "--quiet", "--ff-only", upstream, problem="The update stopped")
    return ["The course is up to date.", *_kept(course, copies)]


def repair(course: Path, today: date) -> list[str]:
    """Give the files of ``data/`` back as the course has them.

    Parameters and errors are those of :func:`update`.
    """
    _must_be_checkout(course)
    files = _names(course, "ls-tree", "-r", "-z", "--name-only", "HEAD", f"{DATA}/")
    damaged = _changed(course, files)
    if not damaged:
        return ["The data is as the course has it. `make update` looks for a newer version."]
    with _kept_aside(course, damaged, today) as copies:
        _give_way(course, damaged)
    return [f"Repaired: {', '.join(damaged)}.", *_kept(course, copies)]


def main(arguments: list[str] | None = None) -> int:
    """Update or repair the checkout that this module lies in."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repair", action="store_true", help="give damaged data files back")
    asked = parser.parse_args(arguments)
    act = repair if asked.repair else update
    # A console that cannot print a file's name shall not stop the update.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        says = act(Path(__file__).resolve().parents[2], date.today())
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(says))
    return 0


def _must_be_checkout(course: Path) -> None:
    if not (course / ".git").exists():
        raise CourseError(
            "This copy of the course was not made with git, so it cannot change itself. Download "
            "the course into a folder beside this one; your files here stay as they are."
        )


def _changed(course: Path, names: list[str]) -> list[str]:
    """Choose the files of the course that differ from it, deleted ones included."""
    differing = _names(course, "diff", "--name-only", "--no-renames", "-z", "HEAD")
    ours = set(_names(course, "ls-tree", "-r", "-z", "--name-only", "HEAD"))
    return sorted(set(names) & set(differing) & ours)


def _added(course: Path, names: list[str]) -> list[str]:
    """Choose the files that the course does not have and the learner does, ignored ones too."""
    ours = set(_names(course, "ls-tree", "-r", "-z", "--name-only", "HEAD"))
    return sorted(name for name in set(names) - ours if (course / name).exists())


def _give_way(course: Path, names: list[str]) -> None:
    """Put files back as the course has them; remove those that it does not have."""
    ours = set(_names(course, "ls-tree", "-r", "-z", "--name-only", "HEAD"))
    for name in names:
        if name in ours:
            _git(course, "checkout", "--quiet", "HEAD", "--", name)
        else:
            _git(course, "rm", "--quiet", "--cached", "--ignore-unmatch", "--", name)
            (course / name).unlink()


@contextmanager
def _kept_aside(course: Path, names: list[str], today: date) -> Iterator[dict[str, Path]]:
    """Copy files to the learner's own folder, and bring them back if the work in between fails."""
    copies: dict[str, Path] = {}
    try:
        folder = _new_folder(course, today)
        for name in names:
            if (course / name).is_dir():
                raise CourseError(
                    f"{name} is a folder here and a file in the course. Move it away, then try "
                    "again. Nothing was changed."
                )
            if (course / name).exists():
                copies[name] = folder / name
                copies[name].parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(course / name, copies[name])
    except OSError as error:
        raise CourseError(
            f"Your files could not be kept aside ({error}). Close programs that use them, then try "
            "again. Nothing was changed."
        ) from None
    try:
        yield copies
    except BaseException as error:
        for name, copy in copies.items():
            shutil.copy2(copy, course / name)
        if isinstance(error, OSError):
            raise CourseError(
                f"A file could not be replaced ({error}). Your files are back."
            ) from None
        raise


def _new_folder(course: Path, today: date) -> Path:
    own = course / OWN_FOLDER
    folder, number = own / today.isoformat(), 2
    while folder.exists():
        folder, number = own / f"{today.isoformat()}-{number}", number + 1
    return folder


def _kept(course: Path, copies: dict[str, Path]) -> list[str]:
    return [
        f"{name} is that of the course; your own version is kept in "
        f"{copy.relative_to(course).as_posix()}."
        for name, copy in copies.items()
    ]


def _names(course: Path, *arguments: str) -> list[str]:
    return [name for name in _git(course, *arguments).split("\0") if name]


def _git(course: Path, *arguments: str, problem: str = "git stopped") -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=course,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except FileNotFoundError:
        raise CourseError("git is not installed; the update needs it.") from None
    if done.returncode:
        raise CourseError(f"{problem}: {done.stderr.strip() or 'no reason given'}.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
