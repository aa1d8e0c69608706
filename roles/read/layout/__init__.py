"""Where things stand in a job text: lines, labels, headings, sections, and how many roles it offers."""
