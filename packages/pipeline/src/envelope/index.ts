/** The envelope of events: what comes in over HTTP, from files and from streams, and what the journal holds. */
export { decodePayload, type Event } from './event.ts';
export { rowId } from './identity.ts';
export { ENVELOPE_LIMITS, type EnvelopeLimits } from './limits.ts';
export { type ParsedEvent, type ParseOptions, parseEventBytes, parseEventText, parseEventValue } from './parse.ts';
export type { Refusal, RefusalCode } from './refusal.ts';
