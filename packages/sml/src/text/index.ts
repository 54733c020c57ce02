/** What hides a word from filters, for others who read text: characters that look like letters. */
export { type LookAlikes, lookAlikes } from './look-alikes.ts';
export { replaceLookAlikes } from './clean.ts';
