"""What postings, pay, roles and changes are, and what they mean: pure functions of values, no I/O, no clock."""
