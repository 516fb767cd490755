"""Grades of measures by a scheme."""
