"""Files on the shared drive, each written with its truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from honour.demo.documents.docx import docx
from honour.demo.documents.layout import Document, everything, known_by
from honour.demo.documents.odt import odt
from honour.demo.documents.pdf import Typeset, typeset
from honour.demo.documents.said import Said
from honour.demo.documents.scribe import tell
from honour.demo.truth import TruthBook
from honour.kernel import address
from honour.kernel.hashes import sha256_hex

SOURCE = "drive"


@dataclass
class Drive:
    root: Path
    book: TruthBook
    maker: str
    """The author property of PDFs: the school."""
    written: dict[str, bytes] = field(default_factory=dict)
    """Path to bytes, to make copies from and never to write a name twice."""
    scanned_pages: int = 0

    def put(self, path: str, data: bytes) -> str:
        """Writes a file, under another number if the name is taken; gives back its path."""
        folder, _, name = path.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        name = re.sub(r'[\\:*?"<>|]', "-", name)
        chosen, number = f"{folder}/{name}" if folder else name, 1
        while chosen in self.written:
            number += 1
            chosen = f"{folder}/{stem if dot else name} ({number}){dot}{ending if dot else ''}"
        target = self.root / chosen
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.written[chosen] = data
        return chosen

    def whole(self, path: str, data: bytes, via: str, said: Said) -> str:
        """A file that is one record."""
        tell(self.book, address.in_file(SOURCE, sha256_hex(data)), via, said)
        return self.put(path, data)

    def paged(self, path: str, data: bytes, via: str, pages: tuple[Said, ...]) -> str:
        """A file whose every page is a record."""
        digest = sha256_hex(data)
        for number, page in enumerate(pages, 1):
            tell(self.book, address.in_file(SOURCE, digest, f"page={number}"), via, page)
        return self.put(path, data)

    def lines(self, path: str, data: bytes, rows: list[Said]) -> str:
        """A CSV file, one record a physical line; heading lines concern nobody, title lines may name a teacher."""
        digest = sha256_hex(data)
        for number, row in enumerate(rows, 1):
            tell(self.book, address.in_file(SOURCE, digest, f"sheet=1,row={number}"), "csv", row)
        return self.put(path, data)

    def document(self, path: str, document: Document, kind: str) -> str:
        """kind: docx, odt, pdf or txt; the path comes without the ending."""
        if kind == "pdf":
            made = self.typeset(document)
            return self.paged(f"{path}.pdf", made.data, "pdf", made.pages)
        return self.whole(f"{path}.{kind}", *self.bytes_of(document, kind))

    def bytes_of(self, document: Document, kind: str) -> tuple[bytes, str, Said]:
        if kind == "docx":
            return docx(document), "docx", everything(document)
        if kind == "odt":
            return odt(document), "odt", everything(document)
        said = known_by(document.blocks)
        if not document.letter:
            said = document.title + "\n\n" + said
        return said.text.encode() + b"\n", "text", said

    def typeset(self, document: Document) -> Typeset:
        return typeset(document, self.maker)

    def unreadable(self, path: str, data: bytes, why: str) -> str:
        self.book.unreadable(address.in_file(SOURCE, sha256_hex(data)), why)
        return self.put(path, data)
