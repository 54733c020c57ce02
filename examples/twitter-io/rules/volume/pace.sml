# How much and how evenly an account posts. A count that goes on is told again at round numbers only, not with every tweet.
Import(rules=['models/counts.sml', 'models/time.sml', 'models/tweet.sml'])

# Owner: volume. Five tweets stamped with the same minute: a queue is being emptied.
MinuteBurstRule = Rule(
  when_all=[TweetsPerMinute >= 5, TweetsPerMinute % 5 == 0],
  description=f'{TweetsPerMinute} tweets within a minute',
)

# Owner: volume. 100 tweets in a day is one every ten waking minutes, which the most eager people reach now and then.
HighVolumeRule = Rule(
  when_all=[TweetsPerDay >= 100, TweetsPerDay % 50 == 0],
  description=f'{TweetsPerDay} tweets within a day',
)

# Owner: volume. Nearly all of a busy day's tweets fall into one hour.
SuddenVolumeRule = Rule(
  when_all=[TweetsPerHour >= 20, TweetsPerHour % 10 == 0, TweetsPerDay - TweetsPerHour <= 3],
  description=f'{TweetsPerHour} tweets within an hour after a silent day',
)

# Owner: volume. `updates` counts all tweets of an account ever: a low number means that the account is new.
NewHighVolumeRule = Rule(
  when_all=[Updates <= 500, TweetsPerDay >= 40, TweetsPerDay % 20 == 0],
  description=f'a new account ({Updates} tweets ever) with {TweetsPerDay} tweets within a day',
)

_HourOfDay = StringSlice(s=PublishDate, start=11, end=13)
HoursActive = DistinctWindow(
  key=f'hours-{AuthorId}',
  value=_HourOfDay,
  window_seconds=Day,
  when_all=[True],
)

SleeplessTweets = IncrementWindow(
  key=f'sleepless-{AuthorId}',
  window_seconds=Day,
  when_all=[HoursActive >= 20],
)

# Owner: volume. People sleep. Told with the first tweet of a sleepless spell.
NeverSleepsRule = Rule(
  when_all=[HoursActive >= 20, SleeplessTweets == 1],
  description=f'active in {HoursActive} different hours of one day',
)

WhenRules(
  rules_any=[MinuteBurstRule, HighVolumeRule, SuddenVolumeRule, NewHighVolumeRule, NeverSleepsRule],
  then=[LabelAdd(entity=AuthorId, label='high_volume', expires_after=TimeDelta(days=7))],
)
