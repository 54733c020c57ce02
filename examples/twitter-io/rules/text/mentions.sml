# Mentions from one account.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

MentionsPerHour = IncrementWindow(
  key=f'mentions-{AuthorId}',
  window_seconds=Hour,
  when_all=[IsOriginal, MentionCount > 0],
)

# Owner: mentions. Talking at people all the time.
MentionFloodRule = Rule(
  when_all=[IsOriginal, MentionCount > 0, MentionsPerHour >= 20, MentionsPerHour % 10 == 0],
  description=f'{MentionsPerHour} tweets that mention others within an hour',
)

# Owner: mentions. A list of names gets attention that the words would not.
MassMentionRule = Rule(
  when_all=[IsOriginal, MentionCount >= 6],
  description=f'{MentionCount} accounts mentioned in one tweet',
)

WhenRules(
  rules_any=[MentionFloodRule, MassMentionRule],
  then=[LabelAdd(entity=AuthorId, label='repetitive', expires_after=TimeDelta(days=7))],
)
