"""A mail server that keeps what it is given and answers as a test tells it to."""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import Self

from aiosmtpd.smtp import SMTP

# Besides an SMTP answer a test may say one of these.
SILENT = "silent"  # never answer
RESET = "reset"  # cut the connection without a word
TRICKLE = "trickle"  # from now on one byte a second
STAGES = ("greeting", "mail", "rcpt", "data", "dot")


@dataclass(frozen=True)
class Copy:
    """A letter that arrived whole, whatever was answered."""

    message_id: str
    to: str
    content: bytes


class Scripted(SMTP):
    """Speaks SMTP; before each answer it asks its sink for another one."""

    def __init__(self, sink: "Sink") -> None:
        self.sink = sink
        self.trickles = False
        super().__init__(
            sink, hostname="sink.example.org", tls_context=sink.starttls, require_starttls=sink.starttls is not None,
            timeout=60,
        )  # fmt: skip

    async def push(self, status):
        if status.startswith("220 sink"):
            status = await self.say("greeting", status)
        if not self.trickles:
            await super().push(status)
            return
        for byte in f"{status}\r\n".encode():
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(1)

    async def say(self, stage: str, usual: str) -> str:
        """Return the answer for a stage, or do what the script wants instead of answering."""
        wanted = self.sink.next(stage)
        if wanted == SILENT:
            await asyncio.Event().wait()
        if wanted == RESET:
            self.reset()
            raise asyncio.CancelledError
        self.trickles = self.trickles or wanted == TRICKLE
        return usual if wanted in {None, TRICKLE} else wanted

    def reset(self) -> None:
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.hang_up()

    def hang_up(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()

    async def smtp_MAIL(self, arg):  # noqa: N802  the name is aiosmtpd’s
        wanted = await self.say("mail", "")
        await (self.push(wanted) if wanted else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg):  # noqa: N802  the name is aiosmtpd’s
        wanted = await self.say("rcpt", "")
        await (self.push(wanted) if wanted else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg):  # noqa: N802  the name is aiosmtpd’s
        if self.sink.peek("data") == RESET:
            self.sink.next("data")
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n\r\n")
            self.reset()
            self.sink.loop.call_later(0.1, self.sink.was_reset.set)  # the loop closes it in its next round
            raise asyncio.CancelledError
        wanted = await self.say("data", "")
        await (self.push(wanted) if wanted else super().smtp_DATA(arg))


class Sink:
    """The server, in a thread of its own, on a free port of 127.0.0.1.

    starttls: a context, then nothing is accepted before it · wrapped: a context for TLS from the first byte.
    """

    def __init__(self, *, starttls: ssl.SSLContext | None = None, wrapped: ssl.SSLContext | None = None) -> None:
        self.starttls, self.wrapped = starttls, wrapped
        self.copies: list[Copy] = []
        self.lines: list[Scripted] = []
        self.was_reset = threading.Event()
        self.script: dict[str, deque[str]] = defaultdict(deque)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(self._serve(), self.loop).result(10)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    @property
    def url(self) -> str:
        scheme = "smtps" if self.wrapped else "smtp+starttls" if self.starttls else "smtp"
        return f"{scheme}://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        return len(self.lines)

    async def _serve(self) -> asyncio.Server:
        return await self.loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self.wrapped)

    def _protocol(self) -> Scripted:
        self.lines.append(Scripted(self))
        return self.lines[-1]

    async def _end(self) -> None:
        self.server.close()
        for line in self.lines:
            if line.transport:
                line.hang_up()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # what was aborted is closed by the loop's next rounds

    def answer(self, stage: str, *answers: str) -> None:
        """Let the next letters be answered like this at a stage; afterwards the server is kind again."""
        assert stage in STAGES
        self.script[stage].extend(answers)

    def next(self, stage: str) -> str | None:
        return self.script[stage].popleft() if self.script[stage] else None

    def peek(self, stage: str) -> str | None:
        return self.script[stage][0] if self.script[stage] else None

    def forget(self) -> None:
        self.copies.clear()
        self.script.clear()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name is aiosmtpd’s
        identity = str(BytesHeaderParser().parsebytes(envelope.content)["Message-ID"])
        wanted = self.peek("dot")
        refused = wanted is not None and wanted[0] in "45"
        if not refused:
            self.copies.append(Copy(identity, envelope.rcpt_tos[0], envelope.content))
        return await server.say("dot", "250 kept")

    def wait_for(self, count: int, seconds: float = 60) -> list[Copy]:
        end = time.monotonic() + seconds
        while len(self.copies) < count and time.monotonic() < end:
            time.sleep(0.02)
        return list(self.copies)
