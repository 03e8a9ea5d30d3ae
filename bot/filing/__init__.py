"""The filing form: which data, what is wrong, which records, why, by what evidence, from whom (M9, G3)."""
