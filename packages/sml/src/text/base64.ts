/** Base 64 as Python's `base64.b64decode(s).decode()` reads it: lenient about foreign characters, strict about padding. */

export type Base64Result =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly kind: 'Error' | 'UnicodeDecodeError'; readonly message: string };

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 0x3d;

export function decodeBase64(input: string): Base64Result {
  const data = collectSextets(input);
  if (typeof data === 'string') return { ok: false, kind: 'Error', message: data };
  const bytes = Buffer.from(data.join(''), 'base64');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, kind: 'UnicodeDecodeError', message: "'utf-8' codec can't decode the decoded bytes" };
  }
}

/** The data characters up to the padding that ends the input, or Python's message. */
function collectSextets(input: string): string[] | string {
  const data: string[] = [];
  let pads = 0;
  for (let i = 0; i < input.length; i++) {
    const inQuad = data.length % 4;
    if (input.charCodeAt(i) === PAD) {
      // Padding before the third character of a quad is skipped like any foreign character.
      if (inQuad >= 2 && inQuad + ++pads >= 4) return data;
      continue;
    }
    const character = input[i] ?? '';
    if (!ALPHABET.includes(character)) continue;
    pads = 0;
    data.push(character);
  }
  if (data.length % 4 === 0) return data;
  if (data.length % 4 !== 1) return 'Incorrect padding';
  return `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`;
}
