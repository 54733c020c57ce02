/** `npm run dev -w @lapwing/console`: the mock API with the last build, for looking at pages by hand. */
import { join } from 'node:path';
import { signInToken, startMockApi } from '../mock-api.ts';

const distDirectory = join(import.meta.dirname, '../../dist');
const api = await startMockApi({
  distDirectory,
  port: Number(process.env['PORT'] ?? 0),
  troubled: process.env['TROUBLED'] === '1',
  delayMillis: Number(process.env['DELAY_MILLIS'] ?? 0),
});
console.log(`${api.url}/sign-in#token=${signInToken}`);
