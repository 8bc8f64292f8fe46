"""A report as an official paper: .docx for the office, .pdf to send and to keep, with its map."""
