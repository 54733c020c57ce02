/** Limits of compiling. */
export const limits = {
  /** Texts joined without a check of the result's length: each is part of one event, which is at most a few megabytes. */
  uncheckedTexts: 64,
  /** Characters of source per generated function: V8 gives up on optimising functions of more than 60 kB of bytecode. */
  functionLength: 12_000,
  /** Levels of inlined expressions: deeper ones get a variable in between, and V8's parser a flat text. */
  inlineDepth: 24,
  /** Actions that rules are compiled for by name; all others share one compilation that does not know the name. */
  actions: 64,
  /** Cost from which a shared computation is made when first needed and not before. */
  lazyCost: 20,
  /** Cells of one prefilter's table (4 bytes each); rulesets in use need a tenth. */
  scannerCells: 4_000_000,
} as const;
