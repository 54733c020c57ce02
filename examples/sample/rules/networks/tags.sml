# Hashtags in step: whoever pushes a trend posts the same tags at the same time, again and again.
Import(rules=['models/event.sml'])

Hashtags: Optional[List[str]] = JsonData(path='$.hashtags', required=False)

TaggedTogether = CoAction(
  layer='tag',
  actor=UserId,
  objects=Hashtags,
  window_seconds=600,
  keep_seconds=86400,
)
TagCluster = ClusterSize(entity=UserId, layers=['tag'], min_repetition=3)

# Owner: networks. One tag is a conversation; three within minutes of the same accounts, and five of them, are an order.
TagRingRule = Rule(
  when_all=[TagCluster >= 5],
  description=f'one of {TagCluster} accounts that used the same hashtags within minutes of each other',
)

WhenRules(
  rules_any=[TagRingRule],
  then=[
    LabelAdd(entity=UserId, label='acts_together', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='limit'),
  ],
)
