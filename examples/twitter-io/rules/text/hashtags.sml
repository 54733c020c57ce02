# Hashtags from one account.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

SameHashtagPerHour = IncrementWindow(
  key=f'hashtag-{AuthorId}-{FirstHashtag}',
  window_seconds=Hour,
  when_all=[HasHashtag],
)

# Owner: hashtags. One hashtag game or campaign, played for an hour without a pause.
HashtagFloodRule = Rule(
  when_all=[HasHashtag, SameHashtagPerHour >= 15, SameHashtagPerHour % 5 == 0],
  description=f'{SameHashtagPerHour} tweets with {FirstHashtag} within an hour',
)

# Owner: hashtags. A tweet that consists of hashtags is written for searches, not for readers.
HashtagStuffingRule = Rule(
  when_all=[IsOriginal, HashtagCount >= 7],
  description=f'{HashtagCount} hashtags in one tweet',
)

WhenRules(
  rules_any=[HashtagFloodRule, HashtagStuffingRule],
  then=[LabelAdd(entity=AuthorId, label='repetitive', expires_after=TimeDelta(days=7))],
)
