"""An entry workbook that came back: its rows by their keys, and what somebody changed about the form."""
