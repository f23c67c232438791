"""The year planner: a lawful calendar for every building of a district. Pure.

No Flask, no SQLAlchemy, no clock: today is a value of the problem. The law is read by
compliance alone; the planner works from its dated requirements and, when all is placed,
asks its judge.

    problem = Problem(today, places, packs, ...)         problem.py
    made = plan(problem)                                 planning.py  -> Plan
    again = plan(changed_problem, earlier=made)          the same, moving little
    reasons = legal(problem, made, Move(n, day, time))   moving.py    -> tuple[Conflict, ...]
    rows = judged(problem, made)                         checking.py  -> building id: Verdict

Same problem, earlier plan and seed: the same plan. ``legal`` is cheap enough to be asked
while somebody moves a drill; with ``Desk(problem, made)`` at hand it takes well under a
millisecond for each further question.

Inside, in the order of use: days.py (days as bits), sites.py (what stands still), demands.py
(what each building still owes), wishes.py (what a drill must be like), agenda.py (the fewest
drills that serve it), tasks.py (drills as things to place), aims.py (where in the year),
soft.py and costs.py (what is nicer), board.py (who is where when, every hard limit),
search.py (placing, and making room), otherwise.py (other drills where the first found no
day), trading.py (scarce days to the drills that serve the most), book.py (what the engine
makes of it), earlier.py (an earlier plan carried over), reasons.py and conflicts.py (why
something cannot be placed), checking.py (the judge's last word), measure.py (what the plan
costs, wish by wish). proof.py and gap.py prove by HiGHS, where it is installed, what no plan
can do better; linear.py is what they share.
"""

from drills.planner.moving import Desk, legal
from drills.planner.planning import plan
from drills.planner.problem import (
    Blackout,
    Conflict,
    Fixed,
    Limits,
    Move,
    Officer,
    Place,
    Placement,
    Plan,
    Problem,
    Unplaced,
)
from drills.planner.soft import SOFT, Soft

__all__ = [
    "SOFT",
    "Blackout",
    "Conflict",
    "Desk",
    "Fixed",
    "Limits",
    "Move",
    "Officer",
    "Place",
    "Placement",
    "Plan",
    "Problem",
    "Soft",
    "Unplaced",
    "legal",
    "plan",
]
