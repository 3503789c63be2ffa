"""Every notebook runs with the network cut."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.course import NAMES, ROOT

RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
errors = [o for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "error"]
print("ran", len(notebook.cells), "cells,", len(errors), "errors")
"""
# Elsewhere than on Linux: a module that Python imports at the start of the kernel and that
# lets sockets reach this machine only.
GUARD = """
import socket
_connect = socket.socket.connect
def connect(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"the network is cut: {address[0]}")
    return _connect(self, address)
socket.socket.connect = connect
"""


def namespace() -> list[str]:
    """Give the command that starts a program with the loopback device only, if there is one."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return []
    command = [
        "unshare",
        "--map-root-user",
        "--net",
        "sh",
        "-c",
        'ip link set lo up && exec "$@"',
        "sh",
    ]
    probe = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if probe.returncode == 0 else []


@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs_without_a_network(name: str, tmp_path: Path) -> None:
    environment = dict(os.environ)
    command = namespace()
    if not command:
        (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
        environment["PYTHONPATH"] = str(tmp_path)
    done = subprocess.run(
        [*command, sys.executable, "-c", RUN, str(ROOT / "notebooks" / f"{name}.ipynb")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().endswith("cells, 0 errors")


def test_the_network_really_is_cut(tmp_path: Path) -> None:
    command = namespace()
    if not command:
        pytest.skip("no network namespaces here; the socket guard is used instead")
    knock = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=3)"
    done = subprocess.run([*command, sys.executable, "-c", knock], capture_output=True, check=False)
    assert b"Network is unreachable" in done.stderr
