# One account's links.
Import(rules=['models/event.sml', 'models/text.sml', 'models/time.sml'])

LinksPerHour = IncrementWindow(key=f'links-{UserId}', window_seconds=Hour, when_all=[HasLink])

# Owner: spam. Three links an hour from somebody who has just arrived.
YoungLinkVelocityRule = Rule(
  when_all=[HasLink, IsYoung, LinksPerHour >= 3],
  description=f'a young account posted {LinksPerHour} links within an hour',
)

# Owner: spam. Newsrooms post a link or two an hour; nobody needs ten.
LinkFloodRule = Rule(
  when_all=[HasLink, LinksPerHour >= 10],
  description=f'{LinksPerHour} links within an hour',
)

WhenRules(
  rules_any=[YoungLinkVelocityRule, LinkFloodRule],
  then=[
    LabelAdd(entity=UserId, label='link_spam', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='limit'),
  ],
)
