"""Judgement, achievement rate, comparison and aggregates."""
