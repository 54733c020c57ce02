# A platform's protection against floods, in the shape that SQRL's public examples have: 24 features, 6 counts, 3 distinct
# counts, 2 token buckets, 30 rules.

# Features of the event.
ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user.id')
Ip: Entity[str] = EntityJson(type='Ip', path='$.ip')
Text: str = JsonData(path='$.text')
TargetId: str = JsonData(path='$.target')
Country: str = JsonData(path='$.country')
Email: str = JsonData(path='$.user.email')
AccountAgeSeconds: int = JsonData(path='$.user.age_seconds')
Followers: int = JsonData(path='$.user.followers')
UserAgent: str = JsonData(path='$.user_agent')
IsPost = ActionName == 'post'
IsReply = ActionName == 'reply'
IsSignup = ActionName == 'signup'
Cleaned = StringToLower(s=StringStrip(s=Text))
TextLength = StringLength(s=Text)
HasLink = RegexMatch(target=Text, pattern=r'https?://')
HasOffer = RegexMatch(target=Text, pattern=r'(?i)\b(free|earn|winner|prize|crypto)\b')
IsNew = AccountAgeSeconds < 86400
IsYoung = AccountAgeSeconds < 604800
IsUnknown = Followers < 3
IsScripted = RegexMatch(target=UserAgent, pattern=r'(?i)python|curl|bot')
IsKnownBad = HasLabel(entity=UserId, label='spammer')
IsBadIp = HasLabel(entity=Ip, label='bad_ip')
ActionKey = f'{ActionName}:{UserId}'

# Counts.
UserActions = IncrementWindow(key=f'actions:{UserId}', window_seconds=60, when_all=[True])
UserActionKind = IncrementWindow(key=f'kind:{ActionKey}', window_seconds=3600, when_all=[True])
IpActions = IncrementWindow(key=f'ip:{Ip}', window_seconds=60, when_all=[True])
IpSignups = IncrementWindow(key=f'signups:{Ip}', window_seconds=3600, when_all=[IsSignup])
SameText = IncrementWindow(key=f'text:{Cleaned}', window_seconds=3600, when_all=[TextLength > 20])
TargetActions = IncrementWindow(key=f'target:{TargetId}', window_seconds=600, when_all=[TargetId != ''])

# Distinct counts.
UsersOfIp = DistinctWindow(key=f'users:{Ip}', value=UserId, window_seconds=3600)
UsersOfText = DistinctWindow(key=f'authors:{Cleaned}', value=UserId, window_seconds=3600, when_all=[TextLength > 20])
TargetsOfUser = DistinctWindow(key=f'targets:{UserId}', value=TargetId, window_seconds=600, when_all=[TargetId != ''])

# Token buckets.
IsOverUserRate = RateLimited(key=f'rate:{UserId}', max_tokens=20, refill_seconds=60)
IsOverIpRate = RateLimited(key=f'rate:{Ip}', max_tokens=60, refill_seconds=60)

FloodRule = Rule(when_all=[UserActions > 15], description=f'{UserActions} actions within a minute')
KindFloodRule = Rule(when_all=[UserActionKind > 60], description='one kind of action, over and over')
IpFloodRule = Rule(when_all=[IpActions > 40], description=f'{IpActions} actions from one address')
SignupFarmRule = Rule(when_all=[IsSignup, IpSignups > 5], description=f'{IpSignups} accounts from one address')
CopyRule = Rule(when_all=[SameText > 10], description='one text, many times')
CopyRingRule = Rule(when_all=[UsersOfText > 4], description=f'{UsersOfText} people with one text')
PileOnRule = Rule(when_all=[IsReply, TargetActions > 30], description='many replies to one person')
SharedIpRule = Rule(when_all=[UsersOfIp > 25], description='many people at one address')
SprayRule = Rule(when_all=[TargetsOfUser > 12], description='one person at many others')
UserRateRule = Rule(when_all=[IsOverUserRate], description='faster than people are')
IpRateRule = Rule(when_all=[IsOverIpRate], description='an address faster than people are')
NewLinkRule = Rule(when_all=[IsPost, IsNew, HasLink, UserActions > 3], description='new, and posts links')
NewOfferRule = Rule(when_all=[IsNew, HasOffer], description='new, with an offer')
OfferLinkRule = Rule(when_all=[HasOffer, HasLink, IsYoung], description='an offer with a link')
ScriptedRule = Rule(when_all=[IsScripted, UserActions > 5], description='a script')
ScriptedSignupRule = Rule(when_all=[IsScripted, IsSignup], description='a script signs up')
KnownBadRule = Rule(when_all=[IsKnownBad], description='was a spammer before')
BadIpRule = Rule(when_all=[IsBadIp, IsNew], description='new, from a bad address')
UnknownSprayRule = Rule(when_all=[IsUnknown, TargetsOfUser > 6], description='unknown, and at many')
UnknownLinkRule = Rule(when_all=[IsUnknown, HasLink, SameText > 3], description='unknown, and repeats a link')
LongOfferRule = Rule(when_all=[HasOffer, TextLength > 200], description='a long offer')
NoEmailRule = Rule(when_all=[IsSignup, Email == ''], description='signs up without an address')
ThrowawayRule = Rule(when_all=[IsSignup, StringEndsWith(s=Email, end='@throwaway.example')], description='a throwaway address')
FarCountryRule = Rule(when_all=[Country in ['AQ', 'BV', 'HM'], IsNew], description='nobody lives there')
YoungFloodRule = Rule(when_all=[IsYoung, UserActions > 8], description='young and busy')
ReplySpamRule = Rule(when_all=[IsReply, HasLink, UserActionKind > 10], description='replies with links')
RingRule = Rule(when_all=[UsersOfIp > 5, UsersOfText > 2], description='one address, one text')
SilentRule = Rule(when_all=[IsPost, TextLength == 0], description='posts nothing')
TargetedRule = Rule(when_all=[TargetActions > 60], description='everybody at one person')
LateSignupRule = Rule(when_all=[IsSignup, AccountAgeSeconds > 60], description='signs up twice')

WhenRules(
  rules_any=[
    FloodRule, KindFloodRule, IpFloodRule, SignupFarmRule, CopyRule, CopyRingRule, PileOnRule, SprayRule, UserRateRule, IpRateRule,
    NewLinkRule, NewOfferRule, OfferLinkRule, ScriptedRule, ScriptedSignupRule, KnownBadRule, BadIpRule, UnknownLinkRule,
    RingRule, ThrowawayRule,
  ],
  then=[DeclareVerdict(verdict='block'), LabelAdd(entity=UserId, label='spammer', expires_after=TimeDelta(hours=1))],
)
WhenRules(
  rules_any=[
    SharedIpRule, UnknownSprayRule, LongOfferRule, NoEmailRule, FarCountryRule, YoungFloodRule, ReplySpamRule, SilentRule,
    TargetedRule, LateSignupRule,
  ],
  then=[DeclareVerdict(verdict='watch')],
)
