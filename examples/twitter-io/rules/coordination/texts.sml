# The same words from several accounts, as their own.
Import(rules=['models/content.sml', 'models/counts.sml', 'models/time.sml', 'models/tweet.sml'])

AuthorsThisMinute = DistinctWindow(
  key=f'authors-{SharedText}',
  value=AuthorId,
  window_seconds=Minute,
  when_all=[IsOriginal, IsLongText],
)

# Owner: coordination. Copied text among accounts that do not share it: the plainest sign of one hand behind several.
DuplicateTextRule = Rule(
  when_all=[IsOriginal, AuthorsOfText >= 3],
  description=f'{AuthorsOfText} accounts posted the same words within a day',
)

# Owner: coordination. Two accounts, the same words, the same minute.
SameMinuteTextRule = Rule(
  when_all=[IsOriginal, AuthorsThisMinute >= 2],
  description=f'{AuthorsThisMinute} accounts posted the same words within a minute',
)

WhenRules(
  rules_any=[DuplicateTextRule, SameMinuteTextRule],
  then=[
    LabelAdd(entity=AuthorId, label='coordinated', expires_after=TimeDelta(days=30)),
    LabelAdd(entity=SharedText, label='copypasta', expires_after=TimeDelta(days=30)),
  ],
)
