"""A small HTTP server on 127.0.0.1, for what stands between the emulators, and asking another server on it."""

import http.client
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# These say how a message travels, not what it says.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Asked:
    """One request; the names of `headers` are in lower case."""

    method: str
    target: str
    headers: dict
    body: bytes


def start(answer) -> ThreadingHTTPServer:
    """Listens on a free port, on a thread that ends with the process. `answer(asked)` gives status, headers and body."""

    class Request(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body of an answer are two writes; the second would wait for the acknowledgement of the first.
        disable_nagle_algorithm = True

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, headers, answered = answer(Asked(self.command, self.path, headers, body))
            self.send_response(status)
            for name, value in {**headers, "content-length": len(answered)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(answered)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on

        def log_message(self, *_):
            """What matters of a request is in the logs of whoever answers it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def ask(place: str, asked: Asked) -> tuple:
    """Status, headers and body of another server's answer. The host stays as it was signed."""
    connection = http.client.HTTPConnection(place.removeprefix("http://"), timeout=60)
    try:
        headers = {name: value for name, value in asked.headers.items() if name not in {"connection", "content-length"}}
        connection.request(asked.method, asked.target, asked.body, headers)
        answer = connection.getresponse()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
        return answer.status, kept, answer.read()
    finally:
        connection.close()
