"""What a person must do now, and before when: one module per kind of task (issue « À faire »)."""
