# Counts that several rules look at.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

TweetsPerMinute = IncrementWindow(key=f'tweets-{AuthorId}', window_seconds=Minute, when_all=[True])
TweetsPerHour = IncrementWindow(key=f'tweets-{AuthorId}', window_seconds=Hour, when_all=[True])
TweetsPerDay = IncrementWindow(key=f'tweets-{AuthorId}', window_seconds=Day, when_all=[True])

# Accounts that post the same words as their own.
AuthorsOfText = DistinctWindow(
  key=f'authors-{SharedText}',
  value=AuthorId,
  window_seconds=Day,
  when_all=[IsOriginal, IsLongText],
)
# Accounts that share the same words.
SharersOfText = DistinctWindow(
  key=f'sharers-{SharedText}',
  value=AuthorId,
  window_seconds=TenMinutes,
  when_all=[IsRetweet, IsLongText],
)
