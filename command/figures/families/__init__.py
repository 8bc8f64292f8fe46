"""One file per family of figures: how its rows are read, and which measures are made of them. `command/figures/measures.py` lists them."""
