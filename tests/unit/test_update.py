"""Taking a newer version of the course: nothing of a learner is lost."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.update import update

TODAY = date(2026, 12, 1)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Make a published course with two lessons."""
    folder = tmp_path / "published"
    (folder / "notebooks").mkdir(parents=True)
    for lesson in ("00", "01"):
        (folder / "notebooks" / f"{lesson}.ipynb").write_text(f"lesson {lesson}, version 1\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=version 1")
    return folder


@pytest.fixture
def learner(published: Path, tmp_path: Path) -> Path:
    """Make a learner's copy of the published course."""
    folder = tmp_path / "learner"
    git(tmp_path, "clone", "--quiet", str(published), str(folder))
    return folder


def publish(published: Path, name: str, content: str) -> None:
    path = published / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    git(published, "add", ".")
    git(published, "commit", "--quiet", f"--message=new {name}")


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text()


def test_a_lesson_that_both_changed_is_new_and_the_learners_is_kept(
    published: Path, learner: Path
) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n")
    publish(published, "notebooks/01.ipynb", "lesson 01, version 2\n")
    says = update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "lesson 01, version 2\n"
    assert read(learner, "my-work/2026-12-01/notebooks/01.ipynb") == "my answers\n"
    assert any("my-work" in line for line in says)


def test_a_lesson_that_only_the_learner_changed_stays(published: Path, learner: Path) -> None:
    (learner / "notebooks/00.ipynb").write_text("my answers\n")
    publish(published, "notebooks/01.ipynb", "lesson 01, version 2\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/00.ipynb") == "my answers\n"
    assert read(learner, "notebooks/01.ipynb") == "lesson 01, version 2\n"
    assert not (learner / "my-work").exists()


def test_a_file_of_the_learner_in_the_way_of_a_new_one_is_kept(
    published: Path, learner: Path
) -> None:
    (learner / "notebooks/02.ipynb").write_text("my own notebook\n")
    publish(published, "notebooks/02.ipynb", "lesson 02\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/02.ipynb") == "lesson 02\n"
    assert read(learner, "my-work/2026-12-01/notebooks/02.ipynb") == "my own notebook\n"


def test_two_updates_on_one_day_keep_both_copies(published: Path, learner: Path) -> None:
    for version in ("2", "3"):
        (learner / "notebooks/01.ipynb").write_text(f"answers before {version}\n")
        publish(published, "notebooks/01.ipynb", f"version {version}\n")
        update(learner, TODAY)
    kept = sorted(path.read_text() for path in (learner / "my-work").rglob("01.ipynb"))
    assert kept == ["answers before 2\n", "answers before 3\n"]


def test_a_lesson_that_the_learner_deleted_comes_back(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").unlink()
    publish(published, "notebooks/01.ipynb", "version 2\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "version 2\n"


def test_without_news_nothing_happens(learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n")
    assert "newest version" in update(learner, TODAY)[0]
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"


def test_commits_of_the_learner_are_left_to_the_learner(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n")
    git(learner, "commit", "--quiet", "--all", "--message=mine")
    publish(published, "notebooks/00.ipynb", "version 2\n")
    with pytest.raises(CourseError, match="git merge"):
        update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"
    assert read(learner, "notebooks/00.ipynb") == "lesson 00, version 1\n"


def test_a_copy_without_git_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Download"):
        update(tmp_path, TODAY)


def test_an_unreachable_course_changes_nothing(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n")
    published.rename(published.with_name("gone"))
    with pytest.raises(CourseError, match="could not be fetched"):
        update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"
