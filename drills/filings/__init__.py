"""What districts file with the state, the county and the fire marshal: values in, bytes out.

Only where the fields are known from a source, which each file names; no form is invented. One
file a state; catalogue.py lists them. Reading the drills is actions/file_with_state.py's.
"""
