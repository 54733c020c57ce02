# Links that nobody asked for.
Import(rules=['models/event.sml', 'models/text.sml', 'models/time.sml'])

RepliedTo: Entity[str] = EntityJson(type='User', path='$.in_reply_to_user_id')
PeopleBothered = DistinctWindow(
  key=f'bothered-{UserId}',
  value=RepliedTo,
  window_seconds=Hour,
  when_all=[HasLink, IsYoung],
)

# Owner: spam. A newcomer who puts links under the posts of several people.
ReplySpamRule = Rule(
  when_all=[HasLink, IsYoung, PeopleBothered >= 2],
  description=f'links in replies to {PeopleBothered} people within an hour',
)

WhenRules(
  rules_any=[ReplySpamRule],
  then=[
    LabelAdd(entity=UserId, label='link_spam', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='limit'),
  ],
)
