"""A district to set up, with an administrator and a director, and browsers signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drills.actions.change import change
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import BuildingRow, DistrictRow, PersonRow
from tests import make
from tests.conftest import sign_in


@dataclass
class Scene:
    """Two schools, and who looks after them."""

    app: Flask
    district: DistrictRow
    one: BuildingRow
    two: BuildingRow
    people: dict[str, PersonRow]

    def client(self, role: str = "administrator") -> FlaskClient:
        """A browser in which somebody of the role is signed in."""
        return sign_in(self.app.test_client(), self.people[role])

    def judge(self) -> None:
        """Judge every building, as the night does."""
        db.session.commit()
        with change(person_from_row(self.people["administrator"]), make.NOON) as it:
            it.rejudge_all()


def build_scene(app: Flask, jurisdiction: str = "US-CT") -> Scene:
    """The scene, committed."""
    district = make.add_district(jurisdiction=jurisdiction)
    one = make.add_building(district, "Coleman Elementary")
    two = make.add_building(district, "Hill Middle", grades=("6", "8"))
    people = {
        "administrator": make.add_person(district, "administrator", name="Alex Admin"),
        "director": make.add_person(district, "director", name="Dana Director"),
        "principal": make.add_person(district, "principal", [one, two], name="Robin Example"),
    }
    db.session.commit()
    return Scene(app, district, one, two, people)


def soup(answer: TestResponse) -> BeautifulSoup:
    """The page, parsed."""
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def words(answer: TestResponse) -> str:
    """What the page says, in one line."""
    return re.sub(r"\s+", " ", soup(answer).main.get_text(" "))


def form_values(page: BeautifulSoup, action: str) -> dict[str, Any]:
    """What a form of the page would send, as a browser sends it."""
    form = page.find("form", action=re.compile(re.escape(action)))
    assert form is not None, action
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name = field.get("name")
        if not name:
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[name] = chosen["value"] if chosen else ""
        elif field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                values[name] = field.get("value", "y")
        else:
            values[name] = field.get("value", "")
    return values


def errors_of(page: BeautifulSoup) -> dict[str, str]:
    """The words beside each field, by the id of the field."""
    found = {}
    for link in page.select(".error-summary a"):
        target = page.find(id=link["href"].removeprefix("#"))
        assert target is not None, link
        box = target.find_parent(class_="has-error") or target
        shown = box.select_one(".field-error")
        assert shown is not None, f"no words beside {link['href']}"
        assert link.get_text(strip=True) in shown.get_text(" ", strip=True)
        found[link["href"].removeprefix("#")] = link.get_text(strip=True)
    return found
