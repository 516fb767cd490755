"""The consolidated workbook (集約): its sheets, written and read back."""
