# The words that go with the links.
Import(rules=['models/event.sml', 'models/text.sml', 'models/time.sml'])

_Pitch = r'\b(airdrop|cashed out|clearance|flash sale|from home|giveaway|zero experience|\d\d% off|your wallet)\b'
IsPitch = RegexMatch(target=LowerText, pattern=_Pitch)

# Owner: spam. Promises with a link, from a newcomer.
PitchRule = Rule(
  when_all=[HasLink, IsYoung, IsPitch],
  description='a young account makes promises and links to them',
)

# The first words, where the text does not begin with somebody's name.
_Opening = StringSlice(s=LowerText, start=0, end=20)
OpeningAuthors = DistinctWindow(
  key=f'opening-{_Opening}',
  value=UserId,
  window_seconds=Day,
  when_all=[HasLink, IsYoung, not HasMention],
)

# Owner: spam. Variants of one text: they begin alike.
SameOpeningRule = Rule(
  when_all=[HasLink, IsYoung, not HasMention, OpeningAuthors >= 4],
  description=f'{OpeningAuthors} young accounts began a post with the same words within a day',
)

WhenRules(
  rules_any=[PitchRule, SameOpeningRule],
  then=[LabelAdd(entity=UserId, label='link_spam', expires_after=TimeDelta(days=30))],
)
