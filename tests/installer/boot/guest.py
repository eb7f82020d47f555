#!/usr/bin/env python3
"""Runs a command as root on the PC in QEMU, over a channel that is no network (qemu-guest-agent).

    guest.py SOCKET [--within SECONDS] [--then-kill PID MILLISECONDS] COMMAND…

QEMU serves one caller at a time: whoever has a command that runs on keeps all others waiting.
Output, complaints and exit code are the command's; 125 when it could not be run or gave no end in time. With --then-kill
the process PID (QEMU: the power) is ended that long after the command began, and nothing is waited for.
"""

import base64
import json
import os
import signal
import socket
import sys
import time

NOT_RUN = 125
MARK = b"\xff"


class Agent:
    """A connection to the agent."""

    def __init__(self, path, end):
        self.end = end
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(max(0.1, min(10.0, end - time.monotonic())))
        self.socket.connect(path)
        self.rest = b""
        # Whatever another connection left half-read or unanswered ends here.
        number = time.time_ns() & 0x7FFFFFFF
        self.socket.sendall(MARK)
        self.send("guest-sync-delimited", {"id": number})
        while self.line().split(MARK)[-1].strip() != json.dumps({"return": number}).encode():
            pass

    def line(self):
        """One line of the answer."""
        while b"\n" not in self.rest:
            if time.monotonic() > self.end:
                raise OSError("no answer in time")
            more = self.socket.recv(65536)
            if not more:
                raise OSError("the PC is off")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def send(self, name, arguments):
        """Asks."""
        self.socket.sendall(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")

    def ask(self, name, arguments):
        """Asks and reads the answer."""
        self.send(name, arguments)
        answer = json.loads(self.line())
        if "error" in answer:
            raise OSError(answer["error"].get("desc", "refused"))
        return answer["return"]


def main():
    """Runs the command of the command line."""
    path, words = sys.argv[1], sys.argv[2:]
    within, kill = 60.0, None
    while words and words[0].startswith("--"):
        if words[0] == "--within":
            within, words = float(words[1]), words[2:]
        else:
            kill, words = (int(words[1]), float(words[2]) / 1000), words[3:]
    end = time.monotonic() + within
    agent = Agent(path, end)
    command = {"path": words[0], "arg": words[1:], "capture-output": True}
    process = agent.ask("guest-exec", command)["pid"]
    if kill:
        time.sleep(kill[1])
        os.kill(kill[0], signal.SIGKILL)
        return 0
    pause = 0.01
    while True:
        state = agent.ask("guest-exec-status", {"pid": process})
        if state["exited"]:
            break
        if time.monotonic() > end:
            raise OSError(f"no end within {within:.0f} s: {' '.join(words)}")
        time.sleep(pause)
        pause = min(0.2, pause * 1.5)
    sys.stdout.buffer.write(base64.b64decode(state.get("out-data", "")))
    sys.stderr.buffer.write(base64.b64decode(state.get("err-data", "")))
    return state.get("exitcode", 128 + state.get("signal", 0))


try:
    sys.exit(main())
except (OSError, ValueError, KeyError) as error:
    print(f"guest: {error}", file=sys.stderr)
    sys.exit(NOT_RUN)
