"""The drill tracker: plans, records and proves school emergency drills.

The map, from the inside out (docs/decisions/0001 says why):

facts, clock     shared frozen values; the only lines that read the clock
packs/           the law as data, one file a jurisdiction
compliance/      reads packs, makes windows, judges. Pure
planner/         a lawful year for every building. Pure
exchange/        the file shapes other people's scripts rely on: log.csv, building.yaml
store/           tables, queries, evidence files, the audit chain: the only SQLAlchemy
feeds/           values in, calendar bytes out
workbooks/       values in, workbook bytes out; the import template
actions/         what people can do, one file a verb; the only place that commits
jobs/            the nightly table, reminders, mail
web/             pages, one folder per kind of person
commands/        the command line
app.py           puts it together

Nothing is imported here, so that the two commands can use the package before
anything is installed.
"""
