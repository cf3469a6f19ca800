"""Archives made to hurt: bombs by size, depth, count and overlap, names that climb, links and devices."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib

import pytest
from hostile_world import Case, case

from honour.kernel.unread import Why

TEXT = b"the words inside"
MIB = 1 << 20


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as archive:
        warnings.simplefilter("ignore")  # two members of one name are what is tried
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return made.getvalue()


def tarred(*members: tarfile.TarInfo, content: bytes = TEXT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for member in members:
            member.size = len(content) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def in_itself(depth: int) -> bytes:
    inner = TEXT
    for _ in range(depth):
        inner = zipped([("inner.zip", inner)])
    return inner


def fanned(width: int, depth: int) -> bytes:
    """A zip of `width` zips of `width` zips: width to the power of depth documents from a few kilobytes."""
    inner = b"x"
    for level in range(depth):
        inner = zipped([(f"{level}-{n}.zip", inner) for n in range(width)])
    return inner


def directory_entry(name: bytes, packed: int, size: int, checksum: int, at: int, method: int = 8) -> bytes:
    return struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, method, 0, 33, checksum, packed, size, len(name), 0, 0, 0, 0, 0, at
    ) + name  # fmt: skip


def local_header(name: bytes, packed: int, size: int, checksum: int, method: int = 8) -> bytes:
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 33, checksum, packed, size, len(name), 0) + name


def ended(body: bytes, directory: bytes, count: int) -> bytes:
    return body + directory + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)


def overlapping(count: int) -> bytes:
    """Every entry of the directory points at the same packed megabyte."""
    content = b"a quiet sentence about nothing. " * (MIB // 32)
    squeezed = zlib.compress(content, 9)[2:-4]
    checksum = zlib.crc32(content)
    body = local_header(b"a", len(squeezed), len(content), checksum) + squeezed
    entry = directory_entry(b"a", len(squeezed), len(content), checksum, 0)
    return ended(body, entry * count, count)


def eating_itself() -> bytes:
    """A stored member that begins at the archive's own first byte and is as long as the archive."""
    name, count = b"self.zip", 1
    size = 30 + len(name) + 46 + len(name) + 22
    body = local_header(name, size, size, 0, method=0)
    return ended(body, directory_entry(name, size, size, 0, 0, method=0), count)


def lying(said: int, real: int) -> bytes:
    """A member that unpacks to `real` bytes and says `said`."""
    squeezed = zlib.compress(bytes(real), 9)[2:-4]
    body = local_header(b"a.txt", len(squeezed), said, 0) + squeezed
    return ended(body, directory_entry(b"a.txt", len(squeezed), said, 0, 0), 1)


