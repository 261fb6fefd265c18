"""What templates of other pages show of notices."""
