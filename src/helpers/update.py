"""Take a newer version of the course without losing a learner's changes.

``make update`` (or ``python -m helpers.update``) fetches the new version. A file that the
learner changed and the new version leaves alone stays as it is. A file that both changed is
first copied to ``my-work/`` with its folder and the day; then the new version takes its
place. Files that the learner added are never touched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from helpers.errors import CourseError

OWN_FOLDER = "my-work"


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
    CourseError : the folder is no git checkout, nothing could be fetched, or the learner
        made commits of their own; nothing was changed then.
    """
    if not (course / ".git").exists():
        raise CourseError(
            "This copy of the course was not made with git, so it cannot update itself. Download "
            "the new version into a folder beside this one; your files here stay as they are."
        )
    _git(course, "fetch", "--quiet", problem="The new version could not be fetched")
    upstream = _git(
        course,
        "rev-parse",
        "@{upstream}",
        problem="This branch follows no published version",
    ).strip()
    if not _git(course, "rev-list", f"HEAD..{upstream}").strip():
        return ["You have the newest version of the course already."]
    if _git(course, "rev-list", f"{upstream}..HEAD").strip():
        raise CourseError(
            "You have made commits of your own here, so the update is yours to merge: "
            "`git merge @{upstream}`. Nothing was changed."
        )
    coming = set(_names(course, "diff", "--name-only", "-z", "HEAD", upstream))
    changed = set(_names(course, "diff", "--name-only", "-z", "HEAD"))
    added = set(_names(course, "ls-files", "--others", "--exclude-standard", "-z"))
    in_the_way = sorted((changed | added) & coming)

    copies = _copy_aside(course, [name for name in in_the_way if (course / name).exists()], today)
    try:
        for name in in_the_way:
            if name in added:
                (course / name).unlink()
            else:
                _git(course, "checkout", "--quiet", "HEAD", "--", name)
        _git(
            course,
            "merge",
            "--quiet",
            "--ff-only",
            upstream,
            problem="The update stopped",
        )
    except CourseError:
        for name, copy in copies.items():
            shutil.copy2(copy, course / name)
        raise
    says = ["The course is up to date."]
    for name, copy in copies.items():
        says.append(f"{name} is new; your own version is kept in {copy.relative_to(course)}.")
    return says


def main() -> int:
    """Update the checkout that this module lies in."""
    try:
        says = update(Path(__file__).resolve().parents[2], date.today())
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(says))
    return 0


def _copy_aside(course: Path, names: list[str], today: date) -> dict[str, Path]:
    folder = course / OWN_FOLDER / today.isoformat()
    number = 2
    while folder.exists():
        folder = course / OWN_FOLDER / f"{today.isoformat()}-{number}"
        number += 1
    copies = {}
    for name in names:
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(course / name, copy)
        copies[name] = copy
    return copies


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
        )
    except FileNotFoundError:
        raise CourseError("git is not installed; the update needs it.") from None
    if done.returncode:
        raise CourseError(f"{problem}: {done.stderr.strip() or 'no reason given'}.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
