"""What python-calamine does not give of a cell: formats, formulas, errors, what is hidden or merged."""
