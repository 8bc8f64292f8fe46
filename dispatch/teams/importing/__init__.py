"""spreadsheet → **importing** → actions: a list is read, judged row by row, shown, and applied when somebody says yes."""
