/** Limits of single values: a node whose result would be larger fails alone (E4). */
export const limits = {
  /** Bits of an int: `9**9**9` and `1 << 10**9` must not eat the process; 131,072 bits are 39,457 digits. */
  intBits: 131_072,
  /** Digits that an int may have to be read from or printed as text; CPython's own limit (`sys.int_info`). */
  intDigits: 4_300,
  /** UTF-16 units of a text made by `+`, `*` or an f-string: far above any post, far below the heap. */
  textLength: 1_048_576,
} as const;
