/** The shape of an effect in the mock's answers. */
export interface Effect {
  readonly id: string;
  readonly kind: 'label' | 'verdict';
  readonly summary: string;
  readonly rules: readonly { name: string; version: string; reason: string }[];
  readonly outcome: string | null;
  readonly time: string;
  readonly entity?: { type: string; id: string };
  readonly label?: string;
  readonly expiresAt?: string | null;
}
