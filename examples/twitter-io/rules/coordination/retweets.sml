# The same words, shared by several accounts.
Import(rules=['models/content.sml', 'models/counts.sml', 'models/time.sml', 'models/tweet.sml'])

SharersThisMinute = DistinctWindow(
  key=f'sharers-{SharedText}',
  value=AuthorId,
  window_seconds=Minute,
  when_all=[IsRetweet, IsLongText],
)

# Owner: coordination. A ring that passes on what one of it has found, within minutes. Among a thousand accounts of the whole
# world, chance does not bring four together.
RetweetRingRule = Rule(
  when_all=[IsRetweet, SharersOfText >= 4],
  description=f'{SharersOfText} accounts shared the same words within ten minutes',
)

# Owner: coordination. As above, at the speed of software.
SameMinuteRetweetRule = Rule(
  when_all=[IsRetweet, SharersThisMinute >= 3],
  description=f'{SharersThisMinute} accounts shared the same words within a minute',
)

WhenRules(
  rules_any=[RetweetRingRule, SameMinuteRetweetRule],
  then=[
    LabelAdd(entity=AuthorId, label='coordinated', expires_after=TimeDelta(days=30)),
    LabelAdd(entity=SharedText, label='amplified', expires_after=TimeDelta(days=30)),
  ],
)
