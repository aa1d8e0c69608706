"""The SQLite file: what is known, and the questions that can be asked of it. SQL lives here and nowhere else."""
