# Accounts that only pass on.
Import(rules=['models/counts.sml', 'models/time.sml', 'models/tweet.sml'])

RetweetsPerDay = IncrementWindow(
  key=f'retweets-{AuthorId}',
  window_seconds=Day,
  when_all=[IsRetweet],
)

# Owner: volume. Dozens of retweets in a day, and next to nothing of its own.
RetweetMachineRule = Rule(
  when_all=[
    IsRetweet,
    RetweetsPerDay >= 40,
    RetweetsPerDay % 20 == 0,
    TweetsPerDay - RetweetsPerDay <= 2,
  ],
  description=f'{RetweetsPerDay} of {TweetsPerDay} tweets within a day are retweets',
)

WhenRules(
  rules_any=[RetweetMachineRule],
  then=[LabelAdd(entity=AuthorId, label='high_volume', expires_after=TimeDelta(days=7))],
)
