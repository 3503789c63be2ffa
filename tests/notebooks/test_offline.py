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
HERE = ("127.0.0.1", "::1", "localhost", "", None)
def allow(host):
    if (host.decode() if isinstance(host, bytes) else host) not in HERE:
        raise OSError(f"the network is cut: {host}")
def guard(owner, name, position):
    real = getattr(owner, name)
    def guarded(*arguments, **rest):
        address = arguments[position] if len(arguments) > position else None
        if isinstance(address, tuple):
            allow(address[0])
        elif owner is socket:
            allow(address)
        return real(*arguments, **rest)
    setattr(owner, name, guarded)
for name in ("connect", "connect_ex"):
    guard(socket.socket, name, 1)
guard(socket, "getaddrinfo", 0)
"""
KNOCK = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=3)"


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


def guarded(folder: Path) -> dict[str, str]:
    """Give the environment in which Python lets sockets reach this machine only."""
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return os.environ | {"PYTHONPATH": str(folder)}


def cut(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Give the command and the environment that cut the network, as this system allows."""
    command = namespace()
    return command, dict(os.environ) if command else guarded(folder)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs_without_a_network(name: str, tmp_path: Path) -> None:
    command, environment = cut(tmp_path)
    done = subprocess.run(
        [*command, sys.executable, "-c", RUN, str(ROOT / "notebooks" / f"{name}.ipynb")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().endswith("cells, 0 errors")


def test_the_network_really_is_cut(tmp_path: Path) -> None:
    command, environment = cut(tmp_path)
    done = subprocess.run(
        [*command, sys.executable, "-c", KNOCK], env=environment, capture_output=True, check=False
    )
    assert b"Network is unreachable" in done.stderr or b"network is cut" in done.stderr


def test_the_guard_of_other_systems_cuts_the_network(tmp_path: Path) -> None:
    environment = guarded(tmp_path)
    for knock in (KNOCK, "import socket; socket.getaddrinfo('example.org', 80)"):
        done = subprocess.run(
            [sys.executable, "-c", knock], env=environment, capture_output=True, check=False
        )
        assert b"the network is cut" in done.stderr
    here = "import socket; s = socket.create_server(('127.0.0.1', 0));"
    here += "socket.create_connection(s.getsockname()); print('reached')"
    done = subprocess.run(
        [sys.executable, "-c", here], env=environment, capture_output=True, check=False
    )
    assert b"reached" in done.stdout
