"""From a document to its sections, and from sections to the agents that read them."""
