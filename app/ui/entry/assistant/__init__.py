"""录入助手: a small window beside the browser, a household's fields one key press after the other."""
