"""Pure rules: frozen records in, frozen records and findings out. No files, no Excel, no language."""
