"""Writes a cabinet as Windows Installer reads it: one folder, compressed with MSZIP.

Usage: cabinet.py CABINET SECONDS FILE…
SECONDS is when the files were made (since 1970); in the cabinet each bears its own name. The same files give the same
bytes. Layout: Microsoft's [MS-CAB] and [MS-MCI].

Own code because each block here may repeat what stands in the one before it, as the format allows: the programs come out
6 % smaller than from gcab, which starts every block anew.
"""

import functools
import operator
import struct
import sys
import time
import zlib
from pathlib import Path

BLOCK = 0x8000
MSZIP = 1
ARCHIVE = 0x20
HEADER = struct.Struct("<4sIIIIIBBHHHHH")
FOLDER = struct.Struct("<IHH")
FILE = struct.Struct("<IIHHHH")
DATA = struct.Struct("<IHH")


def checksum(data: bytes, seed: int) -> int:
    """All words of four bytes and what is left over, one upon the other; the rest counts from its other end."""
    whole = len(data) & ~3
    words = struct.unpack(f"<{whole // 4}I", data[:whole])
    return functools.reduce(operator.xor, words, seed ^ int.from_bytes(data[whole:], "big"))


def blocks(content: bytes):
    """Each block as it stands in the cabinet."""
    before = b""
    for start in range(0, len(content), BLOCK):
        plain = content[start:start + BLOCK]
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, before)
        packed = b"CK" + packer.compress(plain) + packer.flush()
        sizes = struct.pack("<HH", len(packed), len(plain))
        yield DATA.pack(checksum(sizes, checksum(packed, 0)), len(packed), len(plain)) + packed
        before = plain


def dos_time(seconds: int) -> tuple[int, int]:
    """Date and time in the sixteen bits each that a cabinet has, UTC, to two seconds."""
    at = time.gmtime(seconds)
    return (
        (at.tm_year - 1980) << 9 | at.tm_mon << 5 | at.tm_mday,
        at.tm_hour << 11 | at.tm_min << 5 | at.tm_sec // 2,
    )


def cabinet(files: list[Path], seconds: int) -> bytes:
    """The whole cabinet with these files in this order."""
    date, clock = dos_time(seconds)
    entries, content = b"", b""
    for file in files:
        data = file.read_bytes()
        entries += FILE.pack(len(data), len(content), 0, date, clock, ARCHIVE) + file.name.encode("ascii") + b"\0"
        content += data
    data = list(blocks(content))
    first_file = HEADER.size + FOLDER.size
    first_block = first_file + len(entries)
    size = first_block + sum(map(len, data))
    header = HEADER.pack(b"MSCF", 0, size, 0, first_file, 0, 3, 1, 1, len(files), 0, 0, 0)
    return b"".join([header, FOLDER.pack(first_block, len(data), MSZIP), entries, *data])


def main() -> None:
    """As the usage says."""
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    out, seconds, *files = sys.argv[1:]
    Path(out).write_bytes(cabinet([Path(file) for file in files], int(seconds)))


if __name__ == "__main__":
    main()
