"""What every page shares: frame, language, form layout pieces, tables, downloads."""
