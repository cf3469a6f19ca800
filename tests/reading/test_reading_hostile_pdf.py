"""PDF files made to hurt: bombs, loops of pages, forms and references, broken fonts and pictures, doors to outside."""

from __future__ import annotations

import struct
import zlib

import pytest
from hostile_world import Case, case

from honour.kernel.unread import Why

WORDS = "words of the page"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
MIB = 1 << 20


def drawn(words: str = WORDS) -> bytes:
    return f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def squeezed(content: bytes, entries: str = "", times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"{entries}/Filter[{'/FlateDecode' * times}]")


def pdf(objects: dict[int, str | bytes], trailer: str = "") -> bytes:
    """The objects as a file with a table of references. Object 1 is the catalog."""
    made = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    at = {}
    for number, content in objects.items():
        at[number] = len(made)
        body = content if isinstance(content, bytes) else content.encode()
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(made), max(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        made += b"%010d 00000 %c \n" % (at.get(number, 0), b"n" if number in at else b"f")
    made += f"trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)


def page(
    content: bytes = b"",
    resources: str = "",
    entries: str = "",
    catalog: str = "",
    box: str = "0 0 595 842",
    trailer: str = "",
    font: str = FONT,
    **more: str | bytes,
) -> bytes:
    """A file of one page. `more`: further objects, called `n5`, `n6` and so on."""
    objects: dict[int, str | bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R"
        f"/Resources<</Font<</F1 {font}>>{resources}>>{entries}>>",
        4: content if content.startswith(b"<<") else stream(content or drawn()),
    }
    objects.update({int(key[1:]): said for key, said in more.items()})
    return pdf(objects, trailer)


def action(said: str) -> bytes:
    return page(
        catalog=f"/OpenAction {said}", entries=f"/AA<</O {said}>>/Annots[<</Subtype/Link/Rect[0 0 99 99]/A {said}>>]"
    )


def forms(depth: int) -> bytes:
    """Each form draws the next ten times; the last one draws the first."""
    more: dict[str, str | bytes] = {}
    for number in range(5, 5 + depth):
        following = number + 1 if number + 1 < 5 + depth else 5
        more[f"n{number}"] = stream(
            b"/X Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X {following} 0 R>>>>"
        )
    return page(drawn() + b" /X Do", "/XObject<</X 5 0 R>>", **more)


def picture(data: bytes, entries: str, width: int = 200, height: int = 200, words: bool = True) -> bytes:
    held = stream(data, f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8{entries}")
    content = (drawn() if words else b"") + b" q 400 0 0 400 50 100 cm /X Do Q"
    return page(content, "/XObject<</X 5 0 R>>", n5=held)


def font_file(key: str, data: bytes, kind: str, entries: str = "") -> bytes:
    return page(
        font="5 0 R",
        n5=f"<</Type/Font/Subtype/{kind}/BaseFont/AAAAAA+Odd/FirstChar 32/LastChar 34/Widths[600 600 600]"
        "/FontDescriptor 6 0 R>>",
        n6=f"<</Type/FontDescriptor/FontName/AAAAAA+Odd/Flags 4/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 9/Descent 0"
        f"/CapHeight 9/StemV 9/{key} 7 0 R>>",
        n7=stream(data, entries),
    )


def true_type(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 16, 0, 0)
    listed, body, at = b"", b"", 12 + 16 * len(tables)
    for tag, content in tables.items():
        listed += struct.pack(">4sIII", tag, 0, at + len(body), len(content))
        body += content
    return head + listed + body


def looping_glyphs() -> bytes:
    """Every glyph is made of itself twice."""
    made = struct.pack(">hhhhh", -1, 0, 0, 100, 100) + struct.pack(">HHbb", 0x0020, 0, 0, 0) * 200
    head = struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 100, 100, 0, 8, 2, 1, 0)
    most = struct.pack(">IH13H", 0x10000, 1, *[0xFFFF] * 13)
    return true_type(
        {
            b"glyf": made,
            b"head": head,
            b"hhea": bytes(34) + b"\0\1",
            b"hmtx": bytes(4),
            b"loca": struct.pack(">II", 0, len(made)),
            b"maxp": most,
        }
    )


def cmap(words: str) -> bytes:
    return page(
        drawn("abc"),
        font="5 0 R",
        n5="<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        n6=stream(words.encode(), "/Type/CMap/CMapName/A/UseCMap 6 0 R"),
    )


def composite(encoding: str | bytes) -> bytes:
    return page(
        b"BT /F1 12 Tf 72 700 Td <00410042> Tj ET",
        font="5 0 R",
        n5="<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding 6 0 R/DescendantFonts[7 0 R]>>",
        n6=encoding,
        n7="<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>"
        "/DW 1000/W[0 4294967295 500]>>",
    )


def attached(content: bytes, name: str = "inner.pdf") -> bytes:
    return page(
        catalog=f"/Names<</EmbeddedFiles<</Names[({name}) 5 0 R]>>>>",
        n5=f"<</Type/Filespec/F({name})/EF<</F 6 0 R>>>>",
        n6=stream(content, "/Type/EmbeddedFile"),
    )


def attached_deep(depth: int) -> bytes:
    inner = page()
    for _ in range(depth):
        inner = attached(inner)
    return inner


def tree_of(kids: str, count: int = 2) -> bytes:
    return pdf(
        {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
         3: "<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>"}
    )  # fmt: skip


def xref_loop() -> bytes:
    made = page()
    at = made.rindex(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % at, 1)


def object_stream(said: str) -> bytes:
    return page(n5=squeezed(b"6 0 7 10 " + bytes(100), f"/Type/ObjStm{said}"), trailer="/XRefStm 99999999")


JBIG2 = (
    b"\0\0\0\0\x30\0\1\0\0\0\x13"
    + struct.pack(">IIIIBH", 0x7FFFFFFF, 0x7FFFFFFF, 0, 0, 0, 0)
    + b"\0\0\0\1\x26\0\1\xff\xff\xff\xff"
)
J2K = (
    bytes.fromhex(
        "ff4fff51002f00007fffffff7fffffff000000000000000000000001000000010000000000000000000307010107010107010100"
    )
    + b"\xff" * 50
)
JPEG = (
    b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x22\0\2\x11\1\3\x11\1\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0"
    + b"\xaa" * 200
)
FAX = "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>"

CASES: dict[str, Case] = {
    "a page of 400 MB of nothing": case(lambda _: page(squeezed(bytes(400 * MIB))), Why.OVER_LIMIT),
    "a page packed six times": case(lambda _: page(squeezed(bytes(100 * MIB), times=6))),
    "a page that is a million drawings": case(lambda _: page(drawn() + b" 1 1 m 9 9 l S" * 1_000_000), says=WORDS),
    "a page of 60,000 words": case(lambda _: page(b"BT /F1 1 Tf " + b"(ab) Tj 3 0 Td " * 60_000 + b"ET")),
    "a page of brackets in brackets": case(lambda _: page(drawn() + b"[" * 500_000), says=WORDS),
    "a page that saves its state without end": case(lambda _: page(b"q " * 1_000_000 + drawn()), says=WORDS),
    "arrays 100,000 deep": case(lambda _: page(n5="[" * 100_000 + "]" * 100_000), says=WORDS),
    "an object stream of a thousand million objects": case(
        lambda _: object_stream("/N 1000000000/First 9"), says=WORDS
    ),
    "an object stream that begins before itself": case(
        lambda _: object_stream("/N 2/First -5/Extends 5 0 R"), says=WORDS
    ),
    "tables of references in a ring": case(lambda _: xref_loop(), says=WORDS),
    "a table of references of 4 thousand million": case(
        page().replace(b"xref\n0 5", b"xref\n0 4294967295", 1), says=WORDS
    ),
    "a file that begins to refer nowhere": case(page().replace(b"startxref\n", b"startxref\n9", 1), says=WORDS),
    "an object that is a reference to itself": case(page(n5="5 0 R", resources="/XObject 5 0 R"), says=WORDS),
    "a length that is itself": case(page(b"<</Length 4 0 R>>stream\n" + drawn() + b"\nendstream")),
    "pages in a ring": case(tree_of("2 0 R 3 0 R"), Why.DAMAGED),
    "a thousand million pages that are not there": case(tree_of("", 1_000_000_000), Why.DAMAGED),
    "fewer than no pages": case(tree_of("", -5), Why.DAMAGED),
    "a page that is its own parent": case(page(entries="/Parent 3 0 R"), says=WORDS),
    "5,000 pages of one object": case(
        pdf(
            {
                1: "<</Type/Catalog/Pages 2 0 R>>",
                2: f"<</Type/Pages/Kids[{'3 0 R ' * 5_000}]/Count 5000>>",
                3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            }
        ),
        Why.OVER_LIMIT,
    ),
    "forms that draw each other": case(forms(2), Why.OVER_LIMIT),
    "forms ten times ten times ten": case(forms(9), Why.OVER_LIMIT),
    "a pattern that paints itself": case(
        page(
            drawn() + b" /Pattern cs /P scn 0 0 595 842 re f",
            "/Pattern<</P 5 0 R>>",
            n5=stream(
                b"/Pattern cs /P scn 0 0 9 9 re f",
                "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0"
                "/YStep 0/Resources<</Pattern<</P 5 0 R>>>>",
            ),
        ),
        says=WORDS,
    ),
    "a pattern of tiles too small to count": case(
        page(
            drawn() + b" /Pattern cs /P scn 0 0 595 842 re f",
            "/Pattern<</P 5 0 R>>",
            n5=stream(
                b"0 0 1 1 re f",
                "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .00001/YStep .00001/Resources<<>>",
            ),
        ),
        Why.OVER_LIMIT,
    ),
    "a type 3 font whose letter is itself": case(
        page(
            font="5 0 R",
            n5="<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 122"
            f"/Widths[{'9 ' * 26}]/Encoding<</Differences[97{'/a' * 26}]>>/CharProcs<</a 6 0 R>>"
            "/Resources<</Font<</F1 5 0 R>>>>>>",
            n6=stream(b"9 0 d0 BT /F1 1 Tf (aaaa) Tj ET"),
        ),
    ),
    "a mask that is masked by itself": case(picture(bytes(40_000), "/ColorSpace/DeviceGray/SMask 5 0 R"), says=WORDS),
    "a colour space that is made of itself": case(
        page(drawn() + b" /C cs 1 sc 0 0 9 9 re f", "/ColorSpace<</C 5 0 R>>", n5="[/Indexed 5 0 R 255 <00>]"),
        says=WORDS,
    ),
    "a function that calls itself": case(
        page(
            drawn() + b" /S sh",
            "/Shading<</S 5 0 R>>",
            n5="<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 1 1]/Function 6 0 R>>",
            n6="<</FunctionType 3/Domain[0 1]/Functions[6 0 R 6 0 R]/Bounds[.5]/Encode[0 1 0 1]>>",
        ),
        says=WORDS,
    ),
    "a mesh of a thousand million patches": case(
        page(
            drawn() + b" /S sh",
            "/Shading<</S 5 0 R>>",
            n5=squeezed(
                bytes(20 * MIB),
                "/ShadingType 7/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8"
                "/BitsPerFlag 8/Decode[0 595 0 842 0 1 0 1 0 1]",
            ),
        ),
        says=WORDS,
    ),
    "a page of a thousand kilometres": case(page(box="0 0 2000000000 2000000000"), says=WORDS),
    "a page of no size": case(page(box="0 0 0 0"), says=WORDS),
    "a page of no number": case(page(box="nan inf -inf 1e999")),
    "a page turned by half a letter": case(page(entries="/Rotate 45/UserUnit 1e30"), says=WORDS),
    "a picture of 60,000 by 60,000": case(
        lambda _: picture(
            zlib.compress(bytes(20 * MIB), 9), "/ColorSpace/DeviceGray/Filter/FlateDecode", 60_000, 60_000
        ),
        says=WORDS,
    ),
    "a scan of 60,000 by 60,000 in JBIG2": case(
        picture(JBIG2, "/ColorSpace/DeviceGray/Filter/JBIG2Decode", words=False)
    ),
    "a picture in JPEG 2000 of 2 thousand million": case(picture(J2K, "/Filter/JPXDecode"), says=WORDS),
    "a picture in JPEG that lies": case(picture(JPEG, "/ColorSpace/DeviceRGB/Filter/DCTDecode"), says=WORDS),
    "a fax of 60,000 lines": case(picture(b"\0" * 1000, f"/ColorSpace/DeviceGray{FAX}"), says=WORDS),
    "filters in a row of 5,000": case(
        lambda _: picture(b"0>" * 10, f"/ColorSpace/DeviceGray/Filter[{'/ASCIIHexDecode' * 5_000}]"), says=WORDS
    ),
    "LZW and run lengths that never end": case(
        picture(b"\x81\x00" * 5_000, "/ColorSpace/DeviceGray/Filter[/RunLengthDecode/LZWDecode]"), says=WORDS
    ),
    "a predictor of a thousand million columns": case(
        picture(
            zlib.compress(bytes(1_000)),
            "/ColorSpace/DeviceGray/Filter/FlateDecode/DecodeParms<</Predictor 15"
            "/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
        ),
        says=WORDS,
    ),
    "a TrueType font whose letters are made of themselves": case(font_file("FontFile2", looping_glyphs(), "TrueType")),
    "a TrueType font of lies": case(
        font_file("FontFile2", true_type({b"cmap": b"\xff" * 99, b"glyf": b""}), "TrueType")
    ),
    "a TrueType program that never ends": case(
        font_file(
            "FontFile2", looping_glyphs() + true_type({b"fpgm": b"\xb0\0\x1c", b"prep": b"\xb0\0\x1c"}), "TrueType"
        )
    ),
    "a Type 1 font that calls itself": case(
        font_file(
            "FontFile",
            b"%!PS-AdobeFont-1.0: A\n/Subrs 999999999 array\ndup 0 9 RD \x8b\x0a\x8b\x0a NP\neexec\n" + b"\xaa" * 500,
            "Type1",
            "/Length1 99/Length2 99999999/Length3 0",
        ),
    ),
    "a CFF font of a thousand million letters": case(
        font_file(
            "FontFile3",
            b"\1\0\4\4\0\1\1\1\2A\0\1\1\1\xff\x1d\x7f\xff\xff\xff\x11\xff\xff\4\xff\xff\xff\xff" * 50,
            "Type1",
            "/Subtype/Type1C",
        ),
    ),
    "a table of letters that uses itself": case(cmap("/A usecmap begincmap endcmap")),
    "a table of letters from 0 to 4 thousand million": case(
        cmap(
            "begincmap 1 begincodespacerange <00000000> <ffffffff> endcodespacerange "
            "1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap"
        )
    ),
    "a table of letters of ten million lines": case(
        lambda _: cmap("begincmap 100 beginbfchar " + "<00> <0041> " * 500_000 + "endbfchar endcmap")
    ),
    "a composite font whose encoding is itself": case(
        composite(
            stream(b"/A usecmap 1 begincidrange <0000> <ffffffff> 0 endcidrange", "/Type/CMap/CMapName/A/UseCMap 6 0 R")
        )
    ),
    "JavaScript": case(action("<</S/JavaScript/JS(app.launchURL('http://127.0.0.1/');while(1);)>>"), says=WORDS),
    "launching a program": case(
        lambda o: action(f"<</S/Launch/F(/bin/sh)/Unix<</F(/usr/bin/touch)/P({o.folder}/new)>>>>"), says=WORDS
    ),
    "a link, a form and a sound from outside": case(
        lambda o: page(
            catalog=f"/OpenAction<</S/URI/URI({o.url})/Next[<</S/SubmitForm/F<</FS/URL/F({o.url})>>>>"
            f"<</S/ImportData/F({o.path})>><</S/GoToR/F({o.path})/D[0/Fit]>><</S/GoToE/F({o.path})>>]>>"
        ),
        says=WORDS,
    ),
    "a page whose content is a file outside": case(
        lambda o: page(f"<</Length 0/F({o.path})/FFilter/ASCIIHexDecode>>stream\n\nendstream".encode())
    ),
    "a page whose form is a file outside": case(
        lambda o: page(
            drawn() + b" /X Do",
            "/XObject<</X 5 0 R>>",
            n5=f"<</Subtype/Form/BBox[0 0 9 9]/Ref<</F({o.path})/Page 0>>/Length 0/F<</FS/URL/F({o.url})>>>>stream"
            "\n\nendstream",
        ),
        says=WORDS,
    ),
    "an attached file that is a file outside": case(
        lambda o: page(
            catalog="/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>",
            n5=f"<</Type/Filespec/FS/URL/F({o.url})/UF({o.path})/EF<</F 6 0 R>>>>",
            n6=f"<</Type/EmbeddedFile/F({o.path})/Length 0>>stream\n\nendstream",
        ),
        says=WORDS,
    ),
    "an XFA form with entities": case(
        lambda o: page(
            catalog="/AcroForm<</XFA[(datasets) 5 0 R]/Fields[]>>",
            n5=stream(
                f'<!DOCTYPE a [<!ENTITY s SYSTEM "{o.file_url}">]><xfa:data xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">'
                "<name>&s;</name></xfa:data>".encode()
            ),
        ),
        says=WORDS,
    ),
    "an XFA form of a thousand million laughs": case(
        page(
            catalog="/AcroForm<</XFA 5 0 R/Fields[]>>",
            n5=stream(b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
        ),
        says=WORDS,
    ),
    "XMP with entities": case(
        lambda o: page(
            catalog="/Metadata 5 0 R",
            n5=stream(
                f'<!DOCTYPE a [<!ENTITY s SYSTEM "{o.file_url}">]><x><d:title xmlns:d="d">&s;</d:title></x>'.encode(),
                "/Type/Metadata/Subtype/XML",
            ),
        ),
        says=WORDS,
    ),
    "bookmarks in a ring": case(
        page(
            catalog="/Outlines 5 0 R",
            n5="<</First 6 0 R/Last 6 0 R>>",
            n6="<</Title(a)/Parent 5 0 R/Next 6 0 R/Prev 6 0 R/First 6 0 R/Last 6 0 R>>",
        ),
        says=WORDS,
    ),
    "fields that are their own children": case(
        page(
            catalog="/AcroForm<</Fields[5 0 R]>>",
            n5="<</T(a)/FT/Tx/V(b)/Kids[5 0 R 6 0 R]/Parent 5 0 R>>",
            n6="<</T(c)/Kids[5 0 R]/Parent 6 0 R>>",
        ),
        says=WORDS,
    ),
    "notes that answer each other": case(
        page(
            entries="/Annots[5 0 R 6 0 R]",
            n5="<</Subtype/Text/Rect[0 0 9 9]/Contents(a)/IRT 6 0 R/Popup 5 0 R/Parent 6 0 R>>",
            n6="<</Subtype/Text/Rect[0 0 9 9]/Contents(b)/IRT 5 0 R/Parent 5 0 R>>",
        ),
        says=WORDS,
    ),
    "names of files in a ring": case(
        page(catalog="/Names<</EmbeddedFiles 5 0 R>>", n5="<</Kids[5 0 R 5 0 R]/Names[(a) 5 0 R]>>"), says=WORDS
    ),
    "alternative text in a ring": case(
        page(
            catalog="/StructTreeRoot 5 0 R",
            n5="<</Type/StructTreeRoot/K[6 0 R]>>",
            n6="<</S/Figure/Alt(x)/P 6 0 R/K[6 0 R 5 0 R]/Pg 3 0 R>>",
        ),
        says=WORDS,
    ),
    "layers in a ring": case(
        page(
            catalog="/OCProperties<</OCGs[5 0 R]/D<</Order[6 0 R]/OFF[5 0 R]>>>>",
            n5="<</Type/OCMD/OCGs 5 0 R/VE 6 0 R>>",
            n6="[6 0 R /And 6 0 R]",
        ),
        says=WORDS,
    ),
    "files attached to files, 40 deep": case(lambda _: attached_deep(40), Why.OVER_LIMIT, says=WORDS),
    "an attached bomb": case(
        lambda _: page(
            catalog="/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>",
            n5="<</Type/Filespec/F(a)/EF<</F 6 0 R>>>>",
            n6=squeezed(bytes(200 * MIB), "/Type/EmbeddedFile"),
        ),
        Why.OVER_LIMIT,
        says=WORDS,
    ),
    "2,000 earlier states": case(
        lambda _: page() + b"".join(b"5 0 obj\n(x)\nendobj\nstartxref\n0\n%%EOF\n" for _ in range(2_000))
    ),
    "a lock of an unknown kind": case(
        page(trailer="/Encrypt<</Filter/Odd/V 99/R 99/Length 4096>>/ID[<00><00>]"), Why.ENCRYPTED
    ),
    "a lock whose key is endless": case(
        page(trailer="/Encrypt<</Filter/Standard/V 5/R 6/P -1/O<00>/U<00>/OE<00>/UE<00>/Perms<00>>>/ID[<00><0>]"),
        Why.ENCRYPTED,
    ),
    "nothing but a head": case(b"%PDF-1.7\n", Why.DAMAGED),
    "a head in front of 2 MB of noise": case(
        lambda _: b"%PDF-1.7\n" + bytes(n * 7919 % 251 for n in range(2 * MIB)), Why.DAMAGED
    ),
    "a million heads of objects": case(lambda _: b"%PDF-1.7\n" + b"1 0 obj\n" * 1_000_000, Why.DAMAGED),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_pdf_is_read_or_named(attack, name):
    attack(CASES[name])
