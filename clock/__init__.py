"""The program's time source, and clock skew against other machines."""
