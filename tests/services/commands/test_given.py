"""A folder stands for what lies in it: whatever way mails were kept, they are the same mails."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path

from click.testing import CliRunner
from driving import HOUSE, NOW, mail

from services.commands.given import files_of
from services.commands.parse import parse

MAILS = [mail(f"anne{number}@client.example", NOW, text=f"Bonjour {number}.\n\nFrom here on it is quoted.") for number in range(4)]
MAILS.append(MAILS[0].replace(b"Message-ID", b"X-Was"))  # one without an id of its own


def ids(path: Path) -> list[str]:
    done = CliRunner(catch_exceptions=False).invoke(parse, ["email", "--own", HOUSE, str(path)])
    assert (done.exit_code, done.stderr) == (0, "")
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def maildir(path: Path, mails: list[bytes]) -> mailbox.Maildir:
    """With the last mail not yet looked at, as a delivery leaves it."""
    box = mailbox.Maildir(str(path))
    for place, data in enumerate(mails):
        message = mailbox.MaildirMessage(data)
        message.set_subdir("new" if place == len(mails) - 1 else "cur")
        message.set_flags("" if place == len(mails) - 1 else "S")
        box.add(message)
    return box


def test_a_mailbox_a_maildir_and_a_folder_of_mails_hold_the_same_mails(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "all.mbox")
    for data in MAILS:
        box.add(data)
    box.flush()
    maildir(tmp_path / "Maildir", MAILS)
    (tmp_path / "folder" / "2026").mkdir(parents=True)
    for place, data in enumerate(MAILS):
        file = tmp_path / "folder" / ("2026" if place % 2 else ".") / f"{place}.eml"
        file.write_bytes(data.replace(b"\n", b"\r\n"))
    wanted = ids(tmp_path / "all.mbox")
    assert len(set(wanted)) == len(MAILS)
    assert sorted(ids(tmp_path / "Maildir")) == sorted(ids(tmp_path / "folder")) == sorted(wanted)


def test_of_a_maildir_its_folders_are_read_and_nothing_that_is_no_mail(tmp_path: Path) -> None:
    box = maildir(tmp_path / "Maildir", MAILS[:3])
    sent = box.add_folder("Sent.2026")
    sent.add(MAILS[3])
    draft = mailbox.MaildirMessage(MAILS[4])
    draft.set_subdir("cur")
    draft.set_flags("D")
    box.add(draft)
    inner = tmp_path / "Maildir" / "Archive"
    maildir(inner, MAILS[4:])
    for path in ("tmp/1700000000.half", "dovecot.index", "cur/.hidden", ".Sent.2026/maildirfolder"):
        (tmp_path / "Maildir" / path).write_bytes(b"no mail")
    assert sorted(path.read_bytes() for path in files_of(tmp_path / "Maildir")) == sorted(MAILS)


def test_mails_come_in_the_order_in_which_they_were_delivered(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    names = ("cur/999999999.a.host:2,S", "cur/1700000002.b.host:2,", "new/1700000001.c.host", "cur/odd")
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert [str(path.relative_to(tmp_path)) for path in files_of(tmp_path)] == [names[3], names[0], names[2], names[1]]


def test_elsewhere_hidden_and_half_copied_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "c.csv.part", "sub/d.csv", ".git/e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [str(path.relative_to(tmp_path)) for path in files_of(tmp_path)] == ["a.csv", "b.csv", "sub/d.csv"]
    assert list(files_of(tmp_path / "a.csv")) == [tmp_path / "a.csv"] and list(files_of(tmp_path / "none")) == [tmp_path / "none"]
