"""Spreadsheets: values in, the bytes of an .xlsx out; and the import template, read back.

    compliance_workbook(contents)      compliance.py   what the district hands over
    import_template(...)               template.py     what a district fills in
    read_template(bytes)               reading.py      what it filled in, or every problem

Cells are written by sheet.py alone. English only: the law's words are what auditors read.
"""
