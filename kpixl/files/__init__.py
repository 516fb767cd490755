"""Whatever is a file and no workbook: inbox, register, seal key, e-mails, PDFs, worker processes."""
