# Followers, follows and tweets that do not go together. Told with the first tweet after a quiet week.
Import(rules=['models/time.sml', 'models/tweet.sml'])

FishingTweets = IncrementWindow(
  key=f'fishing-{AuthorId}',
  window_seconds=Week,
  when_all=[Following >= 1500, Followers * 5 < Following],
)
UnheardTweets = IncrementWindow(
  key=f'unheard-{AuthorId}',
  window_seconds=Week,
  when_all=[Updates >= 10000, Followers <= 200],
)

# Owner: profiles. Follows thousands and is followed by few: an account that fishes for followers.
FollowRatioRule = Rule(
  when_all=[Following >= 1500, Followers * 5 < Following, FishingTweets == 1],
  description=f'follows {Following}, is followed by {Followers}',
)

# Owner: profiles. Tens of thousands of tweets that nobody asked for.
UnheardRule = Rule(
  when_all=[Updates >= 10000, Followers <= 200, UnheardTweets == 1],
  description=f'{Updates} tweets ever, for {Followers} followers',
)

WhenRules(
  rules_any=[FollowRatioRule, UnheardRule],
  then=[LabelAdd(entity=AuthorId, label='hollow_profile', expires_after=TimeDelta(days=30))],
)
