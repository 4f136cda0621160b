"""One hub a data directory: a lock that the kernel gives back when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from schemas.errors import Refused


class Lock:
    """Held between `with` and its end. Raises Refused when somebody else holds it."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "lock"
        self._file = -1

    def __enter__(self) -> Lock:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            what = f"nothing can be kept there ({error.strerror})"
            raise Refused(str(self.path.parent), what, "name a directory that you may write to with --data") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 20).decode("ascii", "replace").strip()
            os.close(file)
            raise Refused(
                str(self.path.parent),
                f"a hub already runs on this data (process {holder or 'unknown'})",
                "stop that one first, or take another directory with --data",
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._file)
