"""A server of names on 127.0.0.1, over UDP and TCP, that says what a test publishes."""

import socket
import struct
import threading
from contextlib import suppress
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

# Besides texts a name may have one of these.
SILENT = "silent"  # never answer
BROKEN = "broken"  # say that the server failed
LARGEST, WHOLE = 1232, 65_535  # bytes over UDP, and over TCP


class Names:
    """The server. published: texts by name; a name that is not there does not exist."""

    def __init__(self) -> None:
        self.published: dict[str, list[str] | str] = {}
        self.asked: list[str] = []
        self.over_tcp = 0

    def __enter__(self) -> Self:
        self.stream = socket.create_server(("127.0.0.1", 0))
        self.port = self.stream.getsockname()[1]
        self.packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.packets.bind(("127.0.0.1", self.port))
        self.threads = [threading.Thread(target=one, daemon=True) for one in (self._serve_udp, self._serve_tcp)]
        for one in self.threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self.packets, self.stream):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self.threads:
            thread.join(10)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def _serve_udp(self) -> None:
        with suppress(OSError):
            while True:
                content, client = self.packets.recvfrom(4096)
                answer = self._answer(content) if content else None
                if answer is not None:
                    self.packets.sendto(answer.to_wire(max_size=WHOLE) if fits(answer) else cut(answer), client)

    def _serve_tcp(self) -> None:
        with suppress(OSError):
            while True:
                line, _client = self.stream.accept()
                with line:
                    (size,) = struct.unpack("!H", line.recv(2))
                    answer = self._answer(line.recv(size))
                    assert answer is not None
                    self.over_tcp += 1
                    content = answer.to_wire(max_size=WHOLE)
                    line.sendall(struct.pack("!H", len(content)) + content)

    def _answer(self, content: bytes) -> dns.message.Message | None:
        question = dns.message.from_wire(content)
        name = question.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        found = self.published.get(name)
        if found == SILENT:
            return None
        answer = dns.message.make_response(question)
        if found == BROKEN:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif found:
            answer.answer.append(
                dns.rrset.from_text_list(f"{name}.", 60, "IN", "TXT", [in_pieces(one) for one in found])
            )
        return answer


def in_pieces(text: str) -> str:
    """Return a text as a zone file writes it: in pieces of at most 255 characters."""
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, max(1, len(text)), 255))


def fits(answer: dns.message.Message) -> bool:
    return len(answer.to_wire(max_size=WHOLE)) <= LARGEST


def cut(answer: dns.message.Message) -> bytes:
    """Return an answer that says that it is too long for UDP."""
    answer.answer.clear()
    answer.flags |= dns.flags.TC
    return answer.to_wire(max_size=WHOLE)
