"""The report: roles and events → a folder of static pages that opens from disk. Pure; knows no database."""
