# One account's follows.
Import(rules=['models/event.sml', 'models/follow.sml', 'models/time.sml'])

FollowsPerHour = IncrementWindow(key=f'follows-{UserId}', window_seconds=Hour, when_all=[True])
FollowsPerDay = IncrementWindow(key=f'follows-{UserId}', window_seconds=Day, when_all=[True])

# Owner: follows. Newcomers look for two dozen people on their first day, and then stop.
FollowFloodRule = Rule(
  when_all=[FollowsPerDay >= 40],
  description=f'{FollowsPerDay} follows within a day',
)

# Owner: follows. Faster than anyone reads profiles.
FastFollowRule = Rule(
  when_all=[FollowsPerHour >= 25],
  description=f'{FollowsPerHour} follows within an hour',
)

WhenRules(
  rules_any=[FollowFloodRule, FastFollowRule],
  then=[
    LabelAdd(entity=UserId, label='follow_spam', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='limit'),
  ],
)
