"""The words of number formats as spreadsheet programs write them, in English and Japanese."""

GENERAL = "General|G/標準|Standard"
NOON = "AM/PM|A/P|午前/午後"
COLOUR = r"(?:black|blue|cyan|green|magenta|red|white|yellow|黒|青|水|緑|紫|赤|白|黄|(?:color|色) ?\d+)"
