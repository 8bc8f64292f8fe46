"""灾情发布: one outlet, numbers as the latest signed report has them, a page for everybody."""
