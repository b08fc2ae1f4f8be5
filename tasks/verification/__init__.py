"""Verification: every number of a report is cited, and stands in the data that it cites."""
