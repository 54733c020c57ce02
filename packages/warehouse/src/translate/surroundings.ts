/** What evaluating a query on rows may need beside the rows, from whoever has it. */
import type { Action, Host } from '@lapwing/sml';

export interface Surroundings {
  /** The event at a journal position, with its JSON; null where the journal does not hold it any more. */
  readonly input?: ((position: number) => Promise<Action | null>) | undefined;
  /** Services as they answered for the event that was decided there: labels, lists. */
  readonly stateAt?: ((moment: { readonly position: number; readonly timeMillis: number }) => Host) | undefined;
}
