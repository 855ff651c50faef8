"""The inbox of anomalies."""
