"""Pay in words → a salary: tokens, amounts, ranges, and the words around them that decide what they are."""
