"""The meaning of what was read: how serious, in one sentence, what to do, what it proves."""
