# Reports in step: a brigade reports what it wants gone.
Import(rules=['models/event.sml'])

_ReportedPost: Optional[str] = JsonData(path='$.post_id', required=False)

ReportedTogether = CoAction(
  layer='report',
  actor=UserId,
  object=_ReportedPost,
  window_seconds=3600,
  keep_seconds=259200,
)
ReportCluster = ClusterSize(entity=UserId, layers=['report'], min_repetition=2)

# Owner: networks. People report what they see, each something else.
ReportRingRule = Rule(
  when_all=[ReportCluster >= 4],
  description=f'one of {ReportCluster} accounts that reported the same posts within an hour of each other',
)

WhenRules(
  rules_any=[ReportRingRule],
  then=[LabelAdd(entity=UserId, label='acts_together', expires_after=TimeDelta(days=30))],
)
