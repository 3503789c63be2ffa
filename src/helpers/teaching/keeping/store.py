"""A learner's records on disk, shared by every notebook that is open.

The file is replaced as a whole under a lock, so that a killed process leaves it old or new and
two notebooks lose nothing of each other. Trouble with the disk never raises into a lesson: the
records stay in memory, and a notice says so once.
"""

from __future__ import annotations

import errno
import os
import threading
import uuid
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from helpers.teaching.keeping import disk
from helpers.teaching.keeping.records import (
    COURSE,
    LAST_KEPT,
    SCHEMA,
    DamagedError,
    LeftAloneError,
    Parsed,
    Record,
    checked,
    encode,
    parse,
    union,
)

FILE = "progress.json"
PATIENCE = 5.0  # seconds to wait for another notebook that is saving
NO_FLOCK = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}
END = datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)  # the last time that a record may have


def folder() -> Path:
    """Give the folder of the progress: ``COURSE_PROGRESS``, or the platform's place for data.

    The path is relative where there is no home folder, or where the folder that a relative one
    begins at is gone; a store refuses to write there.
    """
    chosen = os.environ.get(disk.PLACE, "").strip()
    if chosen:
        chosen = os.path.expanduser(os.path.expandvars(chosen))
        try:
            return _absolute(chosen)
        except OSError:  # the folder in which the kernel runs was deleted
            return Path(chosen)
    from platformdirs import user_data_dir

    return Path(user_data_dir(COURSE, appauthor=False))


@cache
def _absolute(path: str) -> Path:
    # Asked once for each path: os.chdir in a notebook must not move the progress.
    return Path(os.path.abspath(path))


class Index:
    """Records on disk and in memory, joined, and found by what they are about."""

    def __init__(self, saved: list[Record], unsaved: list[Record]) -> None:
        self.saved, self.unsaved = saved, unsaved
        self.records = union(saved, unsaved) if unsaved else saved
        self.about: dict[tuple[str, str], list[Record]] = {}
        for one in self.records:
            self.about.setdefault((one.part, one.item), []).append(one)


