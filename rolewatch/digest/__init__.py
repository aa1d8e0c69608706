"""The digest: events → groups and lines → text, Markdown, HTML, JSON or Atom. Pure; knows no database."""
