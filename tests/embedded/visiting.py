"""A visitor of a running house: reads pages, signs in, keeps cookies."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Visitor:
    def __init__(self) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        )

    def get(self, port: int, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(f"http://localhost:{port}{path}"))

    def sign_in(self, port: int, email: str) -> tuple[int, str]:
        _, page = self.get(port, "/login")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page
        form = {"email": email, "password": "demo", "csrf_token": found[1]}
        data = urllib.parse.urlencode(form).encode()
        return self._open(urllib.request.Request(f"http://localhost:{port}/login", data))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def readiness(port: int) -> dict[str, Any]:
    """What /readyz says; empty while nobody answers."""
    try:
        status, body = Visitor().get(port, "/readyz")
    except OSError:
        return {}
    return json.loads(body) if status == 200 else {}
