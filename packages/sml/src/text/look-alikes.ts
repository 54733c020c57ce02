/**
 * Characters drawn like ASCII letters, as `StringClean` replaces them. Styled letters follow from Unicode's own decompositions;
 * symbols and letters of other scripts are listed. Plain letters and digits are never look-alikes of each other here.
 */

/** First letters of alphabets that are drawn in parentheses, circles and squares. */
const ENCLOSED = [0x249c, 0x24b6, 0x1f110, 0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

/** Greek letters that look Latin when they are drawn in a mathematical style. */
// biome-ignore format: a table
const STYLED_GREEK: Readonly<Record<string, string>> = {
  Α: 'a', α: 'a', Β: 'b', Ε: 'e', Ζ: 'z', Η: 'h', Ι: 'l', ι: 'i', Κ: 'k', Μ: 'm', Ν: 'n', ν: 'v', Ο: 'o',
  ο: 'o', σ: 'o', Ρ: 'p', ρ: 'p', ϱ: 'p', Τ: 't', Υ: 'y', υ: 'u', γ: 'y', Χ: 'x', Ϝ: 'f',
};

/** Symbols and letters by the Latin letter that they stand for. */
// biome-ignore format: a table
const SYMBOLS: Readonly<Record<string, string>> = {
  a: '@ªα∀⍺⟑', b: 'βВь฿', c: '¢©Ççϲ∁⊂🝌', d: 'ძ∂⫒', e: 'ϱ€ℇ℮∃∈∑⋿', f: 'ϝ៛⨍⨗⫭𐅿', g: 'Ԍց₲', h: '₶ℏ⫲⫳',
  i: '˛ιї⍳⫯𝚤', j: 'ϳј⌡', k: 'κϏ₭', l: '|լ₤∟∣⏽￨', m: '₥≞⋔⨇⩋⫙', n: 'Πηπ∏∩刀', o: 'ºοօ☉⦿', p: 'Ρρբ₱℗⍴♇',
  q: 'ҩԛգզ', r: '®ЯՒ𐅾', s: '$ѕ∫', t: 'τէ⊤⊺♰♱⟙🝨', u: 'µ∐∪⋃⨃', v: '√∨⋁⩔', w: 'ω₩⨈⩊⫝', x: '×╳☓✗⤫⤬⨯',
  y: '¥ӱჄℽ⑂', z: 'ՀჀꙀ𐋵',
};

/** From a look-alike to its letter. */
export type LookAlikes = ReadonlyMap<string, string>;

/** The table of all look-alikes. */
export function lookAlikes(): LookAlikes {
  const table = new Map<string, string>();
  for (let code = 0x2100; code <= 0x214f; code++) addStyled(table, code);
  for (let code = 0x1d400; code <= 0x1d7ff; code++) addStyled(table, code);
  for (const [letter, symbols] of Object.entries(SYMBOLS)) for (const symbol of symbols) table.set(symbol, letter);
  for (const first of ENCLOSED) {
    for (let i = 0; i < 26; i++) table.set(String.fromCodePoint(first + i), String.fromCharCode(0x61 + i));
  }
  return table;
}

/** A letter in a style of its own: its plain form in lower case, but for capital I, which is drawn as l. */
function addStyled(table: Map<string, string>, code: number): void {
  const styled = String.fromCodePoint(code);
  const plain = styled.normalize('NFKC');
  const isMathematical = code >= 0x1d400;
  // The Kelvin sign, the small m and the bold digamma are not in the reference's table.
  if (code === 0x212a || code === 0x1d7cb || (isMathematical && plain === 'm')) return;
  if (/^[A-Za-z]$/.test(plain)) table.set(styled, plain === 'I' ? 'l' : plain.toLowerCase());
  else if (isMathematical && STYLED_GREEK[plain] !== undefined) table.set(styled, STYLED_GREEK[plain]);
}
