"""A time stamp service on this machine: answers every request with `openssl ts` and the configuration CONFIG.

Usage: time_stamps.py CONFIG

Writes its address and serves until it is ended.
"""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Stamps(BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        stamp = subprocess.run(
            ["openssl", "ts", "-reply", "-config", sys.argv[1], "-queryfile", "/dev/stdin"],
            input=query, capture_output=True, check=True,
        ).stdout
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(stamp)))
        self.end_headers()
        self.wfile.write(stamp)

    def log_message(self, *_):
        """Nobody reads it."""


server = HTTPServer(("127.0.0.1", 0), Stamps)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
