"""The memory of anomalies: one line each over months, what a person does with it."""