class Store:
    """The records of one folder, shared with every other process that uses the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE
        self._unsaved: list[Record] = []
        self._seen: tuple[object, list[Record]] = (None, [])
        self._refused: tuple[object, LeftAloneError | None] = (None, None)
        self._index = Index([], [])
        self._notices: list[str] = []
        self._told: set[str] = set()
        self._patience = PATIENCE
        self._turn = threading.RLock()

    def records(self) -> list[Record]:
        """Give all records, in order of time: those on disk now, and those not saved yet."""
        with self._turn:
            return list(self._now().records)

    def about(self, part: str, item: str) -> list[Record]:
        """Give the records about one thing, in any lesson, in order of time."""
        with self._turn:
            return list(self._now().about.get((part, item), ()))

    def _now(self) -> Index:
        """Give what holds now, put in order once for each change."""
        saved: list[Record] = []
        with self._trouble_told():
            saved = self._saved()
        if self._index.saved is not saved or self._index.unsaved != self._unsaved:
            self._index = Index(saved, list(self._unsaved))
        return self._index

    def add(self, lesson: str, part: str, item: str, value: Mapping[str, Any]) -> Record:
        """Keep a record of now. Raises ValueError for a value that is not JSON."""
        with self._turn:
            now = datetime.now(UTC).replace(microsecond=0)
            same = self.about(part, item)
            if same:  # a clock that was set back must not make the last act an earlier one
                last = datetime.fromisoformat(same[-1].time)
                step = timedelta(seconds=part in LAST_KEPT)
                now = max(now, last + step if last < END else END)
            stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            names = {"id": uuid.uuid4().hex, "time": stamp, "lesson": lesson, "part": part}
            record = checked({**names, "item": item, "value": value})
            self._unsaved.append(record)
            self._save()
            return record

    def merge(self, records: Iterable[Record]) -> int:
        """Add records of another file; gives how many are new. Known ids stay as they are."""
        given = [checked(vars(one)) for one in records]
        with self._turn:
            before = {one.id for one in self.records()}
            self._unsaved += [one for one in given if one.id not in before]
            self._save()
            after = {one.id for one in self.records()}
            return len({one.id for one in given} & after - before)

    def remove(self, lesson: str) -> int:
        """Forget a lesson; gives how many records went. A copy stays beside the file."""
        with self._turn:
            gone = {one.id for one in self._unsaved if one.lesson == lesson}
            with self._trouble_told(), self._locked():
                before = union(self._take(), self._unsaved)
                after = [one for one in before if one.lesson != lesson]
                if after != before:
                    self._aside(f"before-reset-{datetime.now():%Y-%m-%d-%H%M}", encode(before))
                    self._put(after)
                    gone = {one.id for one in before} - {one.id for one in after}
                    self._unsaved.clear()
            self._unsaved = [one for one in self._unsaved if one.lesson != lesson]
            return len(gone)

    def is_saved(self) -> bool:
        """Tell whether everything that was recorded here is on disk."""
        return not self._unsaved

    def notices(self) -> list[str]:
        """Give what the learner must be told, and forget it."""
        given, self._notices = self._notices, []
        return given

    def tell(self, kind: str, text: str) -> None:
        """Queue a notice, once for each kind of trouble."""
        if kind not in self._told:
            self._told.add(kind)
            self._notices.append(text)

    def _save(self) -> None:
        with self._trouble_told(), self._locked():
            before = self._take()
            after = union(before, self._unsaved)
            if after != before:
                self._put(after)
            self._unsaved.clear()

    def _saved(self) -> list[Record]:
        try:
            if disk.stamp(self.file.stat()) == self._seen[0]:
                return self._seen[1]
            raw, stamp = disk.read(self.file)
        except FileNotFoundError:
            return []
        usable: list[Record] = []
        with suppress(DamagedError):
            usable, schema, strays = self._parsed(raw, stamp)
            if schema == SCHEMA and not strays:
                self._seen = stamp, usable
                return usable
        with self._trouble_told(), self._locked():
            usable = self._take()
        return usable

    def _take(self) -> list[Record]:
        """Read the file under the lock, and set aside what this version cannot use."""
        try:
            if disk.stamp(self.file.stat()) == self._seen[0]:
                return list(self._seen[1])
            raw, stamp = disk.read(self.file)
        except FileNotFoundError:
            return []
        day = f"{datetime.now():%Y-%m-%d-%H%M%S}"
        try:
            content = self._parsed(raw, stamp)
        except DamagedError:
            file = disk.target(self.file)
            aside = disk.free(file.with_name(f"progress-damaged-{day}.json"))
            disk.rename(file, aside)
            self.tell(aside.name, disk.DAMAGED.format(file=file, aside=aside.name))
            return []
        if content.strays:
            aside = self._aside(f"damaged-{day}", raw)
            self.tell(aside.name, disk.STRAYS.format(file=self.file, aside=aside.name))
        elif content.schema < SCHEMA:
            self._aside(f"schema-{content.schema}", raw)
        if content.strays or content.schema < SCHEMA:
            self._put(content.records)
        return content.records

    def _parsed(self, raw: bytes, stamp: disk.Stamp) -> Parsed:
        """Read a file; one that must stay as it is is not read again until it changes."""
        refused_at, why = self._refused
        if why is not None and stamp == refused_at:
            raise why.with_traceback(None)
        try:
            return parse(raw)
        except LeftAloneError as error:
            self._refused = stamp, error
            raise

    def _put(self, records: list[Record]) -> None:
        self._seen = disk.replace(self.file, encode(records)), records

    def _aside(self, kind: str, content: bytes) -> Path:
        path = disk.free(self.folder / f"progress-{kind}.json")
        disk.replace(path, content)
        return path

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self.folder.is_absolute():
            raise OSError(errno.ENXIO, "there is no home folder, or no working folder")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Who waited in vain once waits less from then on, so that the lesson does not hang.
        patience, self._patience = self._patience, PATIENCE / 25
        lock = self._acquired(patience)
        self._patience = PATIENCE
        try:
            yield
        finally:
            lock.release()

    def _acquired(self, patience: float) -> Any:
        """Take the lock, or one that every file system can do."""
        with warnings.catch_warnings():
            # Where it falls back by itself, filelock says so, and a cell would show it as an error.
            warnings.simplefilter("ignore", UserWarning)
            from filelock import FileLock, SoftFileLock

            try:
                lock = FileLock(self.folder / "progress.lock")
                lock.acquire(patience, poll_interval=0.01)
                return lock
            except (OSError, NotImplementedError) as error:  # the latter by older filelock
                if getattr(error, "errno", errno.ENOLCK) not in NO_FLOCK:
                    raise
            soft = SoftFileLock(self.folder / "progress.soft.lock")
            soft.acquire(patience, poll_interval=0.01)
            return soft

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ImportError, LeftAloneError) as error:
            self.tell(*disk.explain(error, self.folder))
