"""The forms of the pages for people from outside. What is right is checked by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice

from drills.actions.evaluate_drill import Signed
from drills.actions.refused import Refused
from drills.actions.share_drill import DAYS, KINDS, Guest
from drills.web.outside.words import KINDS as KIND_WORDS
from drills.web.outside.words import SCORES, refusal_words


def _choices(words: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice(value, str(text)) for value, text in words.items()]


class GuestForm(FlaskForm):
    """Whom a link is for, and how long it lasts."""

    kind = RadioField(lazy_gettext("Where do they come from?"), validate_choice=False)
    for_whom = StringField(lazy_gettext("Who is it for?"))
    days = StringField(lazy_gettext("For how many days?"), default=str(DAYS))

    def offer(self) -> GuestForm:
        """The same with its choices."""
        self.kind.choices = _choices({kind: KIND_WORDS[kind] for kind in KINDS})
        self.for_whom.flags.optional = True
        return self

    def guest(self) -> Guest:
        """What was typed; days that are no number are none."""
        days = (self.days.data or "").strip()
        number = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0
        return Guest(self.kind.data or "", self.for_whom.data or "", number)


class QuestionsForm(FlaskForm):
    """The district's own questions, one a line."""

    questions = TextAreaField(lazy_gettext("Questions, one on each line"))

    def lines(self) -> list[str]:
        """What was typed, line by line."""
        return (self.questions.data or "").splitlines()


class SigningForm(FlaskForm):
    """Scores, feedback, and who signs. ``signing_form`` makes one with its questions."""

    questions: Sequence[str] = ()

    feedback = TextAreaField(lazy_gettext("What went well, and what should be better?"))
    name = StringField(lazy_gettext("Your name"))
    title = StringField(lazy_gettext("Your title or rank"))
    agency = StringField(lazy_gettext("Your agency or department"))

    def scores(self) -> list[Field]:
        """The fields of the questions, in order."""
        return [self[f"score_{n}"] for n in range(len(self.questions))]

    def signed(self) -> Signed:
        """What was typed; an unanswered question has the score 0, which is refused."""
        answers = []
        for text, field in zip(self.questions, self.scores(), strict=True):
            given = field.data
            if given is None or given not in SCORES:
                answers.append((text, 0))
            else:
                answers.append((text, int(given) if given else None))
        return Signed(
            self.name.data or "",
            self.title.data or "",
            self.agency.data or "",
            tuple(answers),
            self.feedback.data or "",
        )


def signing_form(questions: Sequence[str], *, as_officer: bool = False) -> SigningForm:
    """A form with these questions; ``as_officer``: for somebody signed in, with a token."""
    fields: dict[str, object] = {
        f"score_{n}": RadioField(text, validate_choice=False, choices=_choices(SCORES))
        for n, text in enumerate(questions)
    }
    fields["questions"] = tuple(questions)
    if as_officer:
        fields["kind"] = RadioField(
            lazy_gettext("Where do you come from?"),
            validate_choice=False,
            choices=_choices({kind: KIND_WORDS[kind] for kind in KINDS}),
        )
    # By a link nobody is signed in whose session could be misused: the link is the key, and
    # its page sends no referrer, which the token's check asks for over https.
    form = type("AskedForm", (SigningForm,), fields)(meta=None if as_officer else {"csrf": False})
    form.feedback.flags.optional = True
    return form


def show_errors(form: FlaskForm, refused: Refused) -> dict[str, str]:
    """Put a refusal's words beside their fields; gives those of the whole form."""
    whole = {}
    for name, code in refused.errors.items():
        if name and name in form:
            form[name].errors = [*form[name].errors, refusal_words(code)]
        else:
            whole[name] = refusal_words(code)
    return whole
