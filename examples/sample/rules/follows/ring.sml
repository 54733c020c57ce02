# Follows in step.
Import(rules=['models/event.sml', 'models/follow.sml', 'models/time.sml'])

FollowersFromDevice = DistinctWindow(
  key=f'follow-{TargetUserId}-{DeviceId}',
  value=UserId,
  window_seconds=Day,
  when_all=[IsYoung],
)
FollowersFromAddress = DistinctWindow(
  key=f'follow-{TargetUserId}-{Ip}',
  value=UserId,
  window_seconds=Day,
  when_all=[IsYoung],
)

# Owner: follows. Three accounts on one device follow the same person: a family at most has two of an age and taste.
SameDeviceFollowRule = Rule(
  when_all=[IsYoung, FollowersFromDevice >= 3],
  description=f'{FollowersFromDevice} young accounts on one device followed {TargetUserId} within a day',
)

# Owner: follows. As above by address, where colleagues may share one.
SameAddressFollowRule = Rule(
  when_all=[IsYoung, FollowersFromAddress >= 4],
  description=f'{FollowersFromAddress} young accounts at one address followed {TargetUserId} within a day',
)

WhenRules(
  rules_any=[SameDeviceFollowRule, SameAddressFollowRule],
  then=[LabelAdd(entity=UserId, label='follow_spam', expires_after=TimeDelta(days=30))],
)
