"""How fast the program is, measured and printed: ``./run bench``. Nothing is asserted here.

One file a part (judge, country, plan, pages, feed, workbook); each gives rows (table.py). What
needs a database gets a throw-away one (sample_district.py).
"""
