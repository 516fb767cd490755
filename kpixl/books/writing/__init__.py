"""What every workbook that kpixl writes is made with: sheets, styles, tables, charts, pages."""
