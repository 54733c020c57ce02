/** JSON that keeps integers beyond 2^53, which platforms use as ids. */

declare global {
  // In V8 since 11.4 (ECMAScript proposal "JSON.parse source text access"), not yet in TypeScript's library.
  interface JSON {
    rawJSON(text: string): unknown;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/** JSON text; a bigint is written as an integer. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) => (typeof held === 'bigint' ? JSON.rawJSON(String(held)) : held));
}

/** The value of JSON text; an integer that a number cannot hold becomes a bigint. */
export function parse(text: string): unknown {
  return JSON.parse(text, (_: string, held: unknown, { source }: { readonly source?: string }) =>
    typeof held === 'number' && source !== undefined && !Number.isSafeInteger(held) && /^-?\d+$/.test(source)
      ? BigInt(source)
      : held,
  );
}
