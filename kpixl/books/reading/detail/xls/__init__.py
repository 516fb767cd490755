"""Cell details of .xls."""
