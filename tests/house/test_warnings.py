"""What Python warns of while the house runs, and that threads that begin together are warned of nothing."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Eight threads ask at once, and give way to each other within a microsecond.
TOGETHER = """
import sys, threading, warnings
warnings.simplefilter("error")
from secretariat.rules import limits
sys.setswitchinterval(1e-7)
begin = threading.Barrier(8)
def ask():
    begin.wait()
    said.add(str(limits.moving()) + str(limits.served()))
said = set()
threads = [threading.Thread(target=ask) for _each in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(len(said))
"""
WARNS = """
import warnings
from secretariat import logs
logs.configure()
warnings.warn("a library says so", UserWarning)
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)


def test_threads_that_ask_for_the_first_time_together_are_answered_alike() -> None:
    for _again in range(4):
        done = run(TOGETHER)
        assert (done.stdout, done.stderr) == ("1\n", "")


def test_a_warning_is_a_line_of_the_log() -> None:
    (line,) = run(WARNS).stderr.splitlines()
    said = json.loads(line)
    assert (said["event"], said["kind"], said["words"]) == ("python_warning", "UserWarning", "a library says so")
    assert said["place"].startswith("<string>:")
