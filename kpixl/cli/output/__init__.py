"""How results are shown: lines and tables for people, JSON for programs."""
