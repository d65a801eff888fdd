"""Reading the codes on a photograph or a scan of a sheet that was signed by hand.

The picture is a stranger's, so a child opens it: see child.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from secretariat.packets.child import Answer, Job, serve
from secretariat.packets.crew import Crew
from secretariat.packets.pictures import FORMATS, MOST_PIXELS
from secretariat.rules.media import IMAGES, PDF_WITHIN, Media, recognised

MODULE = "secretariat.packets.signatures"
MEMORY = 1024
SECONDS = 20
PATIENCE = 20.0
MOST_PAGES = 3  # of a scan; the sheet is one page, with a cover and a fax slip at most
RESOLUTION = 200 / 72  # of a scan that is drawn, per point
MOST_POINTS = 2000.0  # of a page's side; what is larger is drawn smaller
LONGEST_SIDE = 2400  # pixels: a photograph of today has more than a code needs


def read_codes(path: Path) -> list[str]:
    """Return the texts of the QR codes on a picture (JPEG, PNG, TIFF, WebP, HEIC) or on the first pages of a PDF.

    An empty list where there is none, or where the file cannot be read.
    """
    with Crew(MODULE, hands=1, patience=PATIENCE) as crew:
        answer = next(crew.run([{"path": str(path)}]))[1]
    return list(answer.get("codes", []))


def codes(path: Path) -> list[str]:
    """Return the codes of a file in this process, each once, in the order in which they are found."""
    with path.open("rb") as file:
        media = recognised(file.read(PDF_WITHIN))
    found = [code for picture in pictures(path, media) for code in seen(picture)]
    return list(dict.fromkeys(found))


def pictures(path: Path, media: str) -> Iterator[Image.Image]:
    """Yield what a file shows."""
    if media == Media.PDF:
        yield from drawn(path)
    elif media in IMAGES:
        with Image.open(path, formats=[FORMATS[Media(media)]]) as picture:
            if picture.width * picture.height <= MOST_PIXELS:
                picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
                yield ImageOps.exif_transpose(picture).convert("L")


def drawn(path: Path) -> Iterator[Image.Image]:
    """Draw the first pages of a PDF."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page in list(pdf)[:MOST_PAGES]:
            scale = RESOLUTION * min(1.0, MOST_POINTS / max(page.get_size()))
            yield page.render(scale=scale, grayscale=True).to_pil()


def seen(picture: Image.Image) -> list[str]:
    """Return the codes on a picture: as it is, and smaller, which evens out grain and folds."""
    for side in (LONGEST_SIDE, LONGEST_SIDE // 2, LONGEST_SIDE // 4):
        smaller = picture.copy()
        smaller.thumbnail((side, side))
        found = zxingcpp.read_barcodes(smaller, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        if found:
            return [one.text for one in found]
    return []


def work(job: Job) -> Answer:
    """Read the codes of a job {"path"}; answer {"codes"}."""
    return {"codes": codes(Path(job["path"]))}


if __name__ == "__main__":
    serve(work, memory=MEMORY, seconds=SECONDS)
