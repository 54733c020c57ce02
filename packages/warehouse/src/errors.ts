/** Why the warehouse could not answer. */

/**
 * - `syntax`: the query's text is wrong; `refused`: it asks for something that is not allowed;
 * - `invalid`: it is well-formed and cannot be run (an unknown column, a conversion that fails, too much memory);
 * - `timeout`, `cancelled`: it was stopped;
 * - `residual`: an SML expression has a part that SQL cannot say;
 * - `locked`: another process is writing to the directory; `missing`: there is no warehouse there; `closed`: it was closed.
 */
export type WarehouseErrorKind =
  | 'syntax'
  | 'refused'
  | 'invalid'
  | 'timeout'
  | 'cancelled'
  | 'residual'
  | 'locked'
  | 'missing'
  | 'closed';

export class WarehouseError extends Error {
  readonly kind: WarehouseErrorKind;
  constructor(kind: WarehouseErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WarehouseError';
    this.kind = kind;
  }
}
