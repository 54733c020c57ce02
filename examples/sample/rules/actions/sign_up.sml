Import(rules=['accounts/sign_ups.sml'])
