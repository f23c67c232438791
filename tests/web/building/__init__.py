"""Tests of one building's pages."""
