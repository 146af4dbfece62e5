"""The model, the enumerations, findings and events that every other package builds on."""
