# Likes and reposts in step: farms sell them, and deliver an order within minutes.
Import(rules=['models/event.sml'])

_Liked: Optional[str] = JsonData(path='$.post_id', required=False)
_Reposted: Optional[str] = JsonData(path='$.reposted_id', required=False)
CarriedPost = ResolveOptional(optional_value=_Reposted, default_value=_Liked)

CarriedTogether = CoAction(
  layer='reach',
  actor=UserId,
  object=CarriedPost,
  window_seconds=600,
  keep_seconds=86400,
)
ReachCluster = ClusterSize(entity=UserId, layers=['reach'], min_repetition=3)
ReachClusterFormed = ClusterFormed(entity=UserId, layers=['reach'], min_repetition=3, min_size=5)

# Owner: networks. Friends like the same post, not the same three within minutes of each other all day.
ReachRingRule = Rule(
  when_all=[ReachCluster >= 5],
  description=f'one of {ReachCluster} accounts that carried the same posts within minutes of each other',
)

# Owner: networks. Once for each ring, for somebody to look at.
ReachRingFormedRule = Rule(
  when_all=[ReachClusterFormed],
  description=f'{ReachCluster} accounts began to carry the same posts within minutes of each other',
)

WhenRules(
  rules_any=[ReachRingRule],
  then=[
    LabelAdd(entity=UserId, label='acts_together', expires_after=TimeDelta(days=30)),
    DeclareVerdict(verdict='rate_limit'),
  ],
)
WhenRules(
  rules_any=[ReachRingFormedRule],
  then=[
    ClusterAlert(
      entity=UserId,
      size=ReachCluster,
      score=CoordinationScore(
        entity=UserId,
        layers=['reach'],
        min_repetition=3,
        when_all=[ReachClusterFormed],
      ),
      chance=CoordinationChance(
        entity=UserId,
        layers=['reach'],
        min_repetition=3,
        when_all=[ReachClusterFormed],
      ),
      members=ClusterMembers(
        entity=UserId,
        layers=['reach'],
        min_repetition=3,
        when_all=[ReachClusterFormed],
      ),
      objects=ClusterObjects(
        entity=UserId,
        layers=['reach'],
        min_repetition=3,
        when_all=[ReachClusterFormed],
      ),
    ),
  ],
)
