"""How a strategy is asked, whoever asks: what it needs is checked, and what it answers is put in order."""
