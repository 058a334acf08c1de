"""A small HTTP server from the standard library, for the processes that hold one key each: witness and gate.

TCP on an address, or a socket file of mode 0600. Bodies are bounded, connections time out, nothing of a request is
logged. TLS, where it is needed, is a reverse proxy's.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from muniment.vocabulary.errors import UsageError

TIMEOUT: Final = 30.0
Reply = tuple[int, str, bytes]
Routes = Mapping[tuple[str, str], Callable[[bytes], Reply]]


def serve(listen: str, routes: Routes, *, max_body: int, ready: Callable[[str], None]) -> None:
    """Answer until interrupted. `listen`: HOST:PORT (port 0: any free one) or unix:PATH. `ready` is told the address.

    Raises UsageError where the address cannot be used.
    """
    handler = _handler(routes, max_body)
    try:
        server, address = _unix(listen[5:], handler) if listen.startswith("unix:") else _tcp(listen, handler)
    except (OSError, ValueError, OverflowError):
        raise UsageError(
            "MUN-SERVE-001", "The address to listen on cannot be used.", hint="Give HOST:PORT or unix:PATH."
        ) from None
    server.daemon_threads = True
    ready(address)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _tcp(listen: str, handler: type[BaseHTTPRequestHandler]) -> tuple[ThreadingHTTPServer, str]:
    host, _, port = listen.rpartition(":")
    server = ThreadingHTTPServer((host.strip("[]"), int(port)), handler)
    return server, f"http://{host}:{server.server_port}"


class _UnixServer(ThreadingHTTPServer):
    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        path = Path(str(self.server_address))
        if path.is_socket():
            path.unlink()
        before = os.umask(0o177)
        try:
            self.socket.bind(str(path))
        finally:
            os.umask(before)
        self.server_name, self.server_port = "localhost", 0

    def get_request(self) -> tuple[Any, Any]:
        connection, _ = self.socket.accept()
        return connection, ("local", 0)


def _unix(path: str, handler: type[BaseHTTPRequestHandler]) -> tuple[ThreadingHTTPServer, str]:
    return _UnixServer(path, handler), f"unix:{path}"  # type: ignore[arg-type]


def _handler(routes: Routes, max_body: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = TIMEOUT
        server_version, sys_version = "muniment", ""

        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            try:
                length = int(self.headers.get("Content-Length", ""))
            except ValueError:
                length = -1
            if not 0 <= length <= max_body:
                self.close_connection = True
                self._send(411 if length < 0 else 413, "text/plain", b"")
                return
            self._reply(self.rfile.read(length))

        def _reply(self, body: bytes) -> None:
            route = routes.get((self.command, self.path))
            try:
                reply = route(body) if route else (404, "text/plain", b"")
            except Exception as error:
                print(f"error: {type(error).__name__} in {self.command} {route and self.path}", file=sys.stderr)
                reply = (500, "text/plain", b"")
            self._send(*reply)

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: whoever stands in front keeps the access log."""

    return Handler
