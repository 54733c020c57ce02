/** Kinds of lists as people call them. */
export interface Kind {
  readonly kind: string;
  readonly label: string;
  /** What an entry is, and what matches it. */
  readonly hint: string;
  readonly example: string;
}

export const kinds: readonly Kind[] = [
  {
    kind: 'words',
    label: 'Words',
    hint: 'Whole words or phrases anywhere in a text, whatever their case.',
    example: 'free coins',
  },
  {
    kind: 'regexes',
    label: 'Patterns',
    hint: 'Regular expressions, found anywhere in a text, case ignored.',
    example: 'fr[e3]{2} coins',
  },
  {
    kind: 'domains',
    label: 'Domains',
    hint: 'A domain with all below it; in URLs and e-mail addresses too.',
    example: 'spam.example',
  },
  { kind: 'cidrs', label: 'IP ranges', hint: 'IPv4 and IPv6 addresses and ranges.', example: '203.0.113.0/24' },
  {
    kind: 'hashes',
    label: 'Exact values',
    hint: 'Checksums, ids, any text that must be equal; case ignored.',
    example: 'd41d8cd98f00b204',
  },
  {
    kind: 'images',
    label: 'Image hashes',
    hint: 'Perceptual hashes in hexadecimal, within a number of bits.',
    example: 'ffd8c0a0b0908070',
  },
  { kind: 'entities', label: 'Entities', hint: 'Type/id, exactly as rules name them.', example: 'User/ann' },
];

export function kindLabel(kind: string): string {
  return kinds.find((known) => known.kind === kind)?.label ?? kind;
}

export function kindHint(kind: string): string {
  return kinds.find((known) => known.kind === kind)?.hint ?? '';
}
