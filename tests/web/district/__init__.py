"""Tests of the district pages."""
