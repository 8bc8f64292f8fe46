"""标绘符号集: the official symbols under their official codes, as a bureau that holds the standard loads them."""
