"""Files as rows of text: CSV, XLSX, .xls."""
