"""信息报告: what the centre owes the levels above – clocks by rule rows, papers with a number, a signature and a receipt."""
