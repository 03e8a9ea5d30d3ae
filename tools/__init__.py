"""Developer tools: they generate documents, schema files and pictures from the code."""
