"""The entry workbook (記入表). What reads returns needs its layout alone, and not what writes it."""
