"""file → **importing** → layer: a list or a drawing is read, its columns are named, every row is judged and shown, and what is good goes in when somebody says yes."""
