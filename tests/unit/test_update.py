"""Taking a newer version of the course: nothing of a learner is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from helpers import update as module
from helpers.data import package
from helpers.errors import CourseError
from helpers.update import repair, update

TODAY = date(2026, 12, 1)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Make a published course with two lessons."""
    folder = tmp_path / "published"
    (folder / "notebooks").mkdir(parents=True)
    for lesson in ("00", "01"):
        (folder / "notebooks" / f"{lesson}.ipynb").write_text(
            f"lesson {lesson}, version 1\n", encoding="utf-8"
        )
    (folder / "data").mkdir()
    (folder / "data" / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
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
    path.write_text(content, encoding="utf-8")
    git(published, "add", ".")
    git(published, "commit", "--quiet", f"--message=new {name}")


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_a_lesson_that_both_changed_is_new_and_the_learners_is_kept(
    published: Path, learner: Path
) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    publish(published, "notebooks/01.ipynb", "lesson 01, version 2\n")
    says = update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "lesson 01, version 2\n"
    assert read(learner, "my-work/2026-12-01/notebooks/01.ipynb") == "my answers\n"
    assert any("my-work" in line for line in says)


def test_a_lesson_that_only_the_learner_changed_stays(published: Path, learner: Path) -> None:
    (learner / "notebooks/00.ipynb").write_text("my answers\n", encoding="utf-8")
    publish(published, "notebooks/01.ipynb", "lesson 01, version 2\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/00.ipynb") == "my answers\n"
    assert read(learner, "notebooks/01.ipynb") == "lesson 01, version 2\n"
    assert not (learner / "my-work").exists()


def test_a_file_of_the_learner_in_the_way_of_a_new_one_is_kept(
    published: Path, learner: Path
) -> None:
    (learner / "notebooks/02.ipynb").write_text("my own notebook\n", encoding="utf-8")
    publish(published, "notebooks/02.ipynb", "lesson 02\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/02.ipynb") == "lesson 02\n"
    assert read(learner, "my-work/2026-12-01/notebooks/02.ipynb") == "my own notebook\n"


def test_two_updates_on_one_day_keep_both_copies(published: Path, learner: Path) -> None:
    for version in ("2", "3"):
        (learner / "notebooks/01.ipynb").write_text(f"answers before {version}\n", encoding="utf-8")
        publish(published, "notebooks/01.ipynb", f"version {version}\n")
        update(learner, TODAY)
    kept = sorted(
        path.read_text(encoding="utf-8") for path in (learner / "my-work").rglob("01.ipynb")
    )
    assert kept == ["answers before 2\n", "answers before 3\n"]


def test_a_lesson_that_the_learner_deleted_comes_back(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").unlink()
    publish(published, "notebooks/01.ipynb", "version 2\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "version 2\n"


def test_without_news_nothing_happens(learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    assert "newest version" in update(learner, TODAY)[0]
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"


def test_commits_of_the_learner_are_left_to_the_learner(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
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
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    published.rename(published.with_name("gone"))
    with pytest.raises(CourseError, match="could not be fetched"):
        update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"


def test_a_lesson_that_was_renamed_does_not_stop_the_update(published: Path, learner: Path) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    git(published, "mv", "notebooks/01.ipynb", "notebooks/01-background.ipynb")
    git(published, "commit", "--quiet", "--message=rename")
    update(learner, TODAY)
    assert read(learner, "notebooks/01-background.ipynb") == "lesson 01, version 1\n"
    assert read(learner, "my-work/2026-12-01/notebooks/01.ipynb") == "my answers\n"


def test_a_file_that_git_ignores_is_kept_too(published: Path, learner: Path) -> None:
    (learner / ".git/info/exclude").write_text("02.ipynb\n", encoding="utf-8")
    (learner / "notebooks/02.ipynb").write_text("my own notebook\n", encoding="utf-8")
    publish(published, "notebooks/02.ipynb", "lesson 02\n")
    update(learner, TODAY)
    assert read(learner, "my-work/2026-12-01/notebooks/02.ipynb") == "my own notebook\n"


def test_a_file_that_was_added_to_git_is_kept_too(published: Path, learner: Path) -> None:
    (learner / "notebooks/02.ipynb").write_text("my own notebook\n", encoding="utf-8")
    git(learner, "add", ".")
    publish(published, "notebooks/02.ipynb", "lesson 02\n")
    update(learner, TODAY)
    assert read(learner, "notebooks/02.ipynb") == "lesson 02\n"
    assert read(learner, "my-work/2026-12-01/notebooks/02.ipynb") == "my own notebook\n"


def test_names_with_spaces_and_letters_of_other_languages(published: Path, learner: Path) -> None:
    name = "notebooks/żółw i lód.ipynb"
    publish(published, name, "version 1\n")
    update(learner, TODAY)
    (learner / name).write_text("my answers\n", encoding="utf-8")
    publish(published, name, "version 2\n")
    update(learner, TODAY)
    assert read(learner, f"my-work/2026-12-01/{name}") == "my answers\n"


@pytest.mark.parametrize(
    "failure", [CourseError("no"), PermissionError("in use"), KeyboardInterrupt()]
)
def test_after_a_failure_every_file_is_as_before(
    published: Path, learner: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    publish(published, "notebooks/01.ipynb", "version 2\n")
    real = module._git

    def stopping(course: Path, *arguments: str, **rest: str) -> str:
        if arguments[0] == "merge":
            raise failure
        return real(course, *arguments, **rest)

    monkeypatch.setattr(module, "_git", stopping)
    with pytest.raises(
        KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else CourseError
    ):
        update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"


def test_a_folder_in_the_way_is_named(published: Path, learner: Path) -> None:
    (learner / "notebooks/02.ipynb").mkdir()
    publish(published, "notebooks/02.ipynb", "lesson 02\n")
    with pytest.raises(CourseError, match=r"02\.ipynb is a folder"):
        update(learner, TODAY)


def test_a_place_that_cannot_be_written_to_changes_nothing(published: Path, learner: Path) -> None:
    (learner / "my-work").write_text("a file where a folder should be\n", encoding="utf-8")
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    publish(published, "notebooks/01.ipynb", "version 2\n")
    with pytest.raises(CourseError, match="could not be kept aside"):
        update(learner, TODAY)
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"


@pytest.mark.parametrize("damage", ["changed", "deleted"])
def test_repair_gives_damaged_data_back(learner: Path, damage: str) -> None:
    table = learner / "data/t.csv"
    if damage == "changed":
        table.write_text("broken", encoding="utf-8")
    else:
        table.unlink()
    (learner / "notebooks/01.ipynb").write_text("my answers\n", encoding="utf-8")
    says = repair(learner, TODAY)
    assert read(learner, "data/t.csv") == "a,b\n1,2\n"
    assert read(learner, "notebooks/01.ipynb") == "my answers\n"
    assert "data/t.csv" in says[0]
    assert (learner / "my-work").exists() == (damage == "changed")


def test_repair_says_so_where_nothing_is_damaged(learner: Path) -> None:
    assert "as the course has it" in repair(learner, TODAY)[0]


def test_messages_about_damaged_data_name_the_command_that_repairs(
    learner: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a message tells a learner to type is what works."""
    command = re.search(r"python -m helpers\.update (--\w+)", package.REPAIR)
    assert command is not None
    (learner / "data/t.csv").unlink()
    monkeypatch.setattr(module, "__file__", str(learner / "src/helpers/update.py"))
    assert module.main([command[1]]) == 0
    assert "Repaired" in capsys.readouterr().out
    assert (learner / "data/t.csv").exists()
