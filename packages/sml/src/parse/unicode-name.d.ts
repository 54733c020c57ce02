/** Types of the part of the `unicode-name` package that is used; it brings none. */
declare module 'unicode-name' {
  export function unicodeBaseName(codePoint: number): string | undefined;
  export function unicodeAliases(codePoint: number): Readonly<Record<string, readonly string[]>> | undefined;
}
