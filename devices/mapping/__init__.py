"""admin → **mapping** → adapters: rows by which a vendor nobody wrote code for is read."""
