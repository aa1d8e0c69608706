"""What a role is about and what it asks for: families and skills, with how firmly."""
