"""Import of a district's directory and catalogue files: size limits, full validation, all or nothing on write."""
