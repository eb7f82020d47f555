#!/usr/bin/env python3
"""The far end of the PC in QEMU: takes what it sends and writes down every frame, from the first one on.

    far_end.py INTERFACE MAC FILE

One JSON object a frame: seconds since the epoch, what it was, its size. Data for TCP port 7 are read and thrown away.
"""

import json
import socket
import struct
import sys
import threading
import time

OUTGOING = 4
ETHERTYPES = {0x0806: "arp", 0x86DD: "ipv6", 0x0800: "ipv4", 0x88CC: "lldp"}
PROTOCOLS = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 58: "icmpv6"}
ICMPV6 = {128: "echo", 130: "mld", 131: "mld", 133: "router-solicit", 135: "neighbour-solicit",
          136: "neighbour-advert", 143: "mld"}
PORTS = {67: "dhcp", 547: "dhcpv6", 9: "mark", 53: "dns", 5353: "mdns", 5355: "llmnr"}


def transport(protocol, rest):
    """Names the transport protocol and, where it tells more, the port or message."""
    if protocol == 0 and len(rest) >= 2:
        # Hop-by-hop options come before multicast listener reports.
        return transport(rest[0], rest[8 * (rest[1] + 1):])
    name = PROTOCOLS.get(protocol, f"protocol-{protocol}")
    if protocol in (6, 17) and len(rest) >= 4:
        port = struct.unpack("!H", rest[2:4])[0]
        known = PORTS.get(port) if protocol == 17 else None
        if known == "mark":
            return "mark " + rest[8:].decode("ascii", "replace").strip()
        return known or f"{name}/{port}"
    if protocol == 58 and rest:
        return "icmpv6 " + ICMPV6.get(rest[0], str(rest[0]))
    return name


def what(frame):
    """Names one frame."""
    if len(frame) < 14:
        return "runt"
    kind = struct.unpack("!H", frame[12:14])[0]
    name = ETHERTYPES.get(kind, f"ethertype-{kind:04x}")
    if name == "ipv4" and len(frame) >= 34:
        return transport(frame[23], frame[14 + 4 * (frame[14] & 15):])
    if name == "ipv6" and len(frame) >= 54:
        return transport(frame[20], frame[54:])
    return name


def serve():
    """Takes connections at port 7 and reads them."""
    listener = socket.create_server(("", 7))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=drain, args=(connection,), daemon=True).start()


def drain(connection):
    """Reads one connection to its end."""
    try:
        while connection.recv(4096):
            pass
    except OSError:
        pass
    connection.close()


def main():
    """Listens until it is ended."""
    interface, mac, path = sys.argv[1:]
    pc = bytes.fromhex(mac.replace(":", ""))
    ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    ear.bind((interface, 0))
    threading.Thread(target=serve, daemon=True).start()
    with open(path, "a", encoding="ascii", buffering=1) as log:
        while True:
            frame, address = ear.recvfrom(65535)
            # Whatever did not come from this side came from the PC, whoever it says it is.
            if address[2] == OUTGOING:
                continue
            own = {} if frame[6:12] == pc else {"from": frame[6:12].hex(":")}
            print(json.dumps({"t": time.time(), "what": what(frame), "bytes": len(frame), **own}), file=log)


main()
