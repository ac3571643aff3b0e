"""Tables, whatever file they stand in: rows with the numbers that a spreadsheet program shows, columns known by their names."""
