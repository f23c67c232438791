"""The district's local rules on pages: written with forms, refused where laxer, previewed,
saved, told in the history, carried as files."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest

from drills.actions.law import law_of
from drills.actions.save_law_file import law_history
from drills.compliance.laxer import SENTENCES, Laxer
from drills.compliance.loading import PACKS, load_pack, read_pack
from drills.compliance.local_law import read_local_pack
from drills.store.buildings import read_district
from drills.store.database import db
from drills.web.law.local_words import BESIDE, LAXER, REFUSED, laxer_words
from tests import make
from tests.conftest import sign_in
from tests.web.scenes import District, a_district, counted_queries, words
from tests.web.setup.scene import errors_of, form_values, soup

FIRST = "/set-up/law/stricter?rule=fire-first-30-days"
NEWTOWN = (PACKS / "local" / "newtown-ct.toml").read_bytes()


@pytest.fixture
def district(app, on_day) -> District:
    on_day("2026-11-24")
    found = a_district(app)
    db.session.commit()
    return found


def stricter(**changes: str) -> dict[str, str]:
    """The form of a first fire drill within a week."""
    typed = {
        "says": "In Westbrook within seven days.",
        "within": "7",
        "counted_as": "days",
        "citation": "Policy 6114.1",
    }
    return {**typed, **changes}


def own(**changes: object) -> dict[str, object]:
    """The form of a secure drill within thirty days."""
    typed = {
        "name": "First secure drill",
        "summary": "A secure drill within thirty days.",
        "group": "secure",
        "accepts": ["secure"],
        "count": "1",
        "per": "school_year",
        "within": "30",
        "counted_as": "days",
        "citation": "Policy 6114.1",
    }
    return {**typed, **changes}


def save(client, looked_at, **changes: str):
    """Press Save on a look at a change."""
    return client.post(
        "/set-up/law/save", data={**form_values(soup(looked_at), "/set-up/law/save"), **changes}
    )


def law(district: District):
    """The law in force now."""
    db.session.rollback()
    return law_of(read_district(district.row.id))


def test_a_stricter_rule_is_looked_over_with_the_buildings_it_changes_and_then_saved(district):
    client = district.client()
    look = client.post(FIRST, data=stricter())
    page = soup(look)
    assert look.status_code == 200 and page.h1.get_text() == "2 buildings would stand otherwise"
    table = page.select_one("table")
    assert "Bedford Middle Now Due Then Missed" in words(table)
    assert "First fire drill: met (1/1), then missed" in words(table)
    said = words(page)
    assert "Of these 1 for Westbrook Public Schools (within 7 days after the first day)." in said
    assert law_history(district.row.id) == [], "a look saves nothing"
    assert save(client, look, note="The board decided.").location == "/set-up/law"
    assert law(district).rule("fire-first-30-days").changed_by
    (saved,) = law_history(district.row.id)
    assert (saved.saved_by, saved.note, saved.layer) == (
        "Dana Whitfield",
        "The board decided.",
        "district",
    )
    listed = words(soup(client.get("/set-up/law")))
    assert "In Westbrook within seven days." in listed and "The board decided." in listed
    shown = words(soup(client.get("/law/US-CT")).find(id="fire-first-30-days"))
    assert "Made stricter by Westbrook Public Schools (Policy 6114.1)." in shown


def test_the_history_tells_what_a_save_changed(district):
    client = district.client()
    save(client, client.post(FIRST, data=stricter()))
    save(client, client.post(FIRST, data=stricter(within="3")))
    newest = law_history(district.row.id)[0]
    page = words(soup(client.get(f"/set-up/law/history/{newest.id}")))
    assert "gone: within = 7" in page and "new: within = 3" in page
    assert "Compared with edition 2026.11.1." in page
    download = client.get(f"/set-up/law/history/{newest.id}/file")
    assert b"within = 3" in download.data
    assert client.get("/set-up/law/history/999").status_code == 404


WRONG = [
    ({"within": "31"}, "within", "31 days is later than the 30 days of the law above."),
    ({"count": "0"}, "count", "Enter a whole number from 1 to 366."),
    ({"within": "soon"}, "within", "Enter a whole number from 1 to 366."),
    ({"says": " "}, "says", "Say in one sentence what your district asks."),
    ({"says": "a" * 301}, "says", "Use at most 300 characters."),
    ({"citation": ""}, "citation", "Name the policy or order behind it."),
    ({"url": "javascript:alert(1)"}, "url", "Write the whole address"),
    ({"since": "tomorrow"}, "since", "Write the day as year, month and day"),
    ({"ends_day": "3"}, "ends_month", "Choose the month of the last day."),
    ({"ends_month": "02", "ends_day": "29"}, "ends_day", "Enter a day of that month."),
    ({"must_have": ["announced", "unannounced"]}, "must_have", "cannot be both at once"),
]


def test_what_is_wrong_or_laxer_stands_beside_its_field(district):
    client = district.client()
    for changes, field, said in WRONG:
        answer = client.post(FIRST, data=stricter(**changes))
        found = {name.removesuffix("-0"): text for name, text in errors_of(soup(answer)).items()}
        assert answer.status_code == 422
        assert said in found[field]
        kept = soup(answer).find(attrs={"name": "citation"})["value"]
        assert kept == changes.get("citation", "Policy 6114.1"), "what was typed stays"
    assert law_history(district.row.id) == []


def test_kinds_of_drill_may_be_fewer_and_never_others(district):
    address, client = "/set-up/law/stricter?rule=crisis-every-3-months", district.client()
    typed = {"says": "Lockdowns.", "citation": "Policy 1"}
    none = client.post(address, data=typed)
    assert errors_of(soup(none)) == {"accepts-0": "Tick at least one kind of drill."}
    other = client.post(address, data={**typed, "accepts": ["lockdown", "fire"]})
    assert "does not accept these: Fire." in errors_of(soup(other))["accepts-0"]
    save(client, client.post(address, data={**typed, "accepts": ["lockdown"]}))
    assert law(district).rule("crisis-every-3-months").accepts == {"lockdown"}


def test_a_day_as_late_as_the_laws_own_is_taken_and_a_later_one_refused(district):
    client = district.client()
    for within, code in (("29", 200), ("30", 200), ("31", 422)):
        assert client.post(FIRST, data=stricter(within=within)).status_code == code


def test_fewer_drills_than_the_law_asks_are_refused(district):
    address = "/set-up/law/stricter?rule=bus-2"
    typed = {"says": "Once.", "count": "1", "citation": "Policy"}
    answer = district.client().post(address, data=typed)
    assert errors_of(soup(answer))["count"].startswith("The law above asks for 2.")


def test_an_advisory_is_switched_on(district):
    address = "/set-up/law/stricter?rule=bus-2"
    client = district.client()
    assert soup(client.get(address)).find(attrs={"name": "decides"})
    assert not soup(client.get(FIRST)).find(attrs={"name": "decides"})
    typed = {"says": "It holds.", "decides": "y", "citation": "P"}
    look = client.post(address, data=typed)
    assert "Bus drills: new" in words(soup(look))
    save(client, look)
    assert law(district).rule("bus-2").advisory is False


def test_a_requirement_is_added_changed_and_taken_out(district):
    client = district.client()
    look = client.post("/set-up/law/requirement", data=own())
    assert "First secure drill: new, missed (0/1)" in words(soup(look))
    save(client, look)
    rule = law(district).rule("first-secure-drill")
    assert (rule.accepts, rule.added_by.name) == (frozenset({"secure"}), "Westbrook Public Schools")
    address = "/set-up/law/requirement?id=first-secure-drill"
    form = soup(client.get(address))
    assert form.find(attrs={"name": "within"})["value"] == "30"
    assert form.select_one("#group option[selected]")["value"] == "secure"
    again = client.post(address, data=own(within="40", lowest="K", highest="5"))
    save(client, again)
    assert set(law(district).rule("first-secure-drill").applies) == {"grades"}
    gone = client.post("/set-up/law/take-out", data={"what": "rule", "id": "first-secure-drill"})
    assert "no longer asked" in words(soup(gone))
    save(client, gone)
    assert "first-secure-drill" not in {rule.id for rule in law(district).rules}


INCOMPLETE = [
    ({"name": ""}, "name"),
    ({"summary": ""}, "summary"),
    ({"accepts": []}, "accepts"),
    ({"count": ""}, "count"),
    ({"per": "fortnight"}, "per"),
    ({"per": "month"}, "per"),
    ({"group": "made up"}, "group"),
    ({"lowest": "5", "highest": "K"}, "highest"),
    ({"lowest": "5"}, "lowest"),
]


def test_an_incomplete_requirement_is_refused_beside_its_field(district):
    client = district.client()
    for changes, field in INCOMPLETE:
        answer = client.post("/set-up/law/requirement", data=own(**changes))
        found = {re.sub(r"-0$", "", name) for name in errors_of(soup(answer))}
        assert answer.status_code == 422 and found == {field}


def test_numbers_that_the_law_leaves_open_are_set(district):
    client = district.client()
    assert "Without an answer here: September." in words(soup(client.get("/set-up/law/numbers")))
    look = client.post("/set-up/law/numbers", data={"set-crisis_anchor": "10"})
    assert "3 months from October" in words(soup(look))
    save(client, look)
    setting = law(district).setting("crisis_anchor")
    assert (setting.default, setting.set_by.name) == ("10", "Westbrook Public Schools")
    wrong = client.post("/set-up/law/numbers", data={"set-crisis_anchor": "4"})
    assert wrong.status_code == 422 and "Choose one of these." in words(soup(wrong))
    same = client.post("/set-up/law/numbers", data={"set-crisis_anchor": "10"})
    assert same.status_code == 422
    assert "Nothing is different from what holds now." in words(soup(same))


def test_a_number_without_options_is_a_whole_number(app, on_day):
    on_day("2026-11-24")
    row = make.add_district(jurisdiction="US-SD")
    make.add_building(row)
    client = sign_in(app.test_client(), make.add_person(row, "director"))
    page = soup(client.get("/set-up/law/numbers"))
    assert "wait for a decision" in words(page)
    wrong = client.post("/set-up/law/numbers", data={"set-tornado_drills": "two"})
    assert "set-tornado_drills" in errors_of(soup(wrong))
    look = client.post("/set-up/law/numbers", data={"set-tornado_drills": "2"})
    assert look.status_code == 200


def test_somebody_may_go_back_from_the_look_with_all_that_was_typed(district):
    client = district.client()
    look = soup(client.post(FIRST, data=stricter(must_have=["fire_department"])))
    form = look.find("form", id="again")
    values = [(f["name"], f["value"]) for f in form.find_all("input")]
    back = client.post(form["action"], data=dict(values))
    page = soup(back)
    assert back.status_code == 200
    assert page.find(attrs={"name": "within"})["value"] == "7"
    assert "In Westbrook within seven days." in page.find(attrs={"name": "says"}).get_text()
    ticked = page.find("input", attrs={"name": "must_have", "value": "fire_department"})
    assert ticked.has_attr("checked")


def test_a_save_after_somebody_elses_shows_what_would_change_now(district):
    client, other = district.client(), district.client(district.administrator)
    look = client.post(FIRST, data=stricter())
    save(other, other.post("/set-up/law/requirement", data=own()))
    late = save(client, look, note="Mine")
    page = soup(late)
    assert late.status_code == 409 and "Somebody else changed" in words(page)
    assert page.find(attrs={"name": "note"})["value"] == "Mine"
    assert len(law_history(district.row.id)) == 1


def send(client, content: bytes, layer: str = "district"):
    """Upload a file of law."""
    return client.post(
        "/set-up/law/import",
        data={"layer": layer, "file": (io.BytesIO(content), "law.toml")},
        content_type="multipart/form-data",
    )


def test_a_file_is_imported_after_a_look_and_downloaded_as_it_was(district):
    client = district.client()
    look = send(client, NEWTOWN)
    assert "First lockdown drill" in words(soup(look))
    save(client, look)
    assert law(district).layers[-1].name == "Newtown"
    download = client.get("/set-up/law/file/district")
    assert download.data == NEWTOWN.strip() + b"\n"
    assert "attachment" in download.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(client.get("/set-up/law/files.zip").data)) as files:
        assert files.namelist() == ["1-us-ct.toml", "4-us-ct-district.toml"]
        assert files.read("4-us-ct-district.toml") == download.data
    # What the forms do to it afterwards loses nothing of it.
    save(client, client.post("/set-up/law/requirement", data=own(name="Night watch")))
    text = client.get("/set-up/law/file/district").data
    found = read_local_pack(text, "file")
    assert {"newtown-secure-30-days", "night-watch"} <= {rule.id for rule in found.rules}
    assert found.open_questions


def test_a_newer_edition_of_the_state_is_imported_and_taken_away(district):
    client = district.client()
    old = client.get("/law/US-CT/file").data
    assert old == (PACKS / "us-ct.toml").read_bytes()
    version = load_pack("US-CT").version
    same = send(client, old, "state")
    assert same.status_code == 422 and "as new as this one" in words(soup(same))
    newer = old.replace(f'version = "{version}"'.encode(), b'version = "2099.1.1"', 1)
    look = send(client, newer.replace(b"within = 30", b"within = 7", 1), "state")
    assert "2 buildings would stand otherwise" in words(soup(look))
    save(client, look)
    assert law(district).version == "2099.1.1"
    assert read_pack(client.get("/law/US-CT/file").data, "file").version == "2099.1.1"
    assert "Edition 2099.1.1" in words(soup(client.get("/law/compare?a=US-CT&b=US-NY")))
    look = client.post("/set-up/law/take-away", data={"layer": "state"})
    assert "The layer State would be taken away." in words(soup(look))
    save(client, look)
    assert law(district).version == version


UNUSABLE = [
    (b"", "district", "Choose a file first."),
    (b"\xff\xfe\x00", "district", "The file is not plain text."),
    (b"#" * 500_001, "district", "The file is too long."),
    (b"#" * 2_000_001, "district", "The file is too long."),
    (b"not = [toml", "district", "cannot be read as TOML"),
    (NEWTOWN.replace(b"within = 10", b"within = 99"), "district", "99 days is later than"),
    (NEWTOWN.replace(b"citation", b"sitation"), "district", "'sitation' is not known"),
    (NEWTOWN.replace(b'"US-CT"', b'"US-NY"', 1), "district", "another state"),
    (NEWTOWN, "city", "belongs to another layer"),
    (NEWTOWN, "state", "file of local law"),
    (NEWTOWN, "planet", "There is no such layer"),
]


def test_a_file_that_cannot_be_used_is_refused_with_every_fault(district):
    client = district.client()
    for content, layer, said in UNUSABLE:
        answer = send(client, content, layer)
        assert answer.status_code == 422
        assert said in words(soup(answer))
    assert law_history(district.row.id) == []


def test_there_are_words_for_every_refusal(app):
    assert set(LAXER) == set(SENTENCES)
    assert set(BESIDE) <= set(LAXER)
    with app.test_request_context():
        values = {"local": "10 school days", "above": "12-01", "near": ""}
        for code in SENTENCES:
            assert "%(" not in laxer_words(Laxer("Newtown", "fire", code, values))
    assert all(str(said) for said in REFUSED.values())


def test_the_pages_speak_spanish(district):
    district.director.language = "es"
    db.session.commit()
    client = district.client()
    said = words(soup(client.get("/set-up/law")))
    assert "Reglas locales" in said and "Who changed" not in said
    wrong = client.post(FIRST, data=stricter(within="31"))
    assert "31 días es más tarde que 30 días" in words(soup(wrong))


def test_the_page_asks_the_database_little(district):
    client = district.client()
    save(client, client.post(FIRST, data=stricter()))
    with counted_queries() as sent:
        client.get("/set-up/law")
    assert len(sent) <= 8, sent
