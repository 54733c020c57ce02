/** The live stream (server-sent events): rates each second, decisions in small batches. */
import * as v from 'valibot';
import { parseJson } from './json.ts';
import { decisions, type EventSummary, type Rate, rate } from './types.ts';

export interface LiveHandlers {
  readonly onRate: (rate: Rate) => void;
  readonly onDecisions: (items: readonly EventSummary[]) => void;
  readonly onState: (state: 'connecting' | 'open' | 'closed') => void;
}

/** Connect; the returned function disconnects. The browser reconnects by itself after a broken connection. */
export function openLive(handlers: LiveHandlers): () => void {
  const source = new EventSource('/v1/live');
  handlers.onState('connecting');
  source.addEventListener('open', () => handlers.onState('open'));
  source.addEventListener('error', () => {
    handlers.onState(source.readyState === EventSource.CLOSED ? 'closed' : 'connecting');
  });
  source.addEventListener('rate', (message) => {
    const parsed = v.safeParse(rate, parseData(message));
    if (parsed.success) handlers.onRate(parsed.output);
  });
  source.addEventListener('decisions', (message) => {
    const parsed = v.safeParse(decisions, parseData(message));
    if (parsed.success) handlers.onDecisions(parsed.output.items);
  });
  return () => source.close();
}

function parseData(message: MessageEvent<string>): unknown {
  try {
    return parseJson(message.data);
  } catch {
    // A torn message is skipped: the next one is a second away.
    return null;
  }
}
