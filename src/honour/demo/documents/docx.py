"""Documents as DOCX: tables, header and footer, properties, comments, tracked changes, hidden text."""

from __future__ import annotations

from xml.sax.saxutils import escape

from honour.demo.documents.layout import Block, Document, Heading, Para, Table
from honour.demo.documents.said import Said
from honour.demo.documents.zipped import pack

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style></w:styles>'
)


def _t(text: str, tag: str = "t") -> str:
    """Runs of one text. Word breaks runs anywhere (spelling, editing); so does this, every 23 words."""
    words = text.split(" ")
    runs = [" ".join(words[at : at + 23]) for at in range(0, len(words), 23)]
    joined = [run + (" " if number + 1 < len(runs) else "") for number, run in enumerate(runs)]
    return "".join(f'<w:r><w:{tag} xml:space="preserve">{escape(run)}</w:{tag}></w:r>' for run in joined)


def _lines(text: str) -> str:
    """A text with line breaks inside one paragraph."""
    return "<w:r><w:br/></w:r>".join(_t(line) for line in text.split("\n"))


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.comments: list[tuple[str, str]] = []
        self.revision = 100
        self.moment = f"{document.created}T09:00:00Z"

    def paragraph(self, said: Said, style: str = "") -> str:
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{properties}{_lines(said.text)}</w:p>"

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self.paragraph(block.said, "Heading1")
        if isinstance(block, Table):
            return self.table(block)
        return self.para(block)

    def para(self, block: Para) -> str:
        text = block.said.text
        self.revision += 1
        change = f'w:id="{self.revision}" w:author="{escape(block.by, {chr(34): "&quot;"})}" w:date="{self.moment}"'
        if block.kind == "deleted":
            return f"<w:p><w:del {change}>{_t(text, 'delText')}</w:del></w:p>"
        if block.kind == "inserted":
            return f"<w:p><w:ins {change}>{_t(text)}</w:ins></w:p>"
        if block.kind == "hidden":
            return f'<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
        if block.comment is not None:
            number = len(self.comments)
            self.comments.append((block.comment_by, block.comment.text))
            return (
                f'<w:p><w:commentRangeStart w:id="{number}"/>{_lines(text)}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r></w:p>'
            )
        align = '<w:pPr><w:jc w:val="right"/></w:pPr>' if block.kind == "right" else ""
        return f"<w:p>{align}{_lines(text)}</w:p>"

    def table(self, block: Table) -> str:
        edge = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        count = max(len(row) for row in block.rows)
        shares = block.widths or (1.0,) * count
        grid = "".join(f'<w:gridCol w:w="{int(9000 * share / sum(shares))}"/>' for share in shares)
        rows = []
        for row in block.rows:
            span = count - len(row) + 1
            inside = "".join(
                "<w:tc><w:tcPr>"
                + (f'<w:gridSpan w:val="{span}"/>' if span > 1 and at == len(row) - 1 else "")
                + f"</w:tcPr>{self.paragraph(cell)}</w:tc>"
                for at, cell in enumerate(row)
            )
            rows.append(f"<w:tr>{inside}</w:tr>")
        head = f"<w:tblPr><w:tblBorders>{edge}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        return f"<w:tbl>{head}{''.join(rows)}</w:tbl><w:p/>"


def docx(document: Document) -> bytes:
    """The document as a DOCX. Ten parts at most, dates fixed to the document's own."""
    writer = _Writer(document)
    body = "" if document.letter else writer.paragraph(document.title, "Title")
    body += "".join(writer.block(block) for block in document.blocks)
    marginal = []
    for name in ("header", "footer"):
        said: Said = getattr(document, name)
        if said.text:
            short = {"header": "hdr", "footer": "ftr"}[name]
            marginal.append((name, f'{_HEAD}<w:{short} xmlns:w="{_W}"><w:p>{_lines(said.text)}</w:p></w:{short}>'))
    section = "".join(f'<w:{name}Reference w:type="default" r:id="r-{name}"/>' for name, _ in marginal)
    main = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}'
        f'<w:sectPr>{section}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    overrides = [("word/document.xml", f"{_WORD}.document.main+xml"), ("word/styles.xml", f"{_WORD}.styles+xml")]
    links = [("r-styles", "styles", "styles.xml")]
    extra: list[tuple[str, str]] = []
    for name, xml in marginal:
        overrides.append((f"word/{name}1.xml", f"{_WORD}.{name}+xml"))
        links.append((f"r-{name}", name, f"{name}1.xml"))
        extra.append((f"word/{name}1.xml", xml))
    if writer.comments:
        comments = "".join(
            f'<w:comment w:id="{number}" w:author="{escape(who, {chr(34): "&quot;"})}" w:date="{writer.moment}" '
            f'w:initials="">{writer.paragraph(Said(text))}</w:comment>'
            for number, (who, text) in enumerate(writer.comments)
        )
        overrides.append(("word/comments.xml", f"{_WORD}.comments+xml"))
        links.append(("r-comments", "comments", "comments.xml"))
        extra.append(("word/comments.xml", f'{_HEAD}<w:comments xmlns:w="{_W}">{comments}</w:comments>'))
    kinds = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides)
    types = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
    core = (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title.text)}</dc:title><dc:subject>{escape(document.subject.text)}</dc:subject>"
        f"<dc:creator>{escape(document.author.text)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(document.last_by.text)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{writer.moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{writer.moment}</dcterms:modified></cp:coreProperties>'
    )
    relations = "".join(f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{to}"/>' for key, kind, to in links)
    top = (
        f'{_HEAD}<Relationships xmlns="{_REL}">'
        f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>'
    )
    parts = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", top),
        ("docProps/core.xml", core),
        ("word/document.xml", main),
        ("word/styles.xml", _STYLES),
        *extra,
        ("word/_rels/document.xml.rels", f'{_HEAD}<Relationships xmlns="{_REL}">{relations}</Relationships>'),
    ]
    return pack([(name, xml.encode()) for name, xml in parts])
