"""Head office's plan workbook (計画): its cells as raw tables, and the starter plan."""
