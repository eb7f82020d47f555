"""Sends every kind of packet out of one namespace, or counts what of it arrives in another.

probes.py send   until killed; needs root
probes.py count  prints one line of JSON for each line it reads: arrivals by kind since the start
"""
import fcntl, json, os, select, socket, struct, sys, threading, time

GATE4, GATE6, SECOND4 = "198.51.100.1", "2001:db8:1::1", "198.51.99.1"
KINDS = ["udp4", "udp6", "dns4", "dns6", "icmp4", "icmp6", "multicast4", "multicast6", "broadcast4",
         "raw-ip", "second-uplink", "tcp-out", "tcp-in", "vpn", "vlan", "bridged", "frame"]


def tag(kind):
    return b"[kq-" + kind.encode() + b"]"


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data + b"\0" * (len(data) % 2)))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(kind):
    body = tag(kind) + b"\0" * (-len(tag(kind)) % 2)
    head = struct.pack("!BBHHH", 8, 0, 0, 7, 1)
    return struct.pack("!BBHHH", 8, 0, checksum(head + body), 7, 1) + body


def forever(work):
    def loop():
        while True:
            try:
                work()
            except OSError:
                pass
            time.sleep(0.005)
    threading.Thread(target=loop, daemon=True).start()


def datagrams(kind, family, address, port, **options):
    def work():
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            for level, name, value in options.get("set", []):
                s.setsockopt(level, name, value)
            s.sendto(tag(kind), (address, port))
    forever(work)


def raw(kind, family, protocol, address, payload):
    def work():
        with socket.socket(family, socket.SOCK_RAW, protocol) as s:
            s.sendto(payload, (address, 0))
    forever(work)


def session(kind, make):
    """One established session, written to until it breaks; then a new one is tried."""
    def work():
        with make() as s:
            s.settimeout(1)
            while True:
                s.sendall(tag(kind))
                time.sleep(0.005)
    forever(work)


def frames(kind, link, payload):
    def work():
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
            s.bind((link, 0))
            s.send(b"\xff" * 6 + b"\x02\0\0\0\0\x09" + payload)
    forever(work)


def tunnel():
    """A VPN client: what the system sends into the tunnel leaves as datagrams to its server."""
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH", b"tun0", 0x1001))
    os.system("/usr/sbin/ip addr add 10.99.0.1/24 dev tun0; /usr/sbin/ip link set tun0 up")

    def carry():
        # A tunnel that is down has nothing to read: asked again.
        if select.select([tun], [], [], 0.1)[0]:
            packet = os.read(tun, 2048)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(packet, (GATE4, 1194))
    forever(carry)
    datagrams("vpn", socket.AF_INET, "10.99.0.2", 9)


def send():
    v4, v6 = socket.AF_INET, socket.AF_INET6
    tunnel()
    datagrams("udp4", v4, GATE4, 7001)
    datagrams("udp6", v6, GATE6, 7001)
    datagrams("dns4", v4, GATE4, 53)
    datagrams("dns6", v6, GATE6, 53)
    datagrams("second-uplink", v4, SECOND4, 7001)
    datagrams("multicast4", v4, "239.1.2.3", 7001,
              set=[(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("198.51.100.2"))])
    link = struct.pack("i", socket.if_nametoindex("v0"))
    datagrams("multicast6", v6, "ff02::1234", 7001, set=[(41, socket.IPV6_MULTICAST_IF, link)])
    datagrams("broadcast4", v4, "198.51.100.255", 7001, set=[(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)])
    raw("icmp4", v4, socket.IPPROTO_ICMP, GATE4, echo("icmp4"))
    raw("icmp6", v6, socket.IPPROTO_ICMPV6, GATE6, struct.pack("!BBHHH", 128, 0, 0, 7, 1) + tag("icmp6"))
    raw("raw-ip", v4, 253, GATE4, tag("raw-ip"))
    session("tcp-out", lambda: socket.create_connection((GATE4, 7002), 1))
    listener = socket.create_server(("198.51.100.2", 7003))
    session("tcp-in", lambda: listener.accept()[0])
    frames("frame", "v0", b"\x88\xb5" + tag("frame"))
    frames("vlan", "v0", b"\x81\x00\x00\x0a\x88\xb5" + tag("vlan"))
    print("sending", flush=True)
    threading.Event().wait()


def serve(address, port):
    """Reads what a session from inside brings."""
    listener = socket.create_server((address, port))
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=drain, args=(peer,), daemon=True).start()


def drain(peer):
    try:
        while peer.recv(4096):
            pass
    except OSError:
        pass


def call():
    """Opens sessions to the inside, as a caller's tool would, and reads what they bring."""
    while True:
        try:
            drain(socket.create_connection(("198.51.100.2", 7003), 1))
        except OSError:
            pass
        time.sleep(0.02)


def count():
    threading.Thread(target=serve, args=(GATE4, 7002), daemon=True).start()
    threading.Thread(target=call, daemon=True).start()
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUFFORCE, 8 << 20)
    tap.setblocking(False)
    seen = dict.fromkeys(KINDS, 0)
    tags = [(kind, tag(kind)) for kind in KINDS]
    print("counting", flush=True)
    while True:
        ready, _, _ = select.select([tap, sys.stdin], [], [])
        if tap in ready:
            try:
                while True:
                    packet, where = tap.recvfrom(4096)
                    if where[2] == socket.PACKET_OUTGOING:
                        continue
                    for kind, word in tags:
                        if word in packet:
                            seen[kind] += 1
            except BlockingIOError:
                pass
        if sys.stdin in ready:
            if not sys.stdin.readline():
                return
            print(json.dumps(seen), flush=True)


{"send": send, "count": count}[sys.argv[1]]()
