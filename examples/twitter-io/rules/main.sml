# Signs of information operations in an archive of tweets. Each folder holds one kind of sign; `operation.sml` puts them together.
Import(
  rules=[
    'coordination/hashtags.sml',
    'coordination/links.sml',
    'coordination/retweets.sml',
    'coordination/texts.sml',
    'operation.sml',
    'profile/numbers.sml',
    'profile/places.sml',
    'text/hashtags.sml',
    'text/links.sml',
    'text/mentions.sml',
    'text/repetition.sml',
    'volume/pace.sml',
    'volume/retweets.sml',
  ],
)
