# One page from several accounts.
Import(rules=['models/content.sml', 'models/time.sml', 'models/tweet.sml'])

LinkAuthors = DistinctWindow(
  key=f'link-authors-{FirstLink}',
  value=AuthorId,
  window_seconds=Week,
  when_all=[HasLink, IsOriginal],
)

# Owner: coordination. A shortened link is made for one tweet: who has the same one in a tweet of their own has copied it.
SharedLinkRule = Rule(
  when_all=[HasLink, IsOriginal, LinkAuthors >= 3],
  description=f'{LinkAuthors} accounts posted {FirstLink} within a week',
)

WhenRules(
  rules_any=[SharedLinkRule],
  then=[LabelAdd(entity=AuthorId, label='coordinated', expires_after=TimeDelta(days=30))],
)
