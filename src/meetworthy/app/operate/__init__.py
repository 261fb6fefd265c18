"""Running the service: configuration, serving, workers, backup, restore, doctor, metrics, logs."""
