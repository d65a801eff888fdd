"""Files as people send them: pictures and Office documents, made for tests."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Mapping

import docx
import pikepdf
from docx.oxml.ns import qn
from pikepdf import Dictionary, Name, String
from PIL import Image

TYPES = "[Content_Types].xml"


def pdf(pages: int = 2, **how: object) -> bytes:
    """Return a sound PDF."""
    made, content = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.save(content, **how)
    return content.getvalue()


def scripted_pdf() -> bytes:
    """Return a PDF that runs a script when it is opened."""
    made, content = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('canary')"))
    made.save(content)
    return content.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    """Return a picture, red on its left half and white on its right."""
    made, content = Image.new("RGB", size, "white"), io.BytesIO()
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    made.save(content, kind, **how)
    return content.getvalue()


def document(text: str = "Peru leads.") -> bytes:
    """Return a Word document."""
    made, content = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(content)
    return content.getvalue()


def changed(archive: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return an archive with parts put in, replaced, or (None) left out."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return content.getvalue()


def part(archive: bytes, name: str) -> bytes:
    """Return a part of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def filled(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Write into the boxes of a Word document, as a person does."""
    document = docx.Document(io.BytesIO(content))
    for control in document.element.body.iter(qn("w:sdt")):
        name = control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val"))
        if name in texts:
            words = list(control.iter(qn("w:t")))
            words[0].text = texts[name]
            for rest in words[1:]:
                rest.text = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


# Half red, half white, lying, with 'turn it' and 'canary-make' in its Exif: what an iPhone calls a photograph. Nothing
# that the house needs writes this format, so here it is.
PHOTOGRAPH = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA
AAAERAAAIAAQAAAAABxQABAAAAAAAAADcAAgAAAAAB/AABAAAAAAAAADwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp
bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE
ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAi
QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAA
EFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAHttZGF0AAAAMygBr1iKfg6SX//ytd//Uf5D5QDDo3FvzbExdufP88gUBkMOD1Cm
gxdgZBkbYO9Ke8QhWAAAAAZFeGlmAABNTQAqAAAACAACAQ8AAgAAAAwAAAAmARIAAwAAAAEABgAAAAAAAGNhbmFyeS1tYWtlAA==
"""


def photograph() -> bytes:
    """Return a photograph as HEIC: 96 × 64 points, to be shown upright."""
    return b64decode(PHOTOGRAPH)
