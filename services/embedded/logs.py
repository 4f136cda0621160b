"""The children's output: one file each, bounded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LIMIT_BYTES = 8 * 2**20


class Log:
    """`log/<name>.log`, written by the child itself in append mode; what is older than the limit lies in `<name>.log.1`."""

    def __init__(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / f"{name}.log"

    def open(self) -> int:
        """A descriptor to hand to a child. Append mode: after a rotation it goes on at the new beginning."""
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def rotate(self, limit_bytes: int = LIMIT_BYTES) -> bool:
        try:
            if self.path.stat().st_size <= limit_bytes:
                return False
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            os.truncate(self.path, 0)
        except FileNotFoundError:
            return False
        return True

    def last_line(self) -> str:
        """The last line that is not empty, for a message about a child that ended."""
        try:
            with self.path.open("rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - 4096))
                lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
        except FileNotFoundError:
            return ""
        return lines[-1][:300] if lines else ""
