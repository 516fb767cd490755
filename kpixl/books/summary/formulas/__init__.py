"""The live formulas of the summary's データ sheet, and where other sheets refer to it."""
