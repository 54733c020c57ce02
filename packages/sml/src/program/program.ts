/** The result of checking a ruleset without errors: everything that compiling, explaining and querying need. */
import type { Assign, Call, Expression, Module } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BoundCall, FunctionDeclaration, RulesetFiles } from '../functions/declaration.ts';
import type { SmlType } from '../types/types.ts';

export interface Program {
  /** sha256 over sorted `path|contents` of all files. */
  readonly hash: string;
  readonly files: RulesetFiles;
  readonly modules: ReadonlyMap<string, Module>;
  /** Globals by name; locals by `path:_Name`. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The static type of an expression, before unwrapping. */
  typeOf(expression: Expression): SmlType;
  /** Expressions whose value is unwrapped at its use (Entity → id, RuleT → bool, TimeDelta → float, Experiment → list[str]). */
  readonly unwrapped: ReadonlySet<Expression>;
  /** Every call, bound to its function. */
  readonly calls: ReadonlyMap<Call, CheckedCall>;
  /** Per file, what it imports and requires, resolved; a require with an f-string lists every file that its glob matches. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly requires: ReadonlyMap<Call, readonly string[]>;
  readonly warnings: readonly Diagnostic[];
}

export interface CheckedCall {
  readonly declaration: FunctionDeclaration;
  readonly bound: BoundCall;
  /** Paths of the ruleset's files that its result may depend on, whether they exist or not. */
  readonly files: ReadonlySet<string>;
}

export interface Definition {
  readonly name: string;
  readonly path: string;
  readonly statement: Assign;
  readonly span: Span;
  readonly type: SmlType;
  /** Exported as a feature (sml.md §1.7). */
  readonly extracted: boolean;
  readonly secret: boolean;
}
