"""What templates may call: `shell` for the frame, `marks` for what is known and when."""
