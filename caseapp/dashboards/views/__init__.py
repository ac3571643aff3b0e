"""Pages of the dashboards room."""
