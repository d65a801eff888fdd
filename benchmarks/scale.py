"""How the house bears ten years of work: pages, search, autosave and memory before and after `_fill`.

The house as `secretariat up` runs it. Each page: the median of one connection with the demonstration only, and with
193 countries, 520 calls and 100,000 deliverables beside it; aims 25 ms and 1.5 times. Then the same number of queries
for few rows and for many, a save of a field (aim 10 ms), and the memory of a web process after 10,000 requests
(220 MiB).
"""

import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.pages import SETTLE, first_draft, hello, running, sign_in

ROUNDS = 25
FORM = "application/x-www-form-urlencoded"
ASKED = ("/", "/deliverables/list", "/deliverables/matrix", "/deliverables/search?q=refugees", "/calls/", "/messages")
# In Lua: the addresses by turns.
TURNS = "local i = 0 request = function() i = i + 1 return wrk.format('GET', p[i % #p + 1]) end"
REQUESTS = 10_000
AIM, TIMES = 25, 1.5
FOCAL, OFFICER, REVIEWER, AUDITOR = (f"{one}@example.org" for one in ("focal.pe", "officer", "reviewer", "auditor"))
PAGES = {
    "home, focal point": (FOCAL, "/"),
    "home, officer": (OFFICER, "/"),
    "home, reviewer": (REVIEWER, "/"),
    "mine": (FOCAL, "/deliverables/"),
    "matrix": (OFFICER, "/deliverables/matrix{meeting}"),
    "list": (OFFICER, "/deliverables/list"),
    "list, owed": (OFFICER, "/deliverables/list?state=owed"),
    "list of a meeting": (OFFICER, "/deliverables/list{meeting}"),
    "over time": (OFFICER, "/deliverables/over-time{meeting}"),
    "a country": (OFFICER, "/countries/PE"),
    "queue": (REVIEWER, "/reviews/"),
    "reading": (REVIEWER, "{reading}"),
    "draft": (FOCAL, "{draft}"),
    "messages": (OFFICER, "/messages"),
    "audit": (AUDITOR, "/audit"),
    "search, everywhere": (OFFICER, "/deliverables/search?q=refugees"),
    "search, rare": (OFFICER, "/deliverables/search?q=word77"),
    "search, nowhere": (OFFICER, "/deliverables/search?q=educacion"),
}


class Browser:
    """One person with one connection."""

    def __init__(self, port: int, email: str) -> None:
        self.cookie = sign_in(port, email)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> str:
        """Return a page; end where it is no 200."""
        try:
            answer = self.asked("GET", path)
        except http.client.RemoteDisconnected:  # it waited too long for us
            self.line.close()
            answer = self.asked("GET", path)
        body = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            sys.exit(f"{path} answered {answer.status}")
        return body

    def asked(self, method: str, path: str) -> http.client.HTTPResponse:
        """Ask for a page."""
        self.line.request(method, path, headers={"Cookie": self.cookie})
        answer = self.line.getresponse()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).split(";")[0]
        return answer

    def post(self, path: str, form: dict[str, str]) -> dict[str, object]:
        """Send a form as a script of the page does."""
        headers = {
            "Cookie": self.cookie,
            "Accept": "application/json",
            "Content-Type": FORM,
        }
        self.line.request("POST", path, urlencode(form), headers)
        return json.loads(self.line.getresponse().read())


def main() -> None:
    """Measure, fill, and measure again."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WEB_PROCESSES"] = "1"
        instance = Path(folder, "instance")
        with running(instance) as port:
            time.sleep(SETTLE)
            people = {email: Browser(port, email) for email in (FOCAL, OFFICER, REVIEWER, AUDITOR)}
            before = pages(port, people, "")
            subprocess.run([sys.executable, "-m", "benchmarks._fill"], env=beside(instance), check=True)
            after = pages(port, people, "?meeting=round-20")
            with hello(Path(folder)) as bare:
                print(f"{'bare Flask':22}{floor(bare):10.1f}")
            report(before, after)
            print(f"{'a save':22}{saving(port, people[FOCAL]):10.1f} ms, aim 10")
            print(f"memory after {REQUESTS:,} requests {memory(port, people[OFFICER], instance):6.0f} MiB, aim 220")


def beside(instance: Path) -> dict[str, str]:
    """Return the environment of a command beside the running house."""
    return os.environ | {"DEMO": "1", "INSTANCE": str(instance)}


def pages(port: int, people: dict[str, Browser], meeting: str) -> dict[str, float]:
    """Return the median of each page in milliseconds."""
    first = re.search(r'href="(/reviews/\d+)"', people[REVIEWER].get("/reviews/"))[1]
    draft = first_draft(port, people[FOCAL].cookie)
    found = {}
    for name, (email, path) in PAGES.items():
        url = path.format(meeting=meeting, reading=first, draft=draft)
        found[name] = median(lambda who=people[email], url=url: who.get(url))
    return found


def floor(port: int) -> float:
    """Return the median of a bare Flask 'hello' under the same server, at this moment of this machine."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def ask() -> bytes:
        line.request("GET", "/")
        return line.getresponse().read()

    return median(ask)


def median(ask: Callable[[], object]) -> float:
    """Return the median time of a deed in milliseconds, after one to warm up."""
    for _warm in range(2):
        ask()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def report(before: dict[str, float], after: dict[str, float]) -> None:
    """Print a line for each page, with a mark where an aim is missed."""
    print(f"{'':22}{'demo':>10}{'filled':>10}{'times':>8}")
    for name, filled in after.items():
        times = filled / before[name]
        aim = 80 if name.startswith("search") else AIM
        missed = " *" if filled > aim or (times > TIMES and filled > AIM / 2) else ""
        print(f"{name:22}{before[name]:10.1f}{filled:10.1f}{times:8.1f}{missed}", flush=True)


def saving(port: int, focal: Browser) -> float:
    """Return the median time of saving a field of a draft."""
    path = first_draft(port, focal.cookie)
    page = focal.get(path)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    key, revision = re.search(r'data-save="(\w+)" data-revision="(\d+)"', page).groups()
    state = {"revision": int(revision), "round": 0}

    def save() -> None:
        state["round"] += 1
        form = {"csrf_token": token, "field": key, key: f"Text {state['round']}", "revision": str(state["revision"])}
        state["revision"] = int(str(focal.post(f"{path}/save", form)["revision"]))

    return median(save)


def memory(port: int, officer: Browser, instance: Path) -> float:
    """Return the memory in MiB, shared parts divided, of the largest web process after many requests of all kinds."""
    script = instance.parent / "ask.lua"
    lines = ", ".join(f'"{one}"' for one in ASKED)
    script.write_text(f"local p = {{{lines}}} {TURNS}")
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    done, url = 0, f"http://127.0.0.1:{port}"
    while done < REQUESTS:
        command = ["wrk", "-t1", "-c4", "-d20s", "-s", str(script), "-H", f"Cookie: {officer.cookie}", url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        done += int(re.search(r"(\d+) requests in", said)[1])
    web = [one for one in Path("/proc").glob("[0-9]*") if is_web(one, instance)]
    return max(share(one) for one in web)


def is_web(process: Path, instance: Path) -> bool:
    """Tell whether a process is a web process of this house, and of no other on this machine."""
    try:
        started, environ = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
    except OSError:
        return False
    return b"secretariat.app:create_app()" in started and f"INSTANCE={instance}\0".encode() in environ


def share(process: Path) -> float:
    """Return a process's proportional share of memory in MiB."""
    return int(re.search(r"Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text())[1]) / 1024


if __name__ == "__main__":
    main()
