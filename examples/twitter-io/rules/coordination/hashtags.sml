# One hashtag from many accounts.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

HashtagAuthors = DistinctWindow(
  key=f'hashtag-authors-{FirstHashtag}',
  value=AuthorId,
  window_seconds=TenMinutes,
  when_all=[HasHashtag, IsOriginal],
)

# Owner: coordination. A hashtag that many accounts begin their tweets with, all at once.
HashtagPushRule = Rule(
  when_all=[HasHashtag, IsOriginal, HashtagAuthors >= 12],
  description=f'{HashtagAuthors} accounts pushed {FirstHashtag} within ten minutes',
)

WhenRules(
  rules_any=[HashtagPushRule],
  then=[LabelAdd(entity=AuthorId, label='coordinated', expires_after=TimeDelta(days=30))],
)
