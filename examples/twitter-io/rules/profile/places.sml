# Languages and regions of one account.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

LanguagesPerDay = DistinctWindow(
  key=f'languages-{AuthorId}',
  value=Language,
  window_seconds=Day,
  when_all=[IsOriginal, IsLongText],
)
RegionsPerWeek = DistinctWindow(
  key=f'regions-{AuthorId}',
  value=Region,
  window_seconds=Week,
  when_all=[True],
)

# Owner: profiles. Two languages are common; four within a day are a desk with several people. Language detection errs on short
# texts, so only long ones count.
LanguageSwitchRule = Rule(
  when_all=[IsOriginal, IsLongText, LanguagesPerDay >= 4],
  description=f'{LanguagesPerDay} languages within a day',
)

# Owner: profiles. The account's stated region changes within a week.
RegionSwitchRule = Rule(
  when_all=[RegionsPerWeek >= 3],
  description=f'{RegionsPerWeek} regions within a week',
)

WhenRules(
  rules_any=[LanguageSwitchRule, RegionSwitchRule],
  then=[LabelAdd(entity=AuthorId, label='hollow_profile', expires_after=TimeDelta(days=30))],
)
