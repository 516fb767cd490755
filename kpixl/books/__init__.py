"""The workbooks. Nothing else in kpixl knows xlsxwriter or python-calamine.

Each module knows one workbook's layout: it turns cells into raw records with their addresses, and
records into cells. What they mean is decided in `kpixl.rules`.
"""
