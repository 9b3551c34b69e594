"""Mails on a disk that gets full: what was answered 0 is there, the rest waits at the relay, and faults are still heard.

The disks are real: small tmpfs, which need root (CI runs as root).  Test number 136 (127.1.136.0/24).
"""
import hashlib
import os
import subprocess

import pytest

import stand
from noc import BUILD, Desk, story

INTAKE = BUILD / "vigie-mail-intake"
MIB = 1 << 20


def mount(*words):
    done = subprocess.run([stand.tool("mount"), *map(str, words)], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, f"mounting needs root: {done.stderr}"


@pytest.fixture
def desk_on(tmp_path):
    """A desk whose state is on a small disk."""
    state = tmp_path / "collector-state"
    made = []

    def make(options):
        state.mkdir()
        mount("-t", "tmpfs", "-o", options, "none", state)
        made.append(Desk(tmp_path, net="127.1.136", users=[
            {"name": "intake", "role": "noc", "uid": os.getuid(), "proxy": True}]))
        return made[0], state

    yield make
    if made:
        made[0].stage.stop()
    subprocess.run([stand.tool("umount"), "-l", str(state)], check=True)


def mail_of(name, size=0):
    return (f"From: {name}@elsewhere.example\nMessage-ID: <{name}@elsewhere.example>\n"
            f"Subject: panne {name}\n\n{name}\n").encode() + b"x" * 72 + b"\n" * size


def intake(desk, mail):
    done = subprocess.run([str(INTAKE), "--socket", str(desk.socket)], input=mail, timeout=60,
                          capture_output=True, check=False)
    assert done.returncode in (0, 75), done
    return done.returncode


def give_until_later(desk, most, size):
    """Mails of one sender until one is to be tried later: those that were taken."""
    taken = []
    for i in range(most):
        mail = mail_of(f"large-{i}", size)
        if intake(desk, mail) == 75:
            return taken, mail
        taken.append(mail)
    raise AssertionError(f"{most} mails of {size} octets and still room")


def check_filed(desk, state, mails):
    """Exactly these are filed, and their octets are what was given; the collector has ended."""
    rows = desk.rows("SELECT raw FROM mail_more ORDER BY 1")
    assert [r[0] for r in rows] == sorted(hashlib.sha256(m).hexdigest() for m in mails)
    for (name,) in rows:
        octets = (state / "blob" / name[:2] / name).read_bytes()
        assert hashlib.sha256(octets).hexdigest() == name
    assert not list(state.glob("blob/*/*.new"))


def test_large_mails_leave_room_for_faults(desk_on):
    """Mails end at the mark `critical`; what devices tell still has the room below it."""
    desk, state = desk_on("size=40m")
    filler = state / "filler"
    filler.write_bytes(b"." * MIB)
    first = mail_of("first")
    assert intake(desk, first) == 0
    taken, refused = give_until_later(desk, 30, 2 * MIB)
    assert len(taken) > 5
    free = os.statvfs(state)
    # A twentieth of the disk is the mark, where the tree says none; of the last mail the row came after.
    left = free.f_bavail * free.f_frsize
    assert left >= 2 * MIB - MIB // 4, "mails took what is kept for faults"
    desk.open_case()
    filler.unlink()
    small = mail_of("small")
    assert intake(desk, small) == 0
    mount("-o", "remount,size=80m", state)
    assert intake(desk, refused) == 0
    desk.stage.stop()
    check_filed(desk, state, [first, *taken, small, refused])


@pytest.mark.parametrize("above", [False, True])
def test_octets_whose_name_is_not_on_disk_are_not_kept(desk_on, above):
    """The file is synced, its folder, or the one above it, is not: the relay is told to ask again,
    also when it does.  A collector that was killed before may have made the folders and no more."""
    desk, state = desk_on("size=24m")
    mail = mail_of("named")
    folder = state / "blob" / hashlib.sha256(mail).hexdigest()[:2]
    folder.mkdir(parents=True)
    with stand.refused(desk.process, folder.parent if above else folder, "fsync", "EIO"):
        assert intake(desk, mail) == 75 and intake(desk, mail) == 75
    assert intake(desk, mail) == 0
    desk.stage.stop()
    check_filed(desk, state, [mail])


def test_a_disk_without_inodes_takes_no_mail(desk_on):
    """Octets are free, a file cannot be made: later, and all that was said before is there."""
    desk, state = desk_on("size=64m,nr_inodes=60")
    taken, refused = give_until_later(desk, 80, 1)
    assert taken
    desk.open_case()
    mount("-o", "remount,nr_inodes=4000", state)
    assert intake(desk, refused) == 0
    desk.stage.stop()
    check_filed(desk, state, [*taken, refused])


def test_a_full_database_files_no_mail(desk_on):
    """The octets are kept, the row finds no room: later; the same mail once more is filed once."""
    desk, state = desk_on("size=40m")
    first, mail = mail_of("first"), mail_of("kept")
    assert intake(desk, first) == 0
    with stand.refused(desk.process, state / "collector.db-wal", "pwrite64", "ENOSPC"):
        assert intake(desk, mail) == 75
        name = hashlib.sha256(mail).hexdigest()
        assert (state / "blob" / name[:2] / name).read_bytes() == mail
    # The disk is called full until it has been looked at again.
    story.wait_for("room", lambda: intake(desk, mail) == 0, 30)
    assert intake(desk, mail) == 0
    desk.stage.stop()
    check_filed(desk, state, [first, mail])


def test_a_full_disk_takes_no_mail(desk_on):
    """Somebody else fills it to the end: later, until there is room."""
    desk, state = desk_on("size=40m")
    mail = mail_of("waits")
    fill = (state / "filler").open("wb", buffering=0)
    story.wait_for("a full disk", lambda: fill_up(fill), 20)
    assert intake(desk, mail) == 75
    fill.truncate(0)
    fill.close()
    story.wait_for("room", lambda: intake(desk, mail) == 0, 30)
    desk.stage.stop()
    check_filed(desk, state, [mail])


def fill_up(handle):
    try:
        while handle.write(b"." * 65536):
            pass
    except OSError:
        return True
    return False
