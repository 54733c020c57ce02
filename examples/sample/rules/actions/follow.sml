Import(rules=['follows/flood.sml', 'follows/ring.sml'])
