# The words that go with the links.
Import(rules=['models/event.sml', 'models/text.sml', 'models/time.sml'])

# The list `pitch-words` has the promises of the week: who changes it needs no deployment (`lapwing lists show pitch-words`).
PitchWord: Optional[str] = ListMatch(list='pitch-words', value=Text)
IsPitch = PitchWord != None or RegexMatch(target=LowerText, pattern=r'\b\d\d% off\b')

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
