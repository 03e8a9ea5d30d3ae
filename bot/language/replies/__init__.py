"""What is said to a preview or a summary: yes, no, and corrections."""
