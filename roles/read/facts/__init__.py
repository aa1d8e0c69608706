"""One reader per fact: place, dates, experience, education, employment type, and so on."""
