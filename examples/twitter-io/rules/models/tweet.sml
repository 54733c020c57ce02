# What a row says. All other files build on these names.
AuthorId: Entity[str] = EntityJson(type='Account', path='$.author_id')
Text: str = JsonData(path='$.content')
Region: str = JsonData(path='$.region', required=False)
Language: str = JsonData(path='$.language', required=False)
PublishDate: str = JsonData(path='$.publish_date')

# Numbers of the account at the time of the tweet.
Following: int = JsonData(path='$.following', required=False)
Followers: int = JsonData(path='$.followers', required=False)
Updates: int = JsonData(path='$.updates', required=False)

# `retweet` is 1 for a plain retweet; the archive then holds the shared text without "RT @user".
RetweetFlag: int = JsonData(path='$.retweet', required=False)
IsRetweet = RetweetFlag == 1
IsOriginal = RetweetFlag != 1
