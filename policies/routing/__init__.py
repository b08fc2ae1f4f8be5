"""Plain questions: which intents they ask for, about what and when, how complex they are."""
