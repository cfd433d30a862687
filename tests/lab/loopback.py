"""A small HTTP server on 127.0.0.1, for what stands between the emulators."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def start(answer) -> ThreadingHTTPServer:
    """Listens on a free port, on a thread that ends with the process.

    `answer(headers, body)` gives status, headers and body for each POST; the names of `headers` are in lower case.
    """

    class Request(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body of an answer are two writes; the second would wait for the acknowledgement of the first.
        disable_nagle_algorithm = True

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            status, headers, answered = answer({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {**headers, "content-length": len(answered)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(answered)

        def log_message(self, *_):
            """What matters of a request is in the logs of whoever answers it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
