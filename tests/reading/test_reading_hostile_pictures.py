"""Pictures made to hurt: sizes that lie, directories in rings, frames without end, bombs, files cut off."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
import pytest
from hostile_world import Case, case
from PIL import Image

from honour.kernel.unread import Why

MIB = 1 << 20


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, pixels: bytes = b"", *, depth: int = 8, colour: int = 0, before: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


def saved(kind: str, size: tuple[int, int] = (60, 30), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("L", size, 255).save(made, kind, **more)
    return made.getvalue()


def tiff(*entries: tuple[int, int, int, int], following: int = 0, pixels: bytes = b"\xff" * 1800) -> bytes:
    """A picture of 60 by 30 whose directory has these entries (tag, type, count, value) besides or instead."""
    held = {256: (3, 1, 60), 257: (3, 1, 30), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 0),
            277: (3, 1, 1), 278: (3, 1, 30), 279: (4, 1, len(pixels))}  # fmt: skip
    held.update({tag: rest for tag, *rest in entries})  # type: ignore[misc]
    at = 8 + 2 + 12 * len(held) + 4
    held[273] = (4, 1, held[273][2] or at)
    listed = b"".join(struct.pack("<HHII", tag, *held[tag]) for tag in sorted(held))
    return b"II*\0" + struct.pack("<IH", 8, len(held)) + listed + struct.pack("<I", following) + pixels


def gif(frames: int, size: tuple[int, int] = (40, 40)) -> bytes:
    """One frame, said again and again; `size` is what the head says."""
    one = saved("GIF", (40, 40))
    at = one.index(b",\0\0\0\0")
    return one[:6] + struct.pack("<HH", *size) + one[10:at] + one[at:-1] * frames + b";"


def apng(frames: int) -> bytes:
    control = chunk(b"acTL", struct.pack(">II", frames, 0))
    first = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 60, 30, 0, 0, 1, 1, 0, 0))
    return png(60, 30, (b"\0" + b"\xff" * 60) * 30, before=control + first)


def bmp(width: int, height: int, bits: int = 24, packing: int = 0, data: bytes = b"") -> bytes:
    head = struct.pack("<IiiHHIIIIII", 40, width, height, 1, bits, packing, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, 54) + head + data


def exif_ring() -> bytes:
    """A JPEG whose Exif directory names itself as its own inner directory."""
    ring = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + struct.pack("<HHII", 0x8769, 4, 1, 8)
    ring += struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<I", 8)
    body = b"Exif\0\0" + ring
    made = saved("JPEG")
    return made[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + made[2:]


def jpeg_of(width: int, height: int) -> bytes:
    made = saved("JPEG")
    at = made.index(b"\xff\xc0")
    return made[: at + 5] + struct.pack(">HH", height, width) + made[at + 9 :]


def progressive(scans: int) -> bytes:
    made = saved("JPEG", (2000, 2000), progressive=True)
    at = made.rindex(b"\xff\xda")
    return made[:at] + made[at:-2] * scans + made[-2:]


def webp_of(width: int, height: int) -> bytes:
    made = bytearray(saved("WEBP"))
    at = made.index(b"\x9d\x01\x2a")
    made[at + 3 : at + 7] = struct.pack("<HH", width & 0x3FFF, height & 0x3FFF)
    return bytes(made)


def heic(size: tuple[int, int] = (640, 480)) -> bytes:
    made = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, "white")).save(made, quality=50)
    return made.getvalue()


def said_to_be(made: bytes, width: int, height: int) -> bytes:
    """The same HEIC or AVIF with another size in every box that gives one."""
    parts = made.split(b"ispe")
    return b"ispe".join([parts[0], *(part[:4] + struct.pack(">II", width, height) + part[12:] for part in parts[1:])])


def box_in_box(depth: int) -> bytes:
    inside = b""
    for _ in range(depth):
        inside = struct.pack(">I", len(inside) + 12) + b"meta" + bytes(4) + inside
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + inside


CASES: dict[str, Case] = {
    "PNG of 60,000 by 60,000": case(lambda _: png(60_000, 60_000, bytes(MIB)), Why.OVER_LIMIT),
    "PNG of 2 thousand million by one": case(png(0x7FFFFFFF, 1), Why.OVER_LIMIT),
    "PNG of no size": case(png(0, 0), Why.DAMAGED),
    "PNG that unpacks to 400 MB": case(lambda _: png(60, 30, bytes(400 * MIB)), Why.EMPTY_SCAN),
    "PNG with words packed a thousandfold": case(
        lambda _: png(60, 30, bytes(1830), before=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 90 * MIB, 9))),
        Why.DAMAGED,
    ),
    "PNG with a colour profile packed a thousandfold": case(
        lambda _: png(60, 30, bytes(1830), before=chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(90 * MIB), 9))),
        Why.DAMAGED,
    ),
    "PNG with 50,000 comments": case(
        lambda _: png(60, 30, bytes(1830), before=chunk(b"tEXt", b"Comment\0words") * 50_000), says="words"
    ),
    "PNG with a chunk of 4 GB": case(png(60, 30)[:33] + struct.pack(">I", 0xFFFFFFFF) + b"tEXt", Why.DAMAGED),
    "PNG of an unknown colour": case(png(60, 30, colour=5), Why.DAMAGED),
    "PNG cut off": case(saved("PNG")[:60], Why.DAMAGED),
    "moving PNG of 4 thousand million frames": case(lambda _: apng(0xFFFFFFFF), Why.EMPTY_SCAN),
    "JPEG of 65,000 by 65,000": case(jpeg_of(65_000, 65_000), Why.OVER_LIMIT),
    "JPEG of more than it holds": case(jpeg_of(3_000, 3_000), Why.EMPTY_SCAN),
    "JPEG cut off": case(lambda _: saved("JPEG", (900, 900))[:700], Why.DAMAGED),
    "JPEG of 500 passes": case(lambda _: progressive(500), Why.EMPTY_SCAN),
    "JPEG whose Exif is a ring": case(exif_ring(), Why.EMPTY_SCAN),
    "JPEG of nothing but a start": case(b"\xff\xd8\xff", Why.DAMAGED),
    "TIFF whose directories are a ring": case(tiff(following=8), Why.EMPTY_SCAN),
    "TIFF whose directory lies beyond its end": case(tiff(following=0xFFFFFF00), Why.EMPTY_SCAN),
    "TIFF of 60,000 by 60,000": case(tiff((256, 4, 1, 60_000), (257, 4, 1, 60_000)), Why.OVER_LIMIT),
    "TIFF with an entry of 4 thousand million": case(tiff((270, 2, 0xFFFFFFFF, 8)), Why.EMPTY_SCAN),
    "TIFF whose inner directory is itself": case(tiff((330, 4, 1, 8), (34665, 4, 1, 8)), Why.EMPTY_SCAN),
    "TIFF of 4 thousand million strips": case(tiff((273, 4, 0xFFFFFFFF, 8)), Why.EMPTY_SCAN),
    "TIFF of lines that never end": case(tiff((259, 3, 1, 4), pixels=bytes(50)), Why.DAMAGED),
    "TIFF of 65,535 samples": case(tiff((277, 3, 1, 65_535)), Why.DAMAGED),
    "GIF of 100,000 frames": case(lambda _: gif(100_000), Why.EMPTY_SCAN),
    "GIF of 65,535 by 65,535": case(gif(1, (65_535, 65_535)), Why.OVER_LIMIT),
    "GIF cut off": case(gif(1)[:30], Why.DAMAGED),
    "BMP of 2 thousand million lines": case(bmp(2, -0x7FFFFFFF), Why.OVER_LIMIT),
    "BMP of a run that never ends": case(bmp(4_000, 4_000, 8, 1, bytes(1078) + b"\xff\0" * 50), Why.DAMAGED),
    "BMP of fewer than no columns": case(bmp(-100, 100), Why.OVER_LIMIT),
    "WebP of more than it holds": case(webp_of(16_000, 16_000), Why.OVER_LIMIT),
    "WebP cut off": case(saved("WEBP")[:40], Why.DAMAGED),
    "HEIC of 60,000 by 60,000": case(lambda _: said_to_be(heic(), 60_000, 60_000), Why.OVER_LIMIT),
    "HEIC of more than it holds": case(lambda _: said_to_be(heic(), 4_000, 4_000), Why.DAMAGED),
    "HEIC of no size": case(lambda _: said_to_be(heic(), 0, 0), Why.DAMAGED),
    "HEIC cut off": case(lambda _: heic()[:-40], Why.DAMAGED),
    "HEIC of nothing but a start": case(heic()[:24], Why.DAMAGED),
    "HEIC of boxes in boxes": case(lambda _: box_in_box(20_000), Why.DAMAGED),
    "HEIC with its picture zeroed": case(lambda _: heic()[:-200] + bytes(200), Why.EMPTY_SCAN),
    "AVIF of 60,000 by 60,000": case(lambda _: said_to_be(saved("AVIF"), 60_000, 60_000), Why.DAMAGED),
    "AVIF cut off": case(saved("AVIF")[:-10], Why.DAMAGED),
    "a picture that is called a PDF": case(saved("PNG"), Why.EMPTY_SCAN, name="letter.pdf"),
    "a picture with a program behind it": case(saved("PNG") + b"MZ" + bytes(5_000), Why.EMPTY_SCAN),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_picture_is_looked_at_or_named(attack, name):
    attack(CASES[name])
