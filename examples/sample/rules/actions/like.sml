Import(rules=['networks/reach.sml'])
