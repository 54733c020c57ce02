Import(rules=['accounts/reports.sml'])
