/** The small ruleset that the server's tests decide by: path in the rules' directory → text. */
export const RULES: Readonly<Record<string, string>> = {
  'config.yaml': `
labels:
  spammer: {valid_for: [User], connotation: negative, description: Sends spam}
  trusted: {valid_for: [User], connotation: positive, description: Known to be fine}
  bad_link: {valid_for: [Link], connotation: negative, description: Spread by spam}
`,
  'main.sml': "Import(rules=['models.sml', 'spam.sml', 'totals.sml'])\n",
  'models.sml': `ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
Link: Entity[str] = EntityJson(type='Link', path='$.link', required=False)
Text: str = JsonData(path='$.text', required=False)
BigNumber: int = JsonData(path='$.big', required=False)
Ratio: float = JsonData(path='$.ratio', required=False)
Divisor: int = JsonData(path='$.divisor', required=False)
Score: int = JsonData(path='$.score', required=False)
`,
  'spam.sml': `Import(rules=['models.sml'])

HasSpam = StringToLower(s=Text) == 'buy now'
PostsPerHour = IncrementWindow(key=f'posts-{UserId}', window_seconds=3600, when_all=[ActionName == 'post'])

SpamTextRule = Rule(when_all=[HasSpam], description=f'{UserId} wrote what spam writes')
BusyRule = Rule(when_all=[PostsPerHour >= 3], description=f'{UserId}: {PostsPerHour} posts within an hour')

WhenRules(
  rules_any=[SpamTextRule],
  then=[
    LabelAdd(entity=UserId, label='spammer', expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Link, label='bad_link'),
    DeclareVerdict(verdict='reject'),
  ],
)
`,
  'totals.sml': `Import(rules=['models.sml'])

PerDivisor = Score // Divisor
DividedRule = Rule(when_all=[PerDivisor >= 2], description=f'{PerDivisor} each')
`,
};
