"""Showing a picture as a PDF: opened, turned upright and written anew, so that nothing but what is seen remains."""

import io
import warnings
from pathlib import Path

import pi_heif
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageOps, ImageSequence

from secretariat.packets.parts import Reason
from secretariat.packets.unfit import Unfit
from secretariat.rules.media import Media

MOST_PIXELS = 64_000_000
MOST_FRAMES = 100  # of a TIFF, which is how scanners and fax machines send a text of several pages
FORMATS = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.TIFF: "TIFF", Media.WEBP: "WEBP", Media.HEIC: "HEIF"}
# What an iPhone takes. Thumbnails and depth are left alone, and a child has one processor.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
pi_heif.options.DECODE_THREADS = 1
QUALITY = 88
SHEET = (595.0, 842.0)  # A4 in points
MARGIN = 28.0
PER_POINT = 72 / 96  # of a pixel, so that a small picture is not blown up


def shown(path: Path, media: Media) -> tuple[bytes, int]:
    """Return a PDF of a picture, and its pages. Raises Unfit where it is too large, or damaged."""
    try:
        with warnings.catch_warnings(), Image.open(path, formats=[FORMATS[media]]) as picture:
            warnings.simplefilter("ignore")
            return pages(picture)
    except Image.DecompressionBombError:
        raise Unfit(Reason.TOO_MANY_PIXELS) from None
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, AttributeError):
        # Pillow says by any of these that a file is not what its first bytes promise.
        raise Unfit(Reason.CORRUPT) from None


def pages(picture: Image.Image) -> tuple[bytes, int]:
    """Put each frame on a page of its own."""
    frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if frames > MOST_FRAMES:
        raise Unfit(Reason.TOO_LONG)
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        for frame in ImageSequence.Iterator(picture):
            sheet(pdf, plain(frame))
            if len(pdf.pages) >= frames:
                break
        pdf.save(content, deterministic_id=True)
        return content.getvalue(), len(pdf.pages)


def plain(frame: Image.Image) -> Image.Image:
    """Return a frame upright, on white, in grey or colours; its size is asked before it is unpacked."""
    if frame.width * frame.height > MOST_PIXELS:
        raise Unfit(Reason.TOO_MANY_PIXELS)
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in {"1", "L"}:
        return upright.convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        layers = upright.convert("RGBA")
        paper = Image.new("RGB", layers.size, "white")
        paper.paste(layers, mask=layers.getchannel("A"))
        return paper
    return upright.convert("RGB")


def sheet(pdf: Pdf, picture: Image.Image) -> None:
    """Add a page with a picture: upright or lying, as the picture is, within its margins."""
    packed = io.BytesIO()
    picture.info = {}  # comments, where it was taken, by what: none of it goes along
    picture.save(packed, "JPEG", quality=QUALITY)
    image = pdf.make_stream(
        packed.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    width, height = SHEET if picture.height >= picture.width else (SHEET[1], SHEET[0])
    scale = min((width - 2 * MARGIN) / picture.width, (height - 2 * MARGIN) / picture.height, PER_POINT)
    wide, high = picture.width * scale, picture.height * scale
    drawn = f"q {wide:.3f} 0 0 {high:.3f} {(width - wide) / 2:.3f} {(height - high) / 2:.3f} cm /I Do Q"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(I=image)),
        Contents=pdf.make_stream(drawn.encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
