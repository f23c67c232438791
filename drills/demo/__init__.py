"""The demo: two invented districts whose school year is replayed up to today.

What stands in data/ is who there is and what happened; the modules here date it
(the_year), plan it (the_plan), tell it in order (what_happened) and let the real actions
do it at the instants of the story (replay). Only the command line asks for it.
"""
