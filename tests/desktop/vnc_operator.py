"""The remote operator: a VNC client that does what each line of its standard input says.

vnc_operator.py HOST PORT

    click X Y          down and up
    hold X Y SECONDS   down, waits, up
    key KEYSYM         a key by its X11 number
    type TEXT          ASCII

After each line the server has handled everything, and "done" is written.
"""

import socket
import struct
import sys
import time


class Operator:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=20)
        self.read(12)
        self.socket.sendall(b"RFB 003.008\n")
        kinds = self.read(self.read(1)[0])
        assert 1 in kinds, kinds
        self.socket.sendall(b"\x01")
        assert self.read(4) == b"\0\0\0\0"
        self.socket.sendall(b"\x01")
        width, height = struct.unpack(">HH", self.read(4))
        self.pixel = self.read(16)[0] // 8
        self.read(struct.unpack(">I", self.read(4))[0])
        # Nothing but plain pixels.
        self.socket.sendall(struct.pack(">BxHi", 2, 1, 0))
        print(f"ready {width} {height}", flush=True)

    def read(self, length):
        data = b""
        while len(data) < length:
            part = self.socket.recv(length - len(data))
            assert part, "the server closed the connection"
            data += part
        return data

    def pointer(self, x, y, buttons):
        self.socket.sendall(struct.pack(">BBHH", 5, buttons, x, y))

    def key(self, symbol):
        for down in (1, 0):
            self.socket.sendall(struct.pack(">BBxxI", 4, down, symbol))
            time.sleep(0.05)

    def settle(self):
        """Asks for a pixel: what was sent before has been handled when it comes."""
        self.socket.sendall(struct.pack(">BBHHHH", 3, 0, 0, 0, 1, 1))
        while True:
            kind = self.read(1)[0]
            if kind == 0:
                (count,) = struct.unpack(">xH", self.read(3))
                for _ in range(count):
                    _, _, width, height, encoding = struct.unpack(">HHHHi", self.read(12))
                    assert encoding == 0, encoding
                    self.read(width * height * self.pixel)
                return
            if kind == 3:
                (length,) = struct.unpack(">xxxI", self.read(7))
                self.read(length)
            else:
                assert kind == 2, kind

    def do(self, words):
        if words[0] in ("click", "hold"):
            x, y = int(words[1]), int(words[2])
            self.pointer(x, y, 0)
            time.sleep(0.2)
            self.pointer(x, y, 1)
            time.sleep(float(words[3]) if words[0] == "hold" else 0.1)
            self.pointer(x, y, 0)
        elif words[0] == "key":
            self.key(int(words[1], 0))
        elif words[0] == "type":
            for letter in words[1]:
                self.key(ord(letter))
        else:
            raise ValueError(words)


operator = Operator(sys.argv[1], int(sys.argv[2]))
for line in sys.stdin:
    operator.do(line.split())
    try:
        operator.settle()
    except OSError:
        # The line was cut: by his own press, for one.
        print("lost", flush=True)
        break
    print("done", flush=True)
