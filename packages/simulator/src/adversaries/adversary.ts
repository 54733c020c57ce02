/** What an adversary is: a goal, what it costs, and tactics that notice enforcement and change. One file each in this directory. */
import type { Harm } from '../truth/truth.ts';
import type { Operation } from './operation.ts';

export interface Adversary {
  readonly kind: string;
  readonly goal: string;
  readonly harm: Harm;
  /** Where its behaviour is described. */
  readonly sources: readonly string[];
  /** What it has where a scenario does not say. */
  readonly defaults: { readonly accounts: number; readonly budgetDollars: number };
  begin(operation: Operation): Tactics;
}

export interface Tactics {
  /** Where making accounts is what it is about. */
  readonly signUpIsHarm?: boolean;
  /** The operation's own turn; when the next one is, or null for none. */
  plan(): number | null;
  /** One of its accounts can act; when again, or null for never. */
  act(account: number): number | null;
  /** It has noticed what enforcement did. */
  notice(sign: Sign): void;
}

/** What an adversary can notice. A replacement for a suspended account is the tactics' to decide. */
export type Sign =
  | { readonly kind: 'suspended'; readonly account: number }
  | { readonly kind: 'challenged'; readonly account: number; readonly passed: boolean }
  | { readonly kind: 'slowed'; readonly account: number }
  /** Hardly anybody sees what it writes. */
  | { readonly kind: 'unseen'; readonly account: number }
  | { readonly kind: 'link-lost'; readonly domain: string };
