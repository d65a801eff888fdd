"""A web process that sends texts, one after the other, while a test breaks its queue: run with `python -m`.

Reads e-mail addresses and paths from its arguments, as `person@example.org/deliverables/7`; waits for a line on
standard input before each sending, and answers with the status and the seconds that it took.
"""

import sys
import time

from secretariat.app import create_app
from tests.factories import PASSWORD
from tests.visitors import TOKEN


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def sign_in(app, email: str):
    client = app.test_client()
    token = TOKEN.search(client.get("/login").text)[1]
    assert client.post("/login", data={"email": email, "password": PASSWORD, "csrf_token": token}).status_code == 302
    return client, TOKEN.search(client.get("/account").text)[1]


def main(tasks: list[str]) -> None:
    app = create_app()
    visitors = {email: sign_in(app, email) for email in {task.partition("/")[0] for task in tasks}}
    say("ready")
    for task in tasks:
        sys.stdin.readline()
        email, _, path = task.partition("/")
        client, token = visitors[email]
        form = {"csrf_token": token, "summary": "We will.", "do": "send", "once": task}
        began = time.monotonic()
        say(client.post(f"/{path}", data=form).status_code, time.monotonic() - began)


if __name__ == "__main__":
    main(sys.argv[1:])
