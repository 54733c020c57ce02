Import(rules=['spam/domains.sml', 'spam/links.sml', 'spam/replies.sml', 'spam/texts.sml'])
