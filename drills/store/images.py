"""Opens uploaded photos and PDFs in a process of its own, and hands back what is safe.

Run as a program by evidence.py: it reads the file from its input and answers with one
line of JSON, then the bytes. What a decoder does to bad bytes (crash, hang, eat memory)
ends here and not in the web process, so this file imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import sys
import warnings

LARGEST_SIDE = 2000
THUMBNAIL_SIDE = 320
QUALITY = 82
MOST_PIXELS = 50_000_000
MOST_PAGES = 500
MOST_ACTIONS = 50  # one after the other; a chain that bites its tail has no end
MEMORY = 2 * 1024**3
SECONDS = 30

ACTIVE = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMediaExecute")
CARRIERS = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D")

EXIF = 0x8769
TAKEN = 0x9003
TAKEN_OFFSET = 0x9011


def limit_process() -> None:
    """Bound the memory and processor time, where the system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        if sys.platform.startswith("linux"):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass


def taken_at(image: object) -> str | None:
    """The camera's own words for when the photo was taken, with its offset if it says one."""
    try:
        inner = image.getexif().get_ifd(EXIF)  # type: ignore[attr-defined]
        said = str(inner.get(TAKEN, "")).strip("\0 ")
        offset = str(inner.get(TAKEN_OFFSET, "")).strip("\0 ")
    except Exception:  # a broken EXIF block is no reason to refuse the photo
        return None
    words = f"{said} {offset}".strip()
    return words[:30] if said and words.isascii() and words.isprintable() else None


def open_image(content: bytes) -> tuple[dict[str, object], list[bytes]]:
    """A photo upright, at most 2,000 pixels a side, as JPEG without EXIF; and a thumbnail."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if content[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener()
    with Image.open(io.BytesIO(content)) as image:
        taken = taken_at(image)
        if image.format == "JPEG":
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        image.load()  # a file cut short fails here
        upright = ImageOps.exif_transpose(image)
        flat = _on_white(upright)
    flat.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    small = flat.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    parts = []
    for one in (flat, small):
        out = io.BytesIO()
        one.save(out, "JPEG", quality=QUALITY, optimize=True)
        parts.append(out.getvalue())
    return {"kind": "image/jpeg", "taken_at": taken}, parts


def _on_white(image):
    """The picture in plain colours; what was see-through becomes white."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        above = image.convert("RGBA")
        ground = Image.new("RGB", above.size, "white")
        ground.paste(above, mask=above.getchannel("A"))
        return ground
    # A fresh picture, so that nothing rides along in its info.
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def open_pdf(content: bytes) -> tuple[dict[str, object], list[bytes]]:
    """A PDF's number of pages. The file itself is kept as it is, so one that would do something
    when somebody opens it is refused."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        return {"error": "encrypted"}, []
    pages = len(reader.pages)
    if not pages:
        return {"error": "broken"}, []
    if pages > MOST_PAGES:
        return {"error": "too_many_pages"}, []
    if is_active(reader):
        return {"error": "active"}, []
    return {"kind": "application/pdf", "pages": pages}, []


def is_active(reader: object) -> bool:
    """Whether a PDF runs scripts or programs, or carries other files inside."""
    root = _plain(reader.trailer["/Root"])  # type: ignore[attr-defined]
    names, form = _plain(root.get("/Names", {})), _plain(root.get("/AcroForm", {}))
    if names.get("/JavaScript") or names.get("/EmbeddedFiles") or form.get("/XFA"):
        return True
    if _does(root):
        return True
    for page in reader.pages:  # type: ignore[attr-defined]
        notes = [_plain(note) for note in _plain(page.get("/Annots", ()))]
        carries = any(note.get("/Subtype") in CARRIERS for note in notes)
        if carries or any(map(_does, (page, *notes))):
            return True
    # Fields that stand on no page have scripts of their own.
    return any(_does(_plain(one)) for one in _plain(form.get("/Fields", ())))


def _does(thing: dict) -> bool:
    """Whether a part of a PDF runs something by itself or when it is pressed."""
    actions = [thing.get("/OpenAction"), thing.get("/A")]
    actions += _plain(thing.get("/AA", {})).values()
    seen = 0
    while actions and seen < MOST_ACTIONS:
        action, seen = _plain(actions.pop()), seen + 1
        if not hasattr(action, "get"):
            continue  # a place to jump to, or nothing
        if action.get("/S") in ACTIVE or "/JS" in action:
            return True
        after = _plain(action.get("/Next"))
        actions += after if isinstance(after, list) else [after]
    return seen == MOST_ACTIONS


def _plain(value):
    """What a reference in a PDF leads to."""
    return value.get_object() if hasattr(value, "get_object") else value


def examine(kind: str, content: bytes) -> tuple[dict[str, object], list[bytes]]:
    """What the file is, as (answer, parts); an answer with ``error`` is a refusal's code."""
    try:
        if kind == "application/pdf":
            return open_pdf(content)
        return open_image(content)
    except Exception as error:
        name = type(error).__name__
        if name in ("DecompressionBombError", "DecompressionBombWarning", "MemoryError"):
            return {"error": "too_many_pixels"}, []
        return {"error": "broken"}, []


def main() -> None:
    """Read the kind from the command line and the file from the input; write the answer."""
    limit_process()
    answer, parts = examine(sys.argv[1], sys.stdin.buffer.read())
    answer["sizes"] = [len(part) for part in parts]
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


if __name__ == "__main__":
    main()
