# Sites that spam is for.
Import(rules=['models/event.sml', 'models/text.sml', 'models/time.sml'])

# `lists/known_spam_hosts.yaml`: sites of campaigns that are over. Those of today are found by the rules below.
KnownSpamHost: Optional[str] = ListContains(list='known_spam_hosts', phrases=[LinkHost])

# Owner: spam. A domain that has been reported before.
KnownSpamDomainRule = Rule(
  when_all=[HasLink, KnownSpamHost != None],
  description=f'a link to {LinkHost}, which is known for spam',
)

YoungAuthorsOfDomain = DistinctWindow(
  key=f'young-{LinkHost}',
  value=UserId,
  window_seconds=SixHours,
  when_all=[HasLink, IsYoung],
)

AuthorsOfDomain = DistinctWindow(
  key=f'all-{LinkHost}',
  value=UserId,
  window_seconds=SixHours,
  when_all=[HasLink],
)

# Owner: spam. Several newcomers with one site, and hardly anyone else: popular stories are shared by people of all ages.
YoungDomainRule = Rule(
  when_all=[
    HasLink,
    IsYoung,
    YoungAuthorsOfDomain >= 4,
    YoungAuthorsOfDomain * 2 > AuthorsOfDomain,
  ],
  description=f'{YoungAuthorsOfDomain} young accounts linked to {LinkHost} within six hours',
)

IsSpamDomain = HasLabel(entity=LinkDomain, label='spam_domain')

# Owner: spam. Once a site is known, whoever is young and links to it belongs to it.
SpamDomainRule = Rule(
  when_all=[HasLink, IsYoung, IsSpamDomain],
  description=f'a young account linked to {LinkHost}, which is a spam domain',
)

WhenRules(
  rules_any=[YoungDomainRule],
  then=[LabelAdd(entity=LinkDomain, label='spam_domain', expires_after=TimeDelta(days=14))],
)

WhenRules(
  rules_any=[KnownSpamDomainRule, YoungDomainRule, SpamDomainRule],
  then=[
    LabelAdd(entity=UserId, label='link_spam', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='limit'),
  ],
)