def linked_zip(target: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
        archive.writestr("beside.txt", TEXT)
    return made.getvalue()


def huge_lzma_dictionary() -> bytes:
    """A member packed by LZMA whose header asks for a dictionary of nearly 4 GiB."""
    packed = b"\x09\x04\x05\x00" + b"\x5d" + struct.pack("<I", 0xFFFFFFF0) + bytes(64)
    body = local_header(b"a.txt", len(packed), 1000, 0, method=14) + packed
    return ended(body, directory_entry(b"a.txt", len(packed), 1000, 0, 0, method=14), 1)


def tar_of_size(size: bytes) -> bytes:
    """A header that says `size` in its own 12 bytes, and nothing behind it."""
    head = bytearray(member("a.txt").tobuf(tarfile.GNU_FORMAT))
    head[124:136] = size.ljust(12, b"\0")[:12]
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + TEXT.ljust(512, b"\0") + bytes(1024)


def pax(record: bytes) -> bytes:
    """A pax header with one record, before an ordinary member."""
    head = member("pax", tarfile.XHDTYPE)
    head.size = len(record)
    return head.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\0") + tarred(member("a.txt"))


def sparse(count: int) -> bytes:
    """An old GNU sparse member with a chain of `count` further headers of holes."""
    head = bytearray(member("a.txt", tarfile.GNUTYPE_SPARSE).tobuf(tarfile.GNU_FORMAT))
    hole = b"00000000000\0" + b"00000000000\0"
    head[386:482] = hole * 4
    head[482] = 1
    head[483:495] = b"00000001000\0"
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + (hole * 21 + b"\1" + bytes(7)) * count + (hole * 21 + bytes(8)) + bytes(1024)


def long_name(length: int) -> bytes:
    head = member("././@LongLink", b"L")
    head.size = length
    return head.tobuf(tarfile.GNU_FORMAT) + b"a" * (length + -length % 512) + tarred(member("a.txt"))


def gzip_in_gzip(depth: int) -> bytes:
    inner = TEXT
    for _ in range(depth):
        inner = gzip.compress(inner)
    return inner


BOMBS: dict[str, Case] = {
    "a zip of 400 MB of nothing": case(lambda _: zipped([("a.txt", bytes(400 * MIB))]), Why.OVER_LIMIT),
    "a zip bomb packed by bzip2": case(lambda _: zipped([("a", bytes(90 * MIB))], zipfile.ZIP_BZIP2), Why.OVER_LIMIT),
    "a zip that says less than it holds": case(lambda _: lying(10, 200 * MIB), Why.DAMAGED),
    "a zip that says more than it holds": case(lambda _: lying(9 * MIB, 10), Why.DAMAGED),
    "zip in zip, 40 deep": case(lambda _: in_itself(40), Why.OVER_LIMIT),
    "zips in zips, a hundred million documents": case(lambda _: fanned(46, 5), Why.OVER_LIMIT),
    "ten thousand entries that overlap": case(lambda _: overlapping(10_000), Why.OVER_LIMIT),
    "a zip that lists itself as its own member": case(lambda _: eating_itself(), Why.DAMAGED),
    "a zip of 60,000 empty members": case(
        lambda _: zipped([(str(n), b"") for n in range(60_000)], zipfile.ZIP_STORED), Why.OVER_LIMIT
    ),
    "a member that asks for 4 GiB to unpack": case(lambda _: huge_lzma_dictionary(), Why.OVER_LIMIT),
    "gzip of 400 MB": case(lambda _: gzip.compress(bytes(400 * MIB)), Why.OVER_LIMIT),
    "gzip of 100,000 empty members": case(lambda _: gzip.compress(b"") * 100_000 + gzip.compress(TEXT), says="inside"),
    "gzip in gzip, 40 deep": case(lambda _: gzip_in_gzip(40), Why.OVER_LIMIT),
    "xz of 400 MB": case(lambda _: lzma.compress(bytes(400 * MIB), preset=0), Why.OVER_LIMIT),
    "xz of 20,000 members": case(lambda _: lzma.compress(b"", preset=0) * 20_000 + lzma.compress(TEXT), says="inside"),
    "bzip2 of 400 MB": case(lambda _: bz2.compress(bytes(40 * MIB)) * 10, Why.OVER_LIMIT),
    "bzip2 of 100,000 empty members": case(lambda _: bz2.compress(b"") * 100_000 + bz2.compress(TEXT), says="inside"),
    "a tar bomb in gzip": case(lambda _: gzip.compress(tarred(member("a"), content=bytes(90 * MIB))), Why.OVER_LIMIT),
    "a sparse tar of 30,000 headers of holes": case(lambda _: sparse(30_000), Why.UNKNOWN_FORMAT),
    "a tar with a name of 20 MB": case(lambda _: long_name(20 * MIB), says="inside"),
}  # fmt: skip

TRICKS: dict[str, Case] = {
    "zip names that climb": case(
        lambda o: zipped([("../../../../../.." + str(o.path), TEXT), (str(o.folder / "new.txt"), TEXT + b" two")]),
        says="inside two",
    ),
    "zip names with line ends, NUL, backslash and turned letters": case(
        zipped([(f"a{odd}b.txt", TEXT + str(n).encode()) for n, odd in enumerate("\n\r\0\\\u202e\u2066\ud7ff\x1b:")]),
        says="inside8",
    ),
    "zip members of the same name": case(
        zipped([("same.txt", b"first of them"), ("same.txt", b"second of them")]), says="second of them"
    ),
    "a zip whose member is a link": case(lambda o: linked_zip(str(o.path)), says="inside"),
    "a zip with a name of 65,535 letters": case(zipped([("a" * 65_531 + ".txt", TEXT)]), says="inside"),
    "a zip of an unknown method": case(ended(local_header(b"a", 4, 4, 0, 97) + b"abcd",
                                              directory_entry(b"a", 4, 4, 0, 0, 97), 1), Why.DAMAGED),
    "a zip whose directory lies beyond its end": case(
        b"PK\3\4" + bytes(100) + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFF, 0xFFFFFF, 0), Why.DAMAGED
    ),
    "a zip whose members lie beyond its end": case(
        ended(b"PK\3\4", directory_entry(b"a", 10, 10, 0, 0xFFFFFF00), 1), Why.DAMAGED
    ),
    "a zip of 64-bit sizes": case(
        ended(local_header(b"a", 0xFFFFFFFF, 0xFFFFFFFF, 0),
              directory_entry(b"a", 0xFFFFFFFF, 0xFFFFFFFF, 0, 0), 1), Why.OVER_LIMIT
    ),
    "a zip cut off in its middle": case(zipped([("a.txt", TEXT * 1000)])[:90], Why.DAMAGED),
    "tar names that climb": case(
        lambda o: tarred(member("../../../.." + str(o.path)), member(str(o.folder / "new.txt"))), says="inside"
    ),
    "tar links to a file outside": case(
        lambda o: tarred(member("a", tarfile.SYMTYPE, str(o.path)), member("b", tarfile.LNKTYPE, str(o.path)),
                         member("c.txt")), Why.NO_ACCESS, says="inside"
    ),
    "a tar link to a file beside it": case(
        tarred(member("x/a.txt"), member("x/b", tarfile.SYMTYPE, "./a.txt"), member("c", tarfile.LNKTYPE, "x/a.txt")),
        says="inside"
    ),
    "a tar link to itself": case(
        tarred(member("a", tarfile.SYMTYPE, "a"), member("b", tarfile.LNKTYPE, "b"), member("c.txt")), Why.NO_ACCESS,
        says="inside"
    ),
    "tar devices and pipes": case(
        tarred(member("a", tarfile.CHRTYPE), member("b", tarfile.BLKTYPE), member("c", tarfile.FIFOTYPE),
               member("d", tarfile.CONTTYPE), member("e.txt")), says="inside"
    ),
    "a tar of nothing but links": case(lambda o: tarred(member("a", tarfile.SYMTYPE, str(o.path))), Why.NO_ACCESS),
    "a tar of nothing but devices": case(tarred(member("a", tarfile.CHRTYPE)), Why.DAMAGED),
    "a zip of nothing": case(zipped([]), Why.DAMAGED),
    "a zip of nothing but folders": case(zipped([("a/", b""), ("a/b/", b"")]), Why.DAMAGED),
    "a tar member of 8 EiB": case(tar_of_size(b"\x80" + bytes(3) + b"\x7f" + b"\xff" * 7), Why.OVER_LIMIT),
    "a tar member of less than nothing": case(tar_of_size(b"\xff" * 12), Why.DAMAGED),
    "pax: a size of a hundred digits": case(pax(b"110 size=" + b"9" * 100 + b"\n"), Why.OVER_LIMIT),
    "pax: a record of no length": case(pax(b"0 path=a\n"), Why.DAMAGED),
    "pax: a record longer than the header": case(pax(b"99999999 path=a\n")),
    "a tar cut off": case(tarred(member("a.txt"), content=TEXT * 1000)[:2000], Why.DAMAGED),
    "a gzip cut off": case(gzip.compress(TEXT * 1000)[:40], Why.DAMAGED),
    "a gzip with a wrong sum": case(gzip.compress(TEXT)[:-8] + bytes(8), Why.DAMAGED),
    "gzip with a name and comment of 5 MB": case(
        b"\x1f\x8b\x08\x18" + bytes(6) + b"a" * 5 * MIB + b"\0" + b"b" * 5 * MIB + b"\0" + gzip.compress(TEXT)[10:],
        says="inside",
    ),
    "a 7z archive": case(b"7z\xbc\xaf\x27\x1c" + bytes(100), Why.UNKNOWN_FORMAT),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_that_unpacks_to_too_much_ends_at_its_limit(attack, name):
    attack(BOMBS[name])


@pytest.mark.parametrize("name", TRICKS)
def test_an_archive_with_tricks_reaches_nothing_outside(attack, name):
    attack(TRICKS[name])
