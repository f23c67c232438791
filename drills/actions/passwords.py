"""Hashing passwords, and which ones are too weak. No account and no table here.

Argon2 takes 64 MiB a hash, so at most two run at once in a process. The rules follow
NIST SP 800-63B: length and a look at what is guessed first; no forced character classes.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from drills.actions.refused import Refused

SHORTEST, LONGEST = 10, 200
LEAST_SCORE = 3  # of 4: zxcvbn's "safely unguessable"
LEFT_WITHOUT_OWN_WORDS = 8  # letters and digits
ZXCVBN_READS = 72

HASHER = PasswordHasher()
_ROOM = threading.BoundedSemaphore(2)

# Words that every school's people think of first, beside their own names.
SCHOOL_WORDS = frozenset(
    [
        "academy",
        "central",
        "county",
        "district",
        "drill",
        "drills",
        "east",
        "elementary",
        "fire",
        "green",
        "high",
        "junior",
        "lockdown",
        "middle",
        "north",
        "password",
        "primary",
        "principal",
        "public",
        "safety",
        "school",
        "schools",
        "secondary",
        "south",
        "teacher",
        "unified",
        "union",
        "west",
        "welcome",
        "escuela",
    ]
)


def _normal(password: str) -> str:
    # The same letters typed on another keyboard must be the same password.
    return unicodedata.normalize("NFC", password)[:LONGEST]


def hash_password(password: str) -> str:
    """The Argon2id hash to keep. About 0.12 s."""
    with _ROOM:
        return HASHER.hash(_normal(password))


def password_fits(kept: str | None, password: str) -> bool:
    """Whether a password is that of the hash. As slow where there is no hash to compare."""
    if kept is None:
        hash_password(password)
        return False
    with _ROOM:
        try:
            return HASHER.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(kept: str) -> bool:
    """Whether a hash was made with weaker numbers than today's."""
    return HASHER.check_needs_rehash(kept)


def check_new_password(password: str, own_texts: Iterable[str], field: str = "password") -> None:
    """Refuse a password that is short or guessed early.

    ``own_texts`` are names that people here think of first: theirs, the district's, its
    buildings'. Raises Refused with password_short, _long, _own_words or _guessed.
    """
    if len(password) < SHORTEST:
        raise Refused(**{field: "password_short"})
    if len(password) > LONGEST:
        raise Refused(**{field: "password_long"})
    own = own_words(own_texts)
    if made_of_own_words(password, own):
        raise Refused(**{field: "password_own_words"})
    found = zxcvbn(_normal(password)[:ZXCVBN_READS], user_inputs=sorted(own))
    if found["score"] < LEAST_SCORE:
        raise Refused(**{field: "password_guessed"})


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def own_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of some names, from four letters on."""
    return frozenset(w for text in texts for w in re.findall(r"[^\W\d_]{4,}", _letters(text)))


def made_of_own_words(password: str, own: Iterable[str]) -> bool:
    """Whether little is left of a password without the names of this district.

    "lincolnelementary2026" passes for strong elsewhere; at Lincoln Elementary it is not.
    """
    left = whole = re.sub(r"[\W_]", "", _letters(password))
    for word in sorted({*own, *SCHOOL_WORDS}, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < len(whole) and len(left) < LEFT_WITHOUT_OWN_WORDS
