/** What people do to the brakes; control entries of the journal hold these. */
import type { BrakeSettings, Cap, EntityName } from './settings.ts';

export type BrakeChange =
  /** What the installation's file says now. */
  | { readonly kind: 'file'; readonly settings: BrakeSettings }
  | { readonly kind: 'halt' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'set-cap'; readonly cap: Cap }
  /** Back to what the file says, which may be nothing. */
  | { readonly kind: 'unset-cap'; readonly cap: Omit<Cap, 'limit'> }
  | { readonly kind: 'protect'; readonly entity: EntityName }
  | { readonly kind: 'unprotect'; readonly entity: EntityName }
  /** Let a rule go on that the emergency brake stopped. */
  | { readonly kind: 'reset'; readonly rule: string };

export interface MadeChange {
  readonly by: string;
  readonly reason: string;
  readonly atMillis: number;
}
