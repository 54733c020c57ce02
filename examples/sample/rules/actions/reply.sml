Import(rules=['networks/tags.sml', 'spam/domains.sml', 'spam/links.sml', 'spam/replies.sml', 'spam/texts.sml'])
