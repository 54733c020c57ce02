Import(rules=['spam/domains.sml', 'spam/links.sml', 'spam/texts.sml'])
