"""What an upload really is, and what is kept of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from drills.store.evidence import NotEvidence, examine, kind_of
from drills.store.files import sha256
from drills.store.images import open_pdf
from tests.uploads import TAKEN, pdf, photo, pixel_bomb

MOST = 2 * 1024 * 1024


def why_not(content: bytes, most: int = MOST) -> str:
    """The code with which a file is refused."""
    with pytest.raises(NotEvidence) as refused:
        examine(content, most)
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_of_any_kind_becomes_a_plain_upright_jpeg(kind: str) -> None:
    content = photo(kind)
    kept = examine(content, MOST)
    image = Image.open(io.BytesIO(kept.content))
    assert (kept.kind, image.format) == ("image/jpeg", "JPEG")
    assert kept.original_sha256 == sha256(content)
    assert image.height > image.width  # turned upright
    assert not image.getexif()
    assert "exif" not in image.info
    assert b"GPS" not in kept.content


def test_the_capture_time_is_kept_before_the_cameras_data_is_taken_out() -> None:
    assert examine(photo(), MOST).taken_at == f"{TAKEN} -05:00"


def test_a_large_photo_is_made_smaller_and_has_a_thumbnail() -> None:
    kept = examine(photo(size=(2600, 1300)), MOST)
    assert Image.open(io.BytesIO(kept.content)).size == (1000, 2000)
    assert kept.thumbnail is not None
    assert max(Image.open(io.BytesIO(kept.thumbnail)).size) == 320


def test_a_pdf_is_kept_as_it_is_with_its_pages_counted() -> None:
    content = pdf(3)
    kept = examine(content, MOST)
    assert (kept.content, kept.kind, kept.pages) == (content, "application/pdf", 3)


def test_a_name_does_not_make_a_file_a_photo() -> None:
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"GIF89a...", b"MZ"):
        assert kind_of(content) is None
        assert why_not(content) == "type"


def test_a_file_one_byte_too_large_is_refused_and_one_that_fits_is_not() -> None:
    content = photo()
    assert why_not(content, len(content) - 1) == "too_large"
    assert examine(content, len(content)).kind == "image/jpeg"
    assert examine(content, len(content) + 1).kind == "image/jpeg"


def test_a_photo_cut_short_is_refused() -> None:
    content = photo(size=(1200, 900))
    assert why_not(content[: len(content) // 2]) == "broken"


def test_an_empty_file_is_refused() -> None:
    assert why_not(b"") == "empty"


def test_a_pixel_bomb_is_refused_without_unpacking_it() -> None:
    assert why_not(pixel_bomb()) == "too_many_pixels"


def test_a_locked_pdf_is_refused() -> None:
    assert why_not(pdf(1, "secret")) == "encrypted"


def with_names(writer: PdfWriter, name: str) -> None:
    writer.root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject(name): DictionaryObject({NameObject("/Names"): ArrayObject()})}
    )


def with_action(writer: PdfWriter, kind: str) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    note = {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action}
    writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(note)])


@pytest.mark.parametrize(
    ("does", "active"),
    [
        (lambda writer: writer.add_open_action(JavaScript("app.alert(1)")), True),
        (lambda writer: writer.add_attachment("a.exe", b"MZ"), True),
        (lambda writer: with_names(writer, "/JavaScript"), True),
        (lambda writer: with_action(writer, "/Launch"), True),
        (lambda writer: with_action(writer, "/SubmitForm"), True),
        (lambda writer: with_action(writer, "/URI"), False),
        (lambda writer: with_names(writer, "/Dests"), False),
        (lambda writer: writer.add_outline_item(title="Roster", page_number=0), False),
    ],
)
def test_a_pdf_that_would_do_something_is_refused_and_links_are_not(does, active: bool) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    does(writer)
    out = io.BytesIO()
    writer.write(out)
    answer, _ = open_pdf(out.getvalue())
    assert answer == ({"error": "active"} if active else {"kind": "application/pdf", "pages": 1})


def test_places_and_words_beside_the_exif_block_go_too() -> None:
    out = io.BytesIO()
    told = b"<x:xmpmeta><exif:GPSLatitude>41,8.5N</exif:GPSLatitude></x:xmpmeta>"
    Image.new("RGB", (64, 48)).save(out, "JPEG", xmp=told, comment=b"At 41,8.5N")
    assert out.getvalue().count(b"41,8.5N") == 2
    kept = examine(out.getvalue(), MOST)
    assert b"41,8.5N" not in kept.content + (kept.thumbnail or b"")


def test_what_only_begins_like_a_pdf_is_refused() -> None:
    assert why_not(b"%PDF-1.7\nnothing else") == "broken"


def test_a_decoder_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drills.store.evidence.TIME_LIMIT", 0.001)
    assert why_not(photo()) == "too_slow"


def test_a_script_in_the_tail_of_a_photo_does_not_survive() -> None:
    kept = examine(photo() + b"<script>alert(1)</script>", MOST)
    assert b"<script>" not in kept.content
