"""rows of a period → **figures** → the desk's 统计分析: each number is worked out from the very lines that stand behind it, so that the two never differ."""
