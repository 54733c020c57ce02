/** Phrases that people use whatever they talk about. */
export const FEELING = [
  'so happy',
  'a bit sad',
  'tired but happy',
  'not impressed',
  'over the moon',
  'still thinking about it',
  'in two minds',
  'all for it',
];
export const WHEN = [
  'today',
  'this morning',
  'last night',
  'on the way home',
  'over breakfast',
  'after work',
  'at the weekend',
  'again',
  'for once',
  'at last',
];
export const AGREE = [
  'Totally.',
  'Same here.',
  'Ha, yes.',
  'Not sure about that.',
  'I saw it differently.',
  'Good point.',
  'Oh come on.',
  'This!',
  'Fair enough.',
  'You are not alone.',
];
export const TAIL = ['', '', '', ' 😄', ' lol', '!', ' …', ' 🙌', ', honestly', ' if you ask me'];
