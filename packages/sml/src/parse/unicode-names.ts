/** Characters by name, for `\N{…}` escapes. */
import { unicodeAliases, unicodeBaseName } from 'unicode-name';

const LAST_CODE_POINT = 0x10ffff;
/** Nothing has a name from here up to the tags of plane 14, and nothing after those. */
const UNNAMED_FROM = 0x40000;
const PLANE_14 = 0xe0000;
const PLANE_15 = 0xf0000;

/** The inverse of the package's table, made when first needed: few rulesets have such an escape, and it takes a second. */
let codePointsByName: ReadonlyMap<string, number> | undefined;

/** The code point with a Unicode name or alias, in any case, or undefined. */
export function codePointOfName(name: string): number | undefined {
  codePointsByName ??= invertNames();
  return codePointsByName.get(name.toUpperCase());
}

function invertNames(): ReadonlyMap<string, number> {
  const codePoints = new Map<string, number>();
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT; codePoint++) {
    if (codePoint === UNNAMED_FROM) codePoint = PLANE_14;
    if (codePoint === PLANE_15) break;
    const name = unicodeBaseName(codePoint);
    if (name !== undefined) codePoints.set(name, codePoint);
    for (const aliases of Object.values(unicodeAliases(codePoint) ?? {})) {
      for (const alias of aliases) codePoints.set(alias, codePoint);
    }
  }
  return codePoints;
}
