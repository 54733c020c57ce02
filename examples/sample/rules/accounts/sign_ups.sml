# Accounts that are made together.
Import(rules=['models/event.sml', 'models/sign_up.sml', 'models/time.sml'])

# Hosts where everybody has an address.
_CommonHosts = ['correo.example', 'letterbox.example', 'mail.example', 'post.example']

SignUpsOnDevice = DistinctWindow(
  key=f'device-{DeviceId}',
  value=UserId,
  window_seconds=Week,
  when_all=[True],
)
SignUpsAtAddress = DistinctWindow(
  key=f'address-{Ip}',
  value=UserId,
  window_seconds=Day,
  when_all=[True],
)
SignUpsWithHost = DistinctWindow(
  key=f'mail-{EmailHost}',
  value=UserId,
  window_seconds=Day,
  when_all=[EmailHost not in _CommonHosts],
)

# Owner: accounts. A family may share a tablet; three new accounts on it within a week are too many.
SharedDeviceSignUpRule = Rule(
  when_all=[SignUpsOnDevice >= 3],
  description=f'{SignUpsOnDevice} accounts made on one device within a week',
)

# Owner: accounts. More sign-ups than an office has newcomers in a day.
SharedAddressSignUpRule = Rule(
  when_all=[SignUpsAtAddress >= 4],
  description=f'{SignUpsAtAddress} accounts made at one address within a day',
)

# Owner: accounts. A mail host that nobody else uses.
MailHostSignUpRule = Rule(
  when_all=[EmailHost not in _CommonHosts, SignUpsWithHost >= 5],
  description=f'{SignUpsWithHost} accounts made with addresses at {EmailHost} within a day',
)

WhenRules(
  rules_any=[SharedDeviceSignUpRule],
  then=[LabelAdd(entity=DeviceId, label='shared_device', expires_after=TimeDelta(days=30))],
)

WhenRules(
  rules_any=[SharedDeviceSignUpRule, SharedAddressSignUpRule, MailHostSignUpRule],
  then=[LabelAdd(entity=UserId, label='suspicious_sign_up', expires_after=TimeDelta(days=30))],
)
