"""How results are shown in the terminal: lines and tables for people, JSON for programs."""
