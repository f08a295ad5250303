"""A real JupyterLab, started as a learner starts it, in a real browser that cannot reach any other machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

TOKEN = "test"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class OutsideWatch:
    """Counts every attempt to reach another machine: from the page, and from the server and its kernels."""

    attempts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.proxy = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._refuse, daemon=True).start()

    def _refuse(self) -> None:
        """Stand as the proxy of server and kernels: note what is asked for, and close."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                self.attempts.append(connection.recv(200).decode("latin-1").split("\r\n")[0])

    def close(self) -> None:
        self._listener.close()

    def guard(self, page: object) -> None:
        """Block and note every request of the page that leaves this machine."""

        def decide(route: object) -> None:
            url = urlsplit(route.request.url)  # type: ignore[attr-defined]
            if url.hostname in ("127.0.0.1", "localhost") or url.scheme in ("data", "blob"):
                route.continue_()  # type: ignore[attr-defined]
            else:
                self.attempts.append(url.geturl())
                route.abort()  # type: ignore[attr-defined]

        page.route("**/*", decide)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str
    seconds_to_answer: float
    learner: Path
    outside: OutsideWatch

    def url(self, lesson: str) -> str:
        return f"{self.address}/lab/tree/{lesson}?reset&token={TOKEN}"


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium on the PATH: install one (on Debian: apt install chromium) to run the browser tests")
    return found


@pytest.fixture(scope="session")
def chromium_options() -> list[str]:
    return CHROMIUM_OPTIONS


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Lab]:
    """`course lab`, with folders of its own for everything that Jupyter remembers."""
    home = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = OutsideWatch()
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "COURSE_HOME": str(home / "my_course"),
        "JUPYTER_TOKEN": TOKEN,
        "HTTP_PROXY": outside.proxy,
        "HTTPS_PROXY": outside.proxy,
        "http_proxy": outside.proxy,
        "https_proxy": outside.proxy,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    environment.pop("COURSE_NO_PROGRESS", None)  # a learner's lab keeps progress
    start = time.monotonic()
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "course_utils", "lab", "--no-browser", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=os.name != "nt",
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api", server, home / "server.log")
        yield Lab(address, time.monotonic() - start, home / "my_course", outside)
    finally:
        if os.name == "nt":
            server.terminate()
        else:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
        outside.close()


@pytest.fixture
def page(lab: Lab, chromium: str) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        page = browser.new_page(viewport={"width": 1300, "height": 1400})
        lab.outside.guard(page)
        yield page
        browser.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, f"JupyterLab ended at once:\n{log.read_text()}"
        try:
            opener.open(url, timeout=1)
            return
        except urllib.error.HTTPError:
            return  # it answers, if only to ask for its token
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not answer within {seconds} s:\n{log.read_text()}")
