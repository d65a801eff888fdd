"""How fast the pages are: the house as `secretariat up` runs it, beside a bare Flask 'hello' under the same server.

Prints for each page the median and the 95th percentile in milliseconds at one and at sixteen connections, and
requests per second at sixteen; wrk asks.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from secretariat.cli import services

SECONDS = "4s"
PATIENCE = 120
SETTLE = 8
PAGES = {
    "home, focal point": ("focal.pe@example.org", "/"),
    "home, officer": ("officer@example.org", "/"),
    "deliverable, draft": ("focal.pe@example.org", ""),
    "matrix": ("officer@example.org", "/deliverables/"),
    "review queue": ("reviewer@example.org", "/reviews/"),
    "agenda": ("delegate.pe@example.org", "/meetings/fifth-ministerial/agenda"),
}
REPORT = """
done = function(summary, latency)
  io.write(string.format("FIGURES %.2f %.2f %.0f %d\\n", latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, summary.requests / (summary.duration / 1e6), summary.errors.status))
end
"""
HELLO = "from flask import Flask\napp = Flask(__name__)\napp.add_url_rule('/', view_func=lambda: 'hello')\n"


def main() -> None:
    """Measure and print."""
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "instance")) as port:
        time.sleep(SETTLE)  # worker and beat come up after the web
        measure(port, Path(folder))


def measure(port: int, folder: Path) -> None:
    """Print a line for the bare Flask, and one for each page."""
    script = folder / "report.lua"
    script.write_text(REPORT)
    print(f"{'':22}{'1 connection':>16}   {'16 connections':>24}")
    print(f"{'':22}{'p50':>8}{'p95':>8}   {'p50':>8}{'p95':>8}{'per s':>8}")
    with hello(folder) as beside:
        line("bare Flask", f"http://127.0.0.1:{beside}/", "", script)
        for name, (email, path) in PAGES.items():
            cookie = sign_in(port, email)
            line(name, f"http://127.0.0.1:{port}{path or first_draft(port, cookie)}", cookie, script)


def first_draft(port: int, cookie: str) -> str:
    """Return the address of the first draft that somebody's home names."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/", headers={"Cookie": cookie})
    return re.search(r'href="(/deliverables/\d+)"', connection.getresponse().read().decode())[1]


def line(name: str, url: str, cookie: str, script: Path) -> None:
    """Ask one address and print its figures."""
    figures = []
    for connections in (1, 16):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}", "-s", str(script), "-H", f"Cookie: {cookie}", url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        p50, p95, rate, errors = re.search(r"FIGURES (\S+) (\S+) (\S+) (\S+)", done.stdout).groups()
        if errors != "0":
            sys.exit(f"{url} answered with errors: {errors}")
        figures.append((float(p50), float(p95), rate))
    (one50, one95, _), (many50, many95, rate) = figures
    print(f"{name:22}{one50:8.1f}{one95:8.1f}   {many50:8.1f}{many95:8.1f}{rate:>8}", flush=True)


@contextmanager
def running(instance: Path) -> Iterator[int]:
    """Run the house until the end of the block."""
    port = free_port()
    settings = os.environ | {"DEMO": "1", "PORT": str(port), "INSTANCE": str(instance)}
    up = [sys.executable, "-m", "secretariat.cli", "up"]
    with ended(subprocess.Popen(up, env=settings, stdout=subprocess.DEVNULL)):
        wait(port, "/readyz")
        yield port


@contextmanager
def hello(folder: Path) -> Iterator[int]:
    """Run a bare Flask under the same server."""
    (folder / "bare.py").write_text(HELLO)
    door = socket.create_server(("127.0.0.1", 0))
    command = [one.replace("secretariat.app:create_app()", "bare:app") for one in services.web({}, door.fileno())]
    with ended(subprocess.Popen(command, cwd=folder, pass_fds=[door.fileno()], stderr=subprocess.DEVNULL)):
        port = door.getsockname()[1]
        wait(port, "/")
        yield port


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[None]:
    """End a process that we started, at the end of the block."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def wait(port: int, path: str) -> None:
    """Wait until a server answers with 200."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.05)
    sys.exit(f"nothing answered on port {port}")


def sign_in(port: int, email: str) -> str:
    """Return the cookie of somebody signed in."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[1]
    form = urlencode({"email": email, "password": "demo", "csrf_token": token})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login", form, headers)
    return connection.getresponse().headers["Set-Cookie"].split(";")[0]


if __name__ == "__main__":
    main()
