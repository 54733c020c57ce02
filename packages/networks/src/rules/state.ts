/** Where the network of a ruleset lives: in memory, beside the counters. */
import { type Attachment, type AttachmentKind, MEMORY } from '@lapwing/memory';
import type { EvaluationContext } from '@lapwing/sml';
import { CoactionWindow } from '../core/online/index.ts';

export const COACTIONS: AttachmentKind<CoactionWindow> = {
  name: 'coactions',
  create: () => new CoactionWindow(),
  load(parts) {
    const window = new CoactionWindow();
    window.load(parts);
    return window;
  },
  isOf: (state: Attachment): state is CoactionWindow => state instanceof CoactionWindow,
};

/** The network as of the event under evaluation. */
export function windowOf(context: EvaluationContext): CoactionWindow {
  const memory = context.service(MEMORY);
  const window = memory.attached.of(COACTIONS);
  window.begin(context.position, timeOf(context), memory.keyed.watermarkMillis);
  return window;
}

/** The event's time, which is not after what is known to be now. */
export function timeOf(context: EvaluationContext): number {
  return Math.min(context.timeMillis, context.service(MEMORY).newestMillis);
}
