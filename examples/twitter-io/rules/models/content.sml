# What a text is made of: links, hashtags, mentions, and the words themselves.
Import(rules=['models/tweet.sml'])

LowerText = StringToLower(s=Text)

# --- links: nearly all are https://t.co/…, which says nothing of the site, but such a link belongs to one tweet and its copies;
# FirstLink is what stands between "://" and the next space
LinkParts = StringSplit(s=Text, sep='://')
HasLink = ListLength(list=LinkParts) > 1
FirstLink: str = ListRead(list=StringSplit(s=ListRead(list=LinkParts, index=1)), index=0)

# --- hashtags: what stands between "#" and the next space
HashtagParts = StringSplit(s=LowerText, sep='#')
HashtagCount = ListLength(list=HashtagParts) - 1
HasHashtag = RegexMatch(target=LowerText, pattern=r'#\w')
FirstHashtag: str = ListRead(list=StringSplit(s=ListRead(list=HashtagParts, index=1)), index=0)

# --- mentions
MentionCount = ListLength(list=StringSplit(s=LowerText, sep='@')) - 1

# --- words: the text before the first link, since a copy often differs in its shortened link alone
TextBody = StringStrip(s=ListRead(list=StringSplit(s=LowerText, sep='http'), index=0))
BodyLength = StringLength(s=TextBody)
# Short texts are equal by chance.
IsLongText = BodyLength >= 40
# There is no id of what was shared or copied; the hash of the words stands for it.
SharedText: Entity[str] = Entity(type='Text', id=HashMd5(input=TextBody))
