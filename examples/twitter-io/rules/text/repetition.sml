# The same words from one account.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

SameTextPerDay = IncrementWindow(
  key=f'text-{AuthorId}-{SharedText}',
  window_seconds=Day,
  when_all=[IsOriginal, IsLongText],
)

# Owner: text. Saying something twice may be a correction; three times is a campaign.
SelfRepetitionRule = Rule(
  when_all=[IsOriginal, SameTextPerDay >= 3],
  description=f'the same words {SameTextPerDay} times within a day',
)

WhenRules(
  rules_any=[SelfRepetitionRule],
  then=[LabelAdd(entity=AuthorId, label='repetitive', expires_after=TimeDelta(days=7))],
)
