"""The law, read once: packs become dated requirements, drills are judged against them.

Pure: no Flask, no SQLAlchemy, no clock. The way through:

    load_pack("US-MI")                         loading.py   -> Pack
    requirements_for(pack, building)           dating.py    -> tuple[Requirement, ...]
    judge(requirements, drills, as_of, ...)    judging.py   -> Verdict
    explain(requirement, verdict, ...)         reasons.py   -> Reasons
    flags(building, drills)                    flags.py     -> list[Flag]

Like buildings (same facts, calendar and settings) share their requirements; the
caller keeps them, nothing in here is cached.
"""
