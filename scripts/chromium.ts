/**
 * Finds Chromium for the browser tests, and installs Debian's where it is missing and this may be done: as root, with apt. Prints what
 * it did; the tests themselves fail with a clear message where there is none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** True when there is a Chromium now. */
export function ensureChromium(): boolean {
  const wanted = process.env['LAPWING_CHROMIUM'];
  if ((wanted !== undefined && existsSync(wanted)) || CANDIDATES.some((path) => existsSync(path))) return true;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    console.log('no Chromium: install it (Debian: apt-get install chromium), or name one in LAPWING_CHROMIUM');
    return false;
  }
  console.log('installing Chromium for the browser tests');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { env: environment, encoding: 'utf8' });
    if (status !== 0) {
      console.log(`apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`);
      return false;
    }
  }
  return CANDIDATES.some((path) => existsSync(path));
}
