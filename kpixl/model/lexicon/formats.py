"""The words of number formats as spreadsheet programs write them, in English and Japanese."""

GENERAL = "General|G/標準|Standard"
NOON = "AM/PM|A/P|午前/午後"
COLOUR = r"(?:black|blue|cyan|green|magenta|red|white|yellow|黒|青|水|緑|紫|赤|白|黄|(?:color|色) ?\d+)"
# On what ground it stands is not asked: a format that says white means to hide. Colour 2 is white as well.
WHITE = frozenset({"white", "白", "color2", "color 2", "色2", "色 2"})
BLACK = frozenset({"black", "黒", "color1", "color 1", "色1", "色 1"})  # as every other figure is
FISCAL_YEAR = "年度"  # 2025年度: a fiscal year, and not the year of the day
