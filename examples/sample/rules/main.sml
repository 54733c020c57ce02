# Rules of the sample platform. What every event has is read here; what one kind of event has, in `actions/`.
Import(rules=['accounts/fake.sml', 'models/event.sml'])

Require(rule=f'actions/{ActionName}.sml')
