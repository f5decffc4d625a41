"""How strategies would have done: played on labeled data, compared, plotted and put into words."""
