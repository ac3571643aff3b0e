"""Reference lists as data: licensed consumer-finance companies, and products with the platform and lender behind them."""
