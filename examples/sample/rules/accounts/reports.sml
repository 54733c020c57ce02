# What people report.
Import(rules=['models/event.sml', 'models/time.sml'])

ReportedUserId: Entity[str] = EntityJson(type='User', path='$.target_user_id')

Reporters = DistinctWindow(
  key=f'reports-{ReportedUserId}',
  value=UserId,
  window_seconds=Day,
  when_all=[not IsYoung],
)

# Owner: reports. One report may be a quarrel or an error; three people agree. Newcomers' reports do not count: they are cheap to make.
ReportedBySeveralRule = Rule(
  when_all=[not IsYoung, Reporters >= 3],
  description=f'{Reporters} people reported this account within a day',
)

WhenRules(
  rules_any=[ReportedBySeveralRule],
  then=[
    LabelAdd(entity=ReportedUserId, label='reported', expires_after=TimeDelta(days=7)),
    DeclareVerdict(verdict='review'),
  ],
)
