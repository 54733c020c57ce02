# Who is followed.
TargetUserId: Entity[str] = EntityJson(type='User', path='$.target_user_id')
