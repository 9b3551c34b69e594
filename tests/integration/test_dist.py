"""What leaves the house: an unpacked archive's lints need no repository, and `make dist` says that
it does; what `make install` puts where its units look for it.

Talks to nobody.
"""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("VIGIE_BUILD", ROOT / "build/release")).resolve()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The sources as an archive has them."""
    folder = tmp_path_factory.mktemp("dist") / "vigie"
    shutil.copytree(ROOT, folder, symlinks=True, ignore=shutil.ignore_patterns(
        ".git", "build*", "__pycache__", ".pytest_cache"))
    return folder


def make(folder, *words):
    return subprocess.run(["make", "-s", *words], cwd=folder, capture_output=True, text=True,
                          timeout=120, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("name", ["layers", "clock", "size", "format", "map"])
def test_a_lint_needs_no_repository(unpacked, name):
    done = make(unpacked, f"lint-{name}")
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr


def test_a_lint_still_sees(unpacked):
    long = unpacked / "lib/base/long.c"
    long.write_text("\n" * 601)
    try:
        for name in ("size", "map"):
            assert make(unpacked, f"lint-{name}").returncode != 0, name
    finally:
        long.unlink()


def test_dist_leaves_the_last_archive_alone(unpacked):
    version = (unpacked / "packaging/version").read_text().strip()
    last = unpacked / f"build/vigie-{version}.tar.gz"
    last.parent.mkdir(exist_ok=True)
    last.write_bytes(b"the good one")
    done = make(unpacked, "dist")
    assert done.returncode != 0 and "repository" in done.stderr, done.stdout + done.stderr
    assert last.read_bytes() == b"the good one"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    # The programs as they are: another make with other flags would build them anew.
    folder, build = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("build")
    shutil.copytree(BUILD, build / "release", ignore=shutil.ignore_patterns(
        "obj", "tests", "*.a", "*.stamp"))
    done = make(ROOT, "install", "-o", "programs", f"BUILD={build}", f"DESTDIR={folder}")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "usr/local"


def test_users_and_folders_are_installed(installed):
    users = (installed / "lib/sysusers.d/vigie.conf").read_text()
    folders = (installed / "lib/tmpfiles.d/vigie.conf").read_text()
    for name in ("agent", "collector"):
        unit = (installed / f"lib/systemd/system/vigie-{name}.service").read_text()
        assert f"ExecStart=/usr/local/sbin/vigie-{name}\n" in unit
        assert f"User=vigie-{name}\n" in unit and f"u vigie-{name} " in users
        # Two units share the folder of the sockets: neither may own it.
        assert "RuntimeDirectory" not in unit and "d /run/vigie " in folders
        assert "ReadWritePaths=/run/vigie\n" in unit
        assert "UMask=0027\n" in unit and "StateDirectoryMode=0750\n" in unit


def test_the_receive_buffer_s_limit_is_installed(installed):
    text = (installed / "lib/sysctl.d/60-vigie.conf").read_text()
    assert f"\nnet.core.rmem_max = {8 << 20}\n" in text


def test_units_reload(installed):
    units = installed / "lib/systemd/system"
    assert "ExecReload" in (units / "vigie-collector.service").read_text()
    assert "ExecReload" in (units / "vigie-agent.service").read_text()
    web = (units / "vigie-web.service").read_text()
    assert "ExecReload" in web and "ExecStart=/usr/local/sbin/vigie-web\n" in web
    assert "u vigie-web " in (installed / "lib/sysusers.d/vigie.conf").read_text()
