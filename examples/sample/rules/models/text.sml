# What is written, in posts and replies.
PostId: Entity[str] = EntityJson(type='Post', path='$.post_id')
Text: str = JsonData(path='$.text')
LowerText = StringToLower(s=Text)
Links: List[str] = JsonData(path='$.links')
Mentions: List[str] = JsonData(path='$.mentions')
FollowerCount: int = JsonData(path='$.follower_count')

HasLink = ListLength(list=Links) > 0
HasMention = ListLength(list=Mentions) > 0
FirstLink: str = ListRead(list=Links, index=0)
# "https:", "", host, path
LinkHost = ListRead(list=StringSplit(s=FirstLink, sep='/'), index=2)
LinkDomain: Entity[str] = Entity(type='Domain', id=LinkHost)
