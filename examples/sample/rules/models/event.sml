# What every event says: who did it, from where, and how old the account was.
ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
DeviceId: Entity[str] = EntityJson(type='Device', path='$.device_id')
Ip: Entity[str] = EntityJson(type='Ip', path='$.ip')
Country: str = JsonData(path='$.country')

AccountAgeSeconds: int = JsonData(path='$.account_age_seconds')
AccountAgeDays = AccountAgeSeconds // 86400
# Nearly all spam comes from accounts that are younger than this.
IsYoung = AccountAgeDays < 3
