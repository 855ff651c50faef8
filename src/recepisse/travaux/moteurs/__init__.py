"""What wakes due rows: today a loop inside the program's own process."""
