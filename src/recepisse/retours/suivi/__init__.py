"""Returns over time: what must still come, and the memory of anomalies."""
