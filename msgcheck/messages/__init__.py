"""Key messages by channel and team: carried, missing, opposed; what teams say in common and alone."""
