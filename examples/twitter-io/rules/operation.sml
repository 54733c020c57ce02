# Signs that come together. Labels of earlier tweets count, so that the signs need not be in one tweet.
Import(rules=['models/tweet.sml'])

IsCoordinated = HasLabel(entity=AuthorId, label='coordinated')
IsRepetitive = HasLabel(entity=AuthorId, label='repetitive')
IsHighVolume = HasLabel(entity=AuthorId, label='high_volume')
IsOperation = HasLabel(entity=AuthorId, label='operation')

# Owner: operations. Once per account and month: coordinated, and either repetitive or of high volume.
OperationRule = Rule(
  when_all=[IsCoordinated, IsRepetitive or IsHighVolume, not IsOperation],
  description='coordinated with other accounts, and repetitive or of high volume',
)

WhenRules(
  rules_any=[OperationRule],
  then=[
    DeclareVerdict(verdict='review'),
    LabelAdd(entity=AuthorId, label='operation', expires_after=TimeDelta(days=30)),
  ],
)
