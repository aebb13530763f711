"""What is measured, and how: anyone can run it."""
