"""What is looked for at regular times besides limits: reports, retention, gaps, files, the audit."""
