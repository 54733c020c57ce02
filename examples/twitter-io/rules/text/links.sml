# Links from one account.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

LinksPerHour = IncrementWindow(key=f'links-{AuthorId}', window_seconds=Hour, when_all=[HasLink])
SameLinkPerDay = IncrementWindow(
  key=f'link-{AuthorId}-{FirstLink}',
  window_seconds=Day,
  when_all=[HasLink, IsOriginal],
)

# Owner: links. A tweet with a link every three minutes; told again at every tenth.
LinkFloodRule = Rule(
  when_all=[HasLink, LinksPerHour >= 20, LinksPerHour % 10 == 0],
  description=f'{LinksPerHour} tweets with links within an hour',
)

# Owner: links. One page, pushed all day.
SameLinkRule = Rule(
  when_all=[HasLink, IsOriginal, SameLinkPerDay >= 3],
  description=f'{SameLinkPerDay} tweets with {FirstLink} within a day',
)

WhenRules(
  rules_any=[LinkFloodRule, SameLinkRule],
  then=[LabelAdd(entity=AuthorId, label='repetitive', expires_after=TimeDelta(days=7))],
)
