Import(rules=['networks/tags.sml', 'spam/domains.sml', 'spam/links.sml', 'spam/texts.sml'])
