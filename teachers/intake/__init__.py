"""Lists of staff as schools have them, read into values: pure functions without the database.

`columns` finds the table and says what each column holds, `rows` reads people from it, `template` gives the file to fill in.
"""
