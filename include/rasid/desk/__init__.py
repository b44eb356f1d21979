"""What Rasid serves to browsers."""
