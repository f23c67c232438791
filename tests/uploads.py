"""Files as people upload them: photos and papers, good and bad ones."""

from __future__ import annotations

import io

import pillow_heif
from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript

TAKEN = "2026:11:24 10:02:11"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), colour: str = "teal") -> bytes:
    """A photo with its capture time and the place where it was taken, held sideways."""
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[0x0112] = 6  # held sideways
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif.get_ifd(0x8769)[0x9011] = "-05:00"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (41.0, 8.0, 30.0)
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    image.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def pdf(pages: int = 2, password: str = "") -> bytes:
    """A paper of so many pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pixel_bomb() -> bytes:
    """A small file that unpacks to 900 million pixels."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def active_pdf() -> bytes:
    """A paper that runs a script when it is opened."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_open_action(JavaScript("app.alert('hello')"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
