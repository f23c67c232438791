"""Evidence for the demo, drawn by code: a roster sheet, a photo of a board, a PDF report.

Counts only, as everywhere: no name of a pupil stands in any of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, time

from PIL import Image, ImageDraw, ImageFilter, ImageFont

PAPER, INK, PEN, LINE = "#fbfaf5", "#222222", "#1d3f8a", "#9a9a92"
PAGE = (1240, 1600)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper tells."""

    building: str
    kind: str
    day: date
    at: time
    people: int
    took: str


def draw(kind: str, facts: Facts) -> tuple[str, bytes]:
    """A file's name and bytes. ``kind``: sheet, photo or pdf."""
    name = f"{facts.kind.lower().replace(' ', '-')}-{facts.day:%m-%d}"
    if kind == "pdf":
        return f"{name}-report.pdf", _bytes(_sheet("Drill report", facts), "PDF")
    if kind == "photo":
        return f"{name}-board.jpg", _bytes(_photo(facts), "JPEG")
    return f"{name}-roster-sheet.jpg", _bytes(_sheet("Roster sheet", facts), "JPEG")


def _bytes(image: Image.Image, format: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format, quality=80)
    return out.getvalue()


def _sheet(title: str, facts: Facts) -> Image.Image:
    """A form of the office, filled in by pen: people counted by room."""
    image = Image.new("RGB", PAGE, PAPER)
    pen = ImageDraw.Draw(image)
    large, plain = ImageFont.load_default(54), ImageFont.load_default(34)
    pen.text((90, 90), title, INK, large)
    pen.text((90, 170), "A sample, made for the demo. Counts only.", LINE, plain)
    told = (
        ("School", facts.building),
        ("Drill", facts.kind),
        ("Day", f"{facts.day:%A, %B} {facts.day.day}, {facts.day.year}"),
        ("Started", f"{facts.at:%H:%M}"),
        ("Took", facts.took),
        ("People", f"{facts.people:,}"),
    )
    for row, (label, value) in enumerate(told):
        top = 260 + row * 62
        pen.text((90, top), label, INK, plain)
        pen.text((330, top - 2), value, PEN, plain)
        pen.line((320, top + 46, 1150, top + 46), LINE)
    rooms = 12
    each = facts.people // rooms
    for row in range(rooms):
        top = 690 + row * 64
        count = each + (row % 3) - 1 if row < rooms - 1 else facts.people - each * (rooms - 1)
        pen.line((90, top + 50, 1150, top + 50), LINE)
        pen.text((100, top), f"Room {101 + row}", INK, plain)
        pen.text((520, top - 2), f"{count} out", PEN, plain)
        pen.line((860, top + 22, 872, top + 36), PEN, 5)
        pen.line((872, top + 36, 898, top + 4), PEN, 5)
    return image


def _photo(facts: Facts) -> Image.Image:
    """A photo of the board at the assembly place, taken from slightly aside."""
    image = Image.new("RGB", (1600, 1200), "#6f8f6a")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 1600, 380), fill="#b9cfe0")
    pen.rectangle((60, 300, 520, 520), fill="#a4553f")
    for left in range(90, 500, 90):
        pen.rectangle((left, 340, left + 50, 420), fill="#d9e4ea")
    pen.rectangle((600, 250, 1480, 900), fill="#f4f3ee", outline="#555555", width=14)
    pen.rectangle((1010, 900, 1070, 1200), fill="#555555")
    large, plain = ImageFont.load_default(72), ImageFont.load_default(52)
    pen.text((670, 310), facts.building, INK, plain)
    pen.text((670, 420), facts.kind, INK, large)
    pen.text((670, 560), f"{facts.day:%b} {facts.day.day}   {facts.at:%H:%M}", PEN, large)
    pen.text((670, 700), f"{facts.people:,} people, {facts.took}", PEN, plain)
    return image.rotate(-1.5, fillcolor="#6f8f6a").filter(ImageFilter.GaussianBlur(1))
