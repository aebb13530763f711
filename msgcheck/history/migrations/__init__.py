"""How the tables of the history came to be: one numbered file for each change, run by Alembic."""
