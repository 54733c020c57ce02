# Signs that come together, over events of any kind.
Import(rules=['models/event.sml'])

MadeInBulk = (
  HasLabel(entity=UserId, label='suspicious_sign_up')
  or HasLabel(entity=DeviceId, label='shared_device')
)
BehavesLikeSpam = (
  HasLabel(entity=UserId, label='link_spam')
  or HasLabel(entity=UserId, label='follow_spam')
)
IsKnownFake = HasLabel(entity=UserId, label='fake_account')

# Owner: accounts. Once per account: made in bulk, and now it does what such accounts are made for.
FakeAccountRule = Rule(
  when_all=[MadeInBulk, BehavesLikeSpam, not IsKnownFake],
  description='made together with other accounts, and spreads links or follows in bulk',
)

WhenRules(
  rules_any=[FakeAccountRule],
  then=[
    LabelAdd(entity=UserId, label='fake_account', expires_after=TimeDelta(days=90)),
    DeclareVerdict(verdict='suspend'),
  ],
)
