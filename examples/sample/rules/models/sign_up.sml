# What someone gives when signing up.
Handle: str = JsonData(path='$.handle')
Email: str = JsonData(path='$.email')
EmailHost = EmailSubdomain(email=Email)
Referrer: str = JsonData(path='$.referrer')
