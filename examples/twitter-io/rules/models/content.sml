# What a text is made of: links, hashtags, mentions, and the words themselves. Its fragments are local: nobody asks for them as columns.
Import(rules=['models/tweet.sml'])

_LowerText = StringToLower(s=Text)

# --- links: nearly all are https://t.co/…, which says nothing of the site, but such a link belongs to one tweet and its copies;
# FirstLink is what stands between "://" and the next space
_LinkParts = StringSplit(s=Text, sep='://')
HasLink = ListLength(list=_LinkParts) > 1
FirstLink: str = ListRead(list=StringSplit(s=ListRead(list=_LinkParts, index=1)), index=0)

# --- hashtags: what stands between "#" and the next space
_HashtagParts = StringSplit(s=_LowerText, sep='#')
HashtagCount = ListLength(list=_HashtagParts) - 1
HasHashtag = RegexMatch(target=_LowerText, pattern=r'#\w')
FirstHashtag: str = ListRead(list=StringSplit(s=ListRead(list=_HashtagParts, index=1)), index=0)

# --- mentions
MentionCount = ListLength(list=StringSplit(s=_LowerText, sep='@')) - 1

# --- words: the text before the first link, since a copy often differs in its shortened link alone
_TextBody = StringStrip(s=ListRead(list=StringSplit(s=_LowerText, sep='http'), index=0))
BodyLength = StringLength(s=_TextBody)
# Short texts are equal by chance.
IsLongText = BodyLength >= 40
# There is no id of what was shared or copied; the hash of the words stands for it.
SharedText: Entity[str] = Entity(type='Text', id=HashMd5(input=_TextBody))
