"""A provider of models in the test's own process: it says what a test wrote down, faults too."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

HANG = (0, None)  # an answer that never comes


class Provider(ThreadingHTTPServer):
    """Answers in turn with (status, body) or (status, body, headers), the last one for ever, and
    keeps what it was asked: (path, headers, body).
    """

    daemon_threads = True

    def __init__(self, *answers: tuple[Any, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.closing = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers, body))
        answers = self.server.answers
        status, answer, *more = answers.pop(0) if len(answers) > 1 else answers[0]
        if not status:
            self.server.closing.wait(60)
            return
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            **(more[0] if more else {}),
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def provider(*answers: tuple[Any, ...]) -> Iterator[Provider]:
    with Provider(*answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()


def gemini(text: str) -> tuple[int, Any]:
    """An answer as Gemini gives it."""
    content = {"parts": [{"text": text}], "role": "model"}
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 5}
    return 200, {"candidates": [{"content": content}], "usageMetadata": usage}
