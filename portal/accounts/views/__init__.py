"""Who has access, which districts there are, what the words are, how the portal looks to me."""
