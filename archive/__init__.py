"""One ticket as one file that can be read, printed and checked without us, decades from now (M5)."""
