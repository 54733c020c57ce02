/** What each coded diagnostic means, for `lapwing rules docs` and editors. */

export interface DiagnosticDoc {
  readonly code: string;
  /** A short name, as a heading. */
  readonly name: string;
  /** Why it matters and what to do; plain sentences. */
  readonly doc: string;
  /** Off unless asked for. */
  readonly optional?: boolean;
  /** There is a replacement that changes no result. */
  readonly fixable?: boolean;
}

export const diagnosticDocs: readonly DiagnosticDoc[] = [
  {
    code: 'SML001',
    name: 'Unpacked arguments',
    doc: '`f(**name)` is accepted and dropped, even where `name` does not exist. Write each argument out.',
  },
  {
    code: 'SML002',
    name: 'Half a surrogate pair',
    doc: 'An escape such as `\\ud83d` is one half of a character. Write the character itself, or `\\U` and eight digits.',
  },
  {
    code: 'SML101',
    name: 'Description that silences its rule',
    doc: 'A name in the f-string of a description that has no value makes the whole rule fail, even if all conditions hold. Put the name through `ResolveOptional` with a default, or make the conditions depend on it.',
  },
  {
    code: 'SML102',
    name: 'WhenRules without a list',
    doc: '`WhenRules(rules_any=Name)` passes the reference’s checks and then fails for every event, so that no effect fires. Write the list where it is used.',
  },
  {
    code: 'SML103',
    name: 'Secret through arithmetic',
    doc: 'Calls, lists and f-strings of a secret are secret; sums are not, and `Secret + "x"` is exported in clear. Mark the result with `Secret[...]`, or with `ExtractSecret[...]` if it may be seen. Booleans made by comparing a secret are meant to be exported.',
  },
  {
    code: 'SML104',
    name: 'Entity through ResolveOptional',
    doc: '`ResolveOptional` of an entity has the type of its id, but is still the entity: an f-string prints `Type/id`. Use the entity itself. In the strict dialect the id is meant.',
  },
  {
    code: 'SML105',
    name: 'Item of a set by position',
    doc: 'URLs and domains taken out of a text had no fixed order in the reference. Here they are in the order of the text; a rule that reads one by its index should say which it wants.',
  },
  {
    code: 'SML106',
    name: 'IPv6 network',
    doc: '`IpNetwork` cuts IPv4 addresses to their first three numbers and returns IPv6 addresses whole: counters keyed by it do not group IPv6 neighbours.',
  },
  {
    code: 'SML107',
    name: 'Offset of a timestamp',
    doc: '`TimeSince` reads the date and time and ignores the offset from UTC: `12:00+05:00` counts as `12:00Z`. It is right only for timestamps in UTC.',
  },
  {
    code: 'SML108',
    name: 'Effect in a variable',
    doc: 'The reference tries to export the variable and then loses the output of the event. Write the effect inside `then=[...]`.',
  },
  {
    code: 'SML109',
    name: 'Label that was not checked',
    doc: 'The reference checks labels only where the entity is a plain name. This label does not exist, or is not valid for the type of the entity that is made here.',
  },
  {
    code: 'SML110',
    name: 'Query that a rule refuses',
    doc: 'A query may use an optional value where a rule wants it checked first: `Age > 5` for `Age: Optional[int]`. It is asked with the meaning that it would have, but a rule takes `Age != None and Age > 5`.',
  },
  {
    code: 'SML201',
    name: 'Unused rule',
    doc: 'A rule that no `WhenRules` and no other rule names can fire without consequence.',
  },
  { code: 'SML202', name: 'Unused constant', doc: 'A constant is not exported; one that nothing reads does nothing.' },
  {
    code: 'SML203',
    name: 'Feature read by no rule',
    doc: 'It is exported for every event. That is fine for features that people query, so this check is off by default.',
    optional: true,
  },
  {
    code: 'SML204',
    name: 'Unused import',
    doc: 'No name of the imported file is used, and the file runs anyway. An import that is what makes its file run is not reported.',
    fixable: true,
  },
  {
    code: 'SML205',
    name: 'Unreachable file',
    doc: 'No chain of `Import` and `Require` leads from `main.sml` to this file, so its rules never run.',
  },
  {
    code: 'SML206',
    name: 'Constant condition',
    doc: 'A condition that does not depend on the event. A name that stands for `True` or `False` is taken for a switch and not reported.',
  },
  {
    code: 'SML207',
    name: 'Contradictory conditions',
    doc: 'Conditions that must all hold exclude one another, such as `X > 5 and X < 3`.',
  },
  {
    code: 'SML208',
    name: 'Dead pattern',
    doc: 'A regular expression, or one of its alternatives, that matches no text: `^` after something, `$` before something, or capital letters looked for in a text put into lower case.',
  },
  {
    code: 'SML209',
    name: 'Rule without description',
    doc: 'The description is what moderators and the people concerned read.',
  },
  {
    code: 'SML210',
    name: 'Rule without owner',
    doc: 'Write `# owner: name` at the top of a file or above a rule, so that somebody can be asked when it misfires.',
  },
  {
    code: 'SML211',
    name: 'Window counted twice',
    doc: 'Two calls count into the same window, so each event counts double. Store the count in a feature.',
  },
  {
    code: 'SML212',
    name: 'Label missing from the config',
    doc: 'Effects of plugins do not check their labels; a misspelt one is sent as it is.',
  },
  {
    code: 'SML213',
    name: 'Cached list that changes',
    doc: 'The function keeps a list under a name. A list that differs between events was, in the original, the first event’s list for ever.',
  },
  {
    code: 'SML401',
    name: 'Backspace in a pattern',
    doc: "`'\\b'` in a string that is not raw is the backspace character, so the pattern, or that alternative of it, never matches. Write `r'\\b'`. There is no automatic fix: the rule would start to fire, which somebody should look at first.",
  },
  {
    code: 'SML402',
    name: 'Pattern without linear time',
    doc: 'Look-around, back-references and possessive repeats run up to a limit of steps; a text that needs more fails the rule.',
  },
  {
    code: 'SML403',
    name: 'Pattern that matches every text',
    doc: 'It matches the empty text, and with it every text.',
  },
];
