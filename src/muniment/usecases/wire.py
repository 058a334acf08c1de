"""One HTTP request to a witness or a gate: over TCP, TLS, or a socket file of this machine (`unix:/path`)."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from muniment.vocabulary.errors import TryAgainLater, UsageError

TIMEOUT: Final = 20.0
"""Seconds to wait for a connection, and for each part of an answer."""
MAX_ANSWER: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    body: bytes


class _SocketFile(http.client.HTTPConnection):
    """HTTP over a socket file: who may open the file may ask."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(self._path)


def check_url(url: str) -> str:
    """`url`, when it is one that `ask` can use. Raises UsageError otherwise."""
    try:
        parts = urlsplit(url)
        good = (
            bool(parts.path) if parts.scheme == "unix" else parts.scheme in ("http", "https") and bool(parts.hostname)
        )
        good = good and parts.port != 0 if parts.scheme != "unix" else good
    except ValueError:
        good = False
    if not good:
        raise UsageError("MUN-WIRE-001", "The address is none of http://, https:// or unix:/path.")
    return url.rstrip("/")


def ask(method: str, url: str, path: str, body: bytes = b"") -> Answer:
    """The answer to one request, whatever its status. Raises TryAgainLater when nobody answers in time."""
    parts = urlsplit(url)
    connection: http.client.HTTPConnection
    if parts.scheme == "unix":
        connection, prefix = _SocketFile(parts.path), ""
    else:
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection, prefix = kind(parts.hostname or "", parts.port, timeout=TIMEOUT), parts.path.rstrip("/")
    try:
        connection.request(method, prefix + path, body, {"Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        raw = answer.read(MAX_ANSWER)
        return Answer(answer.status, answer.headers.get_content_type(), raw)
    except (OSError, http.client.HTTPException) as error:
        raise TryAgainLater(
            "MUN-WIRE-002", f"{url} does not answer ({type(error).__name__}).", hint="Look after it, then try again."
        ) from None
    finally:
        connection.close()
