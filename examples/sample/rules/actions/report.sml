Import(rules=['accounts/reports.sml', 'networks/reports.sml'])
